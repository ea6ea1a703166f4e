"""Small steps that the tests of sign-in share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from portal.data import db
from portal.web.application import Portal
from tests.factories.world import PASSWORD, csrf_token


def try_password(browser: FlaskClient, email: str, password: str = PASSWORD, **more: Any) -> TestResponse:
    """The answer to a sign-in."""
    token = csrf_token(browser, "/sign-in")
    return browser.post("/sign-in", data={"email": email, "password": password, "csrf_token": token}, **more)


def send(browser: FlaskClient, address: str, page: str = "", **data: Any) -> TestResponse:
    """Fill in the form of ``page`` (``address`` itself) and send it."""
    return browser.post(address, data={**data, "csrf_token": csrf_token(browser, page or address)})


def is_in(browser: FlaskClient) -> bool:
    """Whether this browser is signed in."""
    return browser.get("/your-sign-ins").status_code == 200


def link_in(message: EmailMessage) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", message.get_content())
    assert found
    return found[1]


def plain(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without what is random in every page: tokens and nonces."""
    random = r'(nonce=|name="csrf_token" value=|name="submission" value=)"[^"]*"'
    html = re.sub(random, r'\1""', answer.get_data(as_text=True))
    headers = sorted(
        (name, value)
        for name, value in answer.headers
        if name not in {"Set-Cookie", "Content-Security-Policy", "Content-Length", "Date", "X-Request-Id"}
    )
    return answer.status_code, html, headers


@contextmanager
def counted(app: Portal) -> Iterator[list[str]]:
    """The statements that run in the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
