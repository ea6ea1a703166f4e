"""Logs name what failed and where, and quote nobody."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.data import db
from portal.web import logs
from portal.web.application import Portal
from portal.web.logs import WithoutMessages

SECRET = "what a carer wrote in confidence"


def formatted(error: BaseException) -> str:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), (type(error), error, error.__traceback__))
    return WithoutMessages("%(levelname)s %(message)s").format(record)


def quote() -> None:
    raise ValueError(SECRET)


def fail() -> None:
    try:
        quote()
    except ValueError as cause:
        raise RuntimeError(SECRET) from cause


def test_an_error_is_logged_by_class_and_place_without_its_message() -> None:
    with pytest.raises(RuntimeError) as caught:
        fail()
    line = formatted(caught.value)
    assert SECRET not in line
    assert "ValueError" in line
    assert "RuntimeError" in line
    assert "test_logs.py" in line


def test_a_database_error_does_not_quote_what_was_sent(app: Portal) -> None:
    with app.app_context(), db.engine.connect() as connection, pytest.raises(SQLAlchemyError) as caught:
        connection.execute(text("SELECT * FROM nowhere WHERE words = :words"), {"words": SECRET})
    assert SECRET not in str(caught.value)


def test_a_request_is_logged_by_endpoint_and_not_by_address(app: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr(logs, "log", SimpleNamespace(info=lambda *told, **more: lines.append(repr((told, more)))))
    answer = app.test_client().get("/reset-password/a-token-that-must-not-be-logged")
    assert answer.headers["X-Request-Id"] in lines[0]
    assert "signin.reset_password" in lines[0]
    assert "a-token-that-must-not-be-logged" not in "".join(lines)


def test_an_unexpected_error_is_logged_by_endpoint(
    app: Portal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "signin.reset_password", lambda **_: quote())
    answer = app.test_client().get("/reset-password/a-token-that-must-not-be-logged")
    assert answer.status_code == 500
    assert "signin.reset_password" in caplog.text
    assert "a-token-that-must-not-be-logged" not in "".join(record.getMessage() for record in caplog.records)
