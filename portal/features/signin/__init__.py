"""Signing in: the names other features may use."""

from flask import Flask

from portal.features.signin import engine, jobs, visit
from portal.features.signin.actions.entering import act_for
from portal.features.signin.actions.history import note as note_in_account
from portal.features.signin.cli import commands
from portal.features.signin.engine import SignedIn, address_of, hashed, new_token
from portal.features.signin.models import AccountEvent, Invitation, SignInAttempt, SignInSession
from portal.features.signin.queries import memberships_of
from portal.features.signin.rules import client_network
from portal.features.signin.views import bp
from portal.features.signin.views.entering import ask_to_sign_in
from portal.features.signin.visit import bind, binds_itself, look_anew, looks_itself, signed_in_person

__all__ = [
    "AccountEvent",
    "Invitation",
    "SignInAttempt",
    "SignInSession",
    "SignedIn",
    "act_for",
    "address_of",
    "bind",
    "binds_itself",
    "bp",
    "client_network",
    "commands",
    "hashed",
    "init_app",
    "jobs",
    "look_anew",
    "looks_itself",
    "memberships_of",
    "new_token",
    "note_in_account",
    "signed_in_person",
]


def init_app(app: Flask) -> None:
    """Look who is visiting before every request, set Flask-Security up, and add the pages."""
    visit.register(app)
    engine.register(app)
    app.register_blueprint(bp)
    for view in ("accept_invitation", "reset_password"):
        visit.binds_itself(app, f"{bp.name}.{view}")
    app.register_error_handler(401, ask_to_sign_in)
