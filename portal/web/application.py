"""The Flask application class: one request, one transaction."""

import secrets
from collections.abc import Callable, MutableMapping
from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Flask, Request, Response, g, redirect, request
from flask.templating import Environment
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.routing import BaseConverter

from portal.access import known_viewer
from portal.data import db, writing
from portal.data.submissions import TOKEN_LENGTH, claim, location_of, settle
from portal.features import evidence
from portal.features.signin import look_anew
from portal.forms.base import TOKEN
from portal.web import acting
from portal.web.cookies import Cookies

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FAILED = 400


class FormParser(FormDataParser):
    """Reads bytes that are not UTF-8 as the broken characters they are, so that the form can say so at the field.
    Werkzeug would turn them into percent signs and digits, and what was stored would not be what was sent."""

    def _parse_urlencoded(self, stream: IO[bytes], *_: Any) -> Any:
        body = self._bounded(stream)
        if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
            raise RequestEntityTooLarge
        items = parse_qsl(body.decode(errors="surrogateescape"), keep_blank_values=True, errors="surrogateescape")
        # A token of ours is ASCII; what is not cannot be compared and is no token.
        kept = [(name, value) for name, value in items if name != "csrf_token" or value.isascii()]
        return stream, self.cls(kept), self.cls()

    def _bounded(self, stream: IO[bytes]) -> bytes:
        """The whole body, read only as far as a form may go: Werkzeug holds only multipart forms to that."""
        most = self.max_form_memory_size
        if most is None:
            return stream.read()
        body = b""
        while chunk := stream.read(most + 1 - len(body)):
            body += chunk
            if len(body) > most:
                raise RequestEntityTooLarge
        return body


class PortalRequest(Request):
    """A request whose form is read by our parser."""

    form_data_parser_class = FormParser


class ReferenceConverter(BaseConverter):
    """A reference as typed in an address. Anything else that fits is answered like a reference nobody has."""

    regex = "[^/]{1,40}"


class Templates(Environment):
    """Templates whose globals are one plain dictionary, which Jinja goes through for each template of a page: the chain
    of two that it makes otherwise costs a page about a twentieth. None may be added once templates are loaded."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of one template: those of the application, and over them ``d``."""
        return {**self.globals, **(d or {})}


class Portal(Flask):
    """Commits after a POST that succeeded, once for each form sent; rolls back everything else."""

    request_class = PortalRequest
    jinja_environment = Templates

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session_interface = Cookies()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """``func`` as it is: no view of ours is a coroutine, and to ask of each costs more than calling it."""
        return func

    def full_dispatch_request(self) -> Response:
        """Tell the database from the start whether this request means to write; where a file comes, once it is kept."""
        if request.method in SAFE_METHODS or evidence.file_taken():
            return super().full_dispatch_request()
        with writing():
            return super().full_dispatch_request()

    def log_exception(self, exc_info: Any) -> None:
        """Log an error by the name of its endpoint: the address may hold a token."""
        self.logger.error("error at %s", request.endpoint, exc_info=exc_info)

    def dispatch_request(self) -> Any:
        """Run the view; for a method that writes, inside a claimed submission and a transaction."""
        if request.method in SAFE_METHODS:
            return super().dispatch_request()
        if g.token_fault is not None:
            raise g.token_fault
        if not evidence.file_taken():
            return self._write()
        # A form that was shown for another organisation goes back, whatever the record is to this one.
        if acting.other_organisation() is None:
            evidence.take_in()
        with writing():
            elsewhere = look_anew()
            evidence.adopt()
            return self._write() if elsewhere is None else elsewhere

    def _write(self) -> Any:
        if (elsewhere := acting.opened_for_another()) is not None:
            _end(kept=elsewhere.status_code < FAILED)
            return elsewhere
        token, viewer = _submission_token(), known_viewer()
        if token and viewer and not claim(db.session(), token, viewer.person_id):
            return _answer_again(token, viewer.person_id)
        response = self.make_response(super().dispatch_request())
        if response.status_code >= FAILED and not g.get("keep_changes"):
            db.session.rollback()
            return response
        if token and viewer and not g.get("keep_changes"):
            settle(db.session(), token, response.location or g.get("sent_again_to", request.path))
        db.session.commit()
        return response


def _submission_token() -> str | None:
    token = request.form.get("submission", "")
    return token if len(token) <= TOKEN_LENGTH and TOKEN.fullmatch(token) else None


def _end(*, kept: bool) -> None:
    if kept:
        db.session.commit()
    else:
        db.session.rollback()


def _answer_again(token: str, person_id: int) -> Any:
    location = location_of(db.session(), token, person_id)
    db.session.rollback()
    return redirect(location or request.path, 303)


def new_nonce() -> str:
    """A fresh value for the Content-Security-Policy of one page."""
    return secrets.token_urlsafe(16)
