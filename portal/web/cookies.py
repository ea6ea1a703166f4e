"""The session cookie: signed again when it says something new, or when a minute has passed, and not for every page."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

RENEWED_AFTER = timedelta(minutes=1)
RENEWED_SHARE = 10
"""A cookie is renewed after a minute, or a tenth of the time it lasts if that is shorter."""


class Cookie(SecureCookieSession):
    """What the browser keeps; ``signed_at`` is when, or ``None`` for one that is new."""

    signed_at: datetime | None = None


class Cookies(SecureCookieSessionInterface):
    """Flask's own sessions, with the signer made once."""

    session_class = Cookie

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of ``app``, whose secret key does not change while it runs."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def open_session(self, app: Flask, request: Request) -> Cookie | None:
        """The session in the request's cookie; an empty one if there is none, or it is old or not ours."""
        signer, value = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        if signer is None:
            return None
        if not value:
            return Cookie()
        lasts = int(app.permanent_session_lifetime.total_seconds())
        try:
            kept, signed_at = signer.loads(value, max_age=lasts, return_timestamp=True)
        except BadSignature:
            return Cookie()
        opened = Cookie(kept)
        opened.signed_at = signed_at
        return opened

    def should_set_cookie(self, app: Flask, session: Any) -> bool:
        """Whether this answer carries the cookie again, so that it lasts on."""
        if session.modified or session.signed_at is None:
            return bool(session.modified)
        renewed_after = min(RENEWED_AFTER, app.permanent_session_lifetime / RENEWED_SHARE)
        return bool(session.permanent) and datetime.now(UTC) - session.signed_at >= renewed_after
