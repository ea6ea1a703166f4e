"""The pages of sign-in."""

from portal.features.signin.views import entering, passwords, sessions
from portal.features.signin.views.blueprint import bp

__all__ = ["bp", "entering", "passwords", "sessions"]
