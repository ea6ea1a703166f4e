"""Who is visiting: one look-up a request, from the token in the signed cookie to the viewer."""

from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, redirect, request, session, url_for

from portal.access import Viewer, look_as
from portal.access.guard import declaration_of
from portal.core import clock
from portal.core.digests import digest_of
from portal.data import db
from portal.features.signin import queries
from portal.features.signin.engine import SignedIn

SIGN_IN = "sign_in"
_LOOKS_ITSELF = "accord.signin.looks_itself"
_BINDS_ITSELF = "accord.signin.binds_itself"


def register(app: Flask) -> None:
    """Look before every request except for static files."""
    app.before_request(_look)


def looks_itself(app: Flask, endpoint: str) -> None:
    """Whoever comes to ``endpoint`` is known by a secret in the address: a sign-in in the same browser says nothing
    there."""
    app.extensions.setdefault(_LOOKS_ITSELF, {"static"}).add(endpoint)


def binds_itself(app: Flask, endpoint: str) -> None:
    """What is sent to ``endpoint`` is done by whom its link names, or in another place than theirs: it chooses its
    viewer by itself, whoever is signed in. A page that it shows again needs ``bind``."""
    app.extensions.setdefault(_BINDS_ITSELF, set()).add(endpoint)


def _look() -> Any:
    g.signed_in = g.found_sign_in = None
    if request.endpoint in current_app.extensions.get(_LOOKS_ITSELF, {"static"}):
        return None
    token = session.get(SIGN_IN)
    if not isinstance(token, str):
        return None
    at = clock.now()
    found = queries.session_by_token(digest_of(token), at)
    if found is None:
        session.clear()
        return None
    g.signed_in = SignedIn(found.session_id, found.person_id, found.email, found.fs_uniquifier)
    g.found_sign_in = found
    if request.method == "POST" and request.endpoint in current_app.extensions.get(_BINDS_ITSELF, ()):
        return None
    viewer = bind(told_at=at)
    if viewer is not None and not viewer.acts and _asks_for_an_organisation():
        return redirect(url_for("signin.choose_organisation"), 303)
    return None


def look_anew() -> Any:
    """Forget who was found and look once more, in a session of its own: what was read before may be out of date. Gives
    the answer to a visitor who has to choose an organisation first, else ``None``."""
    db.session.remove()
    for known in ("viewer", "roles_on_lists"):
        g.pop(known, None)
    return _look()


def bind(told_at: datetime | None = None) -> Viewer | None:
    """Fix the viewer of this request as the look-up found it, where the endpoint has not done so itself. ``told_at``:
    the look-up has just told wall two so, as of this moment."""
    found = g.get("found_sign_in")
    if found is None or g.get("viewer") is not None:
        viewer: Viewer | None = g.get("viewer")
        return viewer
    person = (found.person_id, found.actor_id, found.person_name)
    if found.organisation_id is None:
        viewer = Viewer(*person)
    else:
        viewer = Viewer(
            *person, found.organisation_id, found.organisation_reference, found.organisation_name, found.role
        )
    look_as(viewer, told_at)
    return viewer


def _asks_for_an_organisation() -> bool:
    endpoint = request.endpoint
    if endpoint is None:
        return False
    declaration = declaration_of(current_app._get_current_object(), endpoint)  # type: ignore[attr-defined]
    return declaration is not None and declaration.permission is not None


def signed_in_person() -> SignedIn | None:
    """The person signed in here, or ``None`` for a visitor."""
    person: SignedIn | None = g.get("signed_in")
    return person
