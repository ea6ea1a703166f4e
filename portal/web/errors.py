"""What a person sees when something goes wrong. Most of these pages know nothing of who is looking."""

import math
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, TooManyRequests, Unauthorized

from portal.access import known_viewer
from portal.access.guard import declaration_here
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.data import db
from portal.forms import PortalForm, Refused, new_token, sent_form
from portal.forms.characters import safe_to_show
from portal.web.filters import size
from portal.web.sent import from_own_page, kept_values, own_address, secret, sent_files, spoken, told_rows

OWN_PAGES = frozenset({400, 401, 403, 404, 405, 410, 413, 429, 500, 503})
RETRY_SECONDS = 60
CARRIED_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def register(app: Flask) -> None:
    """Give ``app`` a page for each thing that can go wrong."""
    handlers: dict[type[Exception], Any] = {
        NotFound: lambda _: _not_found(),
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
    if status == 404:
        return _not_found()
    response = plain(status, **_explained(error))
    for name, value in error.get_headers():
        if name in CARRIED_HEADERS:
            response.headers[name] = value
    return response


def _not_found() -> Response:
    """The same page for what is not there and for what is not yours. Words that were typed are given back: they are
    the sender's own, and tell nothing of the record."""
    return plain(404, rows=told_rows() if request.method == "POST" else [])


def _explained(error: HTTPException) -> dict[str, Any]:
    if isinstance(error, Refused):
        return {"reason": error.description}
    if isinstance(error, RequestEntityTooLarge):
        settings = current_app.config.get("SETTINGS")
        most = settings.max_upload_mb * 1_000_000 if settings else current_app.config.get("MAX_CONTENT_LENGTH")
        return {"limit": size(most), "typed": size(current_app.config.get("MAX_FORM_MEMORY_SIZE"))}
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
    kept = [(name, value) for name, value in kept_values() if name not in ("version", "submission")]
    fresh = [("version", str(version)), ("submission", new_token())]
    html = render_template(
        "errors/409.html",
        rows=[(name, value, "") for name, value in told_rows()] if rows is None else rows,
        saved=rows is not None,
        replaces=form is None or form.replaces,
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
    """What was typed, and a fresh token. It can be sent on only if it came from our own page: otherwise another site
    could have somebody confirm what they never typed. Whoever has to sign in first is asked to, and sees this once."""
    resend = from_own_page()
    declared = declaration_here()
    if resend and known_viewer() is None and declared is not None and not declared.public:
        return make_response(current_app.handle_http_exception(Unauthorized()))
    html = render_template(
        "errors/expired.html",
        rows=told_rows() if resend else [],
        kept=kept_values() if resend else [],
        dropped=[spoken(name) for name in [*filter(secret, request.form), *sent_files()]],
        address=own_address(),
        resend=resend,
    )
    return make_response(html, 400)
