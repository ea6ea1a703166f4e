"""Signing in: the names other features may use."""

from flask import Flask

from portal.features.signin import engine, jobs, visit
from portal.features.signin.actions.entering import act_for
from portal.features.signin.cli import commands
from portal.features.signin.engine import SignedIn, address_of, hashed, new_token
from portal.features.signin.models import Invitation, SignInAttempt, SignInSession
from portal.features.signin.queries import memberships_of
from portal.features.signin.views import bp
from portal.features.signin.views.entering import ask_to_sign_in
from portal.features.signin.visit import looks_itself, signed_in_person

__all__ = [
    "Invitation",
    "SignInAttempt",
    "SignInSession",
    "SignedIn",
    "act_for",
    "address_of",
    "bp",
    "commands",
    "hashed",
    "init_app",
    "jobs",
    "looks_itself",
    "memberships_of",
    "new_token",
    "signed_in_person",
]


def init_app(app: Flask) -> None:
    """Look who is visiting before every request, set Flask-Security up, and add the pages."""
    visit.register(app)
    engine.register(app)
    app.register_blueprint(bp)
    app.register_error_handler(401, ask_to_sign_in)
