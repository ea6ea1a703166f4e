"""What a person sees when something goes wrong. Most of these pages know nothing of who is looking."""

import math
import re
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, TooManyRequests

from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.data import db
from portal.forms import PortalForm, Refused, new_token, sent_form
from portal.forms.characters import safe_to_show
from portal.web.filters import size

OWN_PAGES = frozenset({400, 401, 403, 404, 405, 410, 413, 429, 500, 503})
SECRET_WORD = re.compile(r"pass(?:word|code|phrase)|(?:^|[_-])(?:secret|code|otp|credential)(?:$|[_-])", re.IGNORECASE)
UNSEEN = frozenset({"submission", "version"})
PROTECTION = "csrf_token"
RETRY_SECONDS = 60
CARRIED_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def register(app: Flask) -> None:
    """Give ``app`` a page for each thing that can go wrong."""
    handlers: dict[type[Exception], Any] = {
        NotFound: lambda _: plain(404),
        Forbidden: lambda _: plain(403),
        Invalid: _invalid,
        Conflict: _conflict,
        StaleDataError: _conflict,
        CSRFError: _expired,
        OperationalError: _unavailable,
        PoolTimeout: _unavailable,
        HTTPException: _http,
    }
    for error, handler in handlers.items():
        app.register_error_handler(error, handler)


def plain(status: int, **context: Any) -> Response:
    """The page of ``status``, without viewer, token or script: it needs no database and is the same each time."""
    known = status if status in OWN_PAGES else 500 if status >= 500 else 400
    html = current_app.jinja_env.get_template(f"errors/{known}.html").render(**context)
    return make_response(html, status)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    response = plain(status, **_explained(error))
    for name, value in error.get_headers():
        if name in CARRIED_HEADERS:
            response.headers[name] = value
    return response


def _explained(error: HTTPException) -> dict[str, Any]:
    if isinstance(error, Refused):
        return {"reason": error.description}
    if isinstance(error, RequestEntityTooLarge):
        return {"limit": size(current_app.config.get("MAX_CONTENT_LENGTH"))}
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        return {"minutes": math.ceil(error.retry_after / 60)}
    return {}


def _invalid(error: Invalid) -> Response:
    return plain(400, reason=safe_to_show(". ".join(error.errors.values())))


def _unavailable(error: SQLAlchemyError) -> Response:
    if current_app.testing or current_app.debug:
        raise error
    current_app.logger.error("the database did not answer", exc_info=error)
    response = plain(503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _conflict(error: Exception) -> Response:
    """Both texts, and a form to go on with either. Nothing of the failed change is kept in the session."""
    db.session.rollback()
    form = sent_form()
    rows = _compared(form)
    version = getattr(form.record, "version", None) if form is not None and rows is not None else None
    resend = version is not None and not sent_files()
    kept = [(name, value) for name, value in typed_values() if name not in UNSEEN]
    fresh = [("version", str(version)), ("submission", new_token())]
    html = render_template(
        "errors/409.html",
        rows=[(spoken(name), value, "") for name, value in kept] if rows is None else rows,
        saved=rows is not None,
        kept=kept + fresh if resend else [],
        address=own_address(),
        resend=resend,
    )
    return make_response(html, 409)


def _compared(form: PortalForm | None) -> list[tuple[str, str, str]] | None:
    """What differs, or ``None`` when the stored record cannot be read any more."""
    if form is None or form.record is None:
        return None
    try:
        if inspect(form.record, raiseerr=False) is not None:
            db.session.refresh(form.record)
        return form.comparison(form.record)
    except SQLAlchemyError:
        db.session.rollback()
        return None


def _expired(error: CSRFError) -> Response:
    """The form again, with what was typed and a fresh token. It can be sent on only if it came from our own page:
    otherwise another site could have somebody confirm what they never typed."""
    resend = from_own_page()
    values = typed_values() if resend else []
    html = render_template(
        "errors/expired.html",
        kept=[(name, spoken(name), value) for name, value in values if value and name not in UNSEEN],
        unseen=[(name, value) for name, value in values if not value or name in UNSEEN],
        dropped=[spoken(name) for name in [*filter(secret, request.form), *sent_files()]],
        address=own_address(),
        resend=resend,
    )
    return make_response(html, 400)


def from_own_page() -> bool:
    """Whether the browser says that this request came from a page of ours."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(source).netloc == request.host
    except ValueError:
        return False


def typed_values() -> list[tuple[str, str]]:
    """(name, text) of all that was typed and may be shown again: no password, no token."""
    return [
        (name, safe_to_show(value))
        for name, values in request.form.lists()
        if name != PROTECTION and not secret(name)
        for value in values
    ]


def own_address() -> str:
    """The path and query of this request, as a link back to it on this site and no other."""
    path = quote("/" + request.path.lstrip("/"))
    query = request.query_string.decode("ascii", "replace")
    return f"{path}?{query}" if query else path


def sent_files() -> list[str]:
    """The names of the fields under which a file came; an input in which none was chosen sends an empty one."""
    return [name for name, file in request.files.items(multi=True) if file.filename]


def secret(name: str) -> bool:
    """Whether a field's name says that its value must not be shown again."""
    return SECRET_WORD.search(name) is not None


def spoken(name: str) -> str:
    """A field's name as words: ``starts_on-day`` reads ``Starts on day``."""
    return safe_to_show(name).replace("_", " ").replace("-", " ").strip().capitalize() or "Answer"
