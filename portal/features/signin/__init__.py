"""Signing in: the names other features may use."""

from flask import Flask

from portal.features.signin import engine, jobs, visit
from portal.features.signin.cli import commands
from portal.features.signin.engine import SignedIn, address_of, hashed, new_token
from portal.features.signin.models import Invitation, SignInAttempt, SignInSession
from portal.features.signin.views import bp
from portal.features.signin.views.entering import ask_to_sign_in
from portal.features.signin.visit import looks_itself

__all__ = [
    "Invitation",
    "SignInAttempt",
    "SignInSession",
    "SignedIn",
    "address_of",
    "bp",
    "commands",
    "hashed",
    "init_app",
    "jobs",
    "looks_itself",
    "new_token",
]


def init_app(app: Flask) -> None:
    """Look who is visiting before every request, set Flask-Security up, and add the pages."""
    visit.register(app)
    engine.register(app)
    app.register_blueprint(bp)
    app.register_error_handler(401, ask_to_sign_in)
