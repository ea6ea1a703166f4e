"""The pages of sign-in."""

from portal.features.signin.views import entering, invitations, passwords, sessions
from portal.features.signin.views.blueprint import bp

__all__ = ["bp", "entering", "invitations", "passwords", "sessions"]
