"""Flask-Security as the engine: hashing, reset tokens, freshness. Pages and sessions are ours.

Its blueprint is not registered, so every endpoint is one of ours and says who may use it.
"""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g

import config
from portal.core.digests import digest_of
from portal.data import db
from portal.features.organisations import Person
from portal.features.signin import rules
from portal.features.signin.library import (
    Security,
    SQLAlchemyUserDatastore,
    UserMixin,
    hash_password,
    recoverable,
    verify_password,
)

# OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane.
_ARGON2 = {"argon2__type": "ID", "argon2__memory_cost": 19456, "argon2__time_cost": 2, "argon2__parallelism": 1}
_recoverable: Any = recoverable
_DUMMY = "accord.signin.dummy"


@dataclass(eq=False)
class SignedIn(UserMixin):
    """Flask-Login's ``current_user``: the person of this request and the sign-in they came by."""

    session_id: int
    person_id: int
    email: str
    fs_uniquifier: str
    active: bool = True


class NoRoles:
    """Flask-Security asks for a class of roles; ours are roles of memberships."""


def register(app: Flask) -> None:
    """Set Flask-Security up on ``app``, after whatever loads the viewer, which its user loader relies on."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=_ARGON2,
        SECURITY_PASSWORD_LENGTH_MIN=rules.SHORTEST_PASSWORD,
        SECURITY_HASHING_SCHEMES=["hex_sha256"],
        SECURITY_DEPRECATED_HASHING_SCHEMES=[],
        SECURITY_RESET_PASSWORD_WITHIN=rules.RESET_LASTS,
        SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL=False,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_CLI_USERS_NAME="",
        SECURITY_CLI_ROLES_NAME="",
        SESSION_PROTECTION=None,
    )
    provider, made = app.json_provider_class, app.json
    security = Security()
    security.init_app(app, _people(), register_blueprint=False)
    app.json_provider_class, app.json = provider, made
    # Before each request it asks who may do what by its own roles. Ours are of memberships, and nobody asks it.
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    security.login_manager.user_loader(_loaded)
    security.login_manager.request_loader(lambda _request: None)
    app.extensions[_DUMMY] = security.pwd_context.hash(secrets.token_urlsafe(16))


def _people() -> SQLAlchemyUserDatastore:
    person: Any = Person
    roles: Any = NoRoles
    return SQLAlchemyUserDatastore(db, person, roles)


def _loaded(uniquifier: str) -> SignedIn | None:
    """The person whom the request's own look-up found: no statement of Flask-Login's own."""
    person: SignedIn | None = g.get("signed_in")
    return person if person is not None and person.fs_uniquifier == uniquifier else None


def normalised(password: str) -> str:
    """A password in the form that is hashed (NFKD)."""
    normal: str = current_app.extensions["security"].password_util.normalize(password)
    return normal


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    digest: str = hash_password(normalised(password))
    return digest


def password_matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one stored. Takes the same time when nothing is stored."""
    matched = verify_password(normalised(password), stored or current_app.extensions[_DUMMY])
    return bool(matched) and stored is not None


def outdated(stored: str) -> bool:
    """Whether a stored hash was made with other settings than today's."""
    return bool(current_app.extensions["security"].pwd_context.needs_update(stored))


def reset_token(person: Person) -> str:
    """A signed, dated token with which ``person`` may choose a new password, until the password changes."""
    token: str = _recoverable.generate_reset_password_token(person)
    return token


def person_of_reset_token(token: str) -> Person | None:
    """Whose token this is, if it is whole, young and unused."""
    expired, invalid, person = _recoverable.reset_password_token_status(token)
    return person if isinstance(person, Person) and not expired and not invalid else None


def set_password(person: Person, password: str) -> None:
    """Store a new password and a new ``fs_uniquifier``, by which every reset token given before dies."""
    _recoverable.update_password(person, normalised(password))


def keyed_digest(text: str) -> str:
    """HMAC-SHA-256 of ``text`` under the secret key: the same text gives the same digest, and tells nothing of it."""
    key: Any = current_app.config["SECRET_KEY"]
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest()


def new_token() -> tuple[str, str]:
    """A fresh secret of 256 bits and the digest of it that is stored."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def settings() -> config.Settings:
    """The settings of this application."""
    chosen: config.Settings = current_app.config["SETTINGS"]
    return chosen


def address_of(path: str) -> str:
    """The whole address of a path of this site, for mail."""
    return settings().base_url.rstrip("/") + path
