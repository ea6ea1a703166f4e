"""Filling in a form that nobody told us about, as somebody who means well."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.core import clock
from portal.data import db
from portal.demo.cast import DOMAIN
from portal.demo.cast import PASSWORD as DEMO_PASSWORD
from tests.factories.world import PASSWORD
from tests.harness.pages import Field, Form, Page
from tests.house.crawling import Found, Stage

TYPED = frozenset({"text", "textarea", "email", "password", "search"})
CHOSEN = frozenset({"radio", "checkbox", "select"})
PIECES = {"day": "1", "month": "2", "year": "2006"}
GUESSES = ("", "Some Body", "1", "2030")
DAYS = (clock.today(), clock.today() + timedelta(days=30), None)
ROUNDS = 6
MOST = 3
GIVEN = {
    "signin.sign_in": {"email": [f"trainee.auditor@{DOMAIN}"], "password": [DEMO_PASSWORD]},
    # Four days in their order.
    "arrangements.new_measure": {
        f"{name}_on-year": [year]
        for name, year in (("earlier", "2002"), ("baseline", "2003"), ("way", "2004"), ("due", "2007"))
    },
}
"""What no guess finds."""

Sent = dict[str, list[str]]


def answers(form: Form) -> Sent:
    """Every question answered: what stands there already, else something plausible."""
    sent = form.filled()
    selects = 0
    for field in form.fields.values():
        if field.kind in TYPED and not field.value:
            sent[field.name] = [_plausible(field)]
        elif field.kind in CHOSEN and not any(field.chosen):
            offered = [option for option in field.options if option]
            sent[field.name] = offered[selects % len(offered) :][:1] if offered else [""]
            selects += field.kind == "select"
    return sent


def _plausible(field: Field) -> str:
    piece = field.name.rsplit("-", 1)[-1]
    if piece in PIECES:
        return PIECES[piece]
    if field.kind == "email":
        return "somebody@example.org"
    if field.kind == "password":
        return PASSWORD
    return "12" if field.kind == "text" else "Some words"


def fresh(sent: Sent, form: Form) -> Sent:
    """The same answers as a new submission of this form as it stands now."""
    renewed = {name: list(values) for name, values in sent.items()}
    for name in ("csrf_token", "version", "digest"):
        if name in form.fields:
            renewed[name] = [form.fields[name].value]
    if "submission" in form.fields:
        renewed["submission"] = [secrets.token_hex(16)]
    return renewed


def post(browser: FlaskClient, found: Found, form: Form, sent: Sent, **files: Any) -> TestResponse:
    """Send it as a browser would."""
    if not form.multipart:
        body = urlencode(sent, doseq=True, errors="surrogatepass")
        return browser.post(found.action, data=body, content_type="application/x-www-form-urlencoded")
    sent = {name: [value.encode("utf-8", "replace").decode() for value in values] for name, values in sent.items()}
    given = files or {
        field.name: (BytesIO(b"year,visits\n2005,12\n"), "visits.csv")
        for field in form.fields.values()
        if field.kind == "file"
    }
    # Encoded here: the test client keeps a long body in a file that it never closes.
    uploads = {name: FileStorage(stream, filename) for name, (stream, filename) in given.items()}
    boundary, encoded = encode_multipart({**sent, **uploads})
    return browser.post(found.action, data=encoded, content_type=f"multipart/form-data; boundary={boundary}")


WRITES = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)")


@contextmanager
def rehearsal() -> Iterator[list[str]]:
    """Requests in this block do everything but keep it: where they would commit, they roll back. Gives the tables
    that they would have written to."""
    pending: list[str] = []
    kept: list[str] = []
    session: Any = db.session
    commit = session.commit

    def instead() -> None:
        session.flush()
        kept.extend(pending)
        session.rollback()

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if found := WRITES.match(statement):
            pending.append(found.group(1))

    def forgotten(_session: Session) -> None:
        pending.clear()

    event.listen(Session, "after_rollback", forgotten)
    event.listen(Engine, "before_cursor_execute", executed)
    session.commit = instead
    try:
        yield kept
    finally:
        session.commit = commit
        event.remove(Session, "after_rollback", forgotten)
        event.remove(Engine, "before_cursor_execute", executed)


def question(form: Form, message_id: str) -> list[Field]:
    """The fields that a message belongs to: one, or the three pieces of a date."""
    name = message_id.removesuffix("-error")
    return [field for field in form.fields.values() if name in {field.name, field.id, field.name.rsplit("-", 1)[0]}]


def accepted(stage: Stage, endpoint: str) -> tuple[Found, Sent]:
    """A form of this endpoint and answers that it takes, learnt by trying, once, without keeping anything;
    where earlier tries stand in the way, on a fresh copy of the database.

    Raises ``AssertionError`` if none are taken.
    """
    told: list[str] = []
    for attempt in range(2):
        if endpoint not in stage.known:
            if attempt:
                stage.renew()
            told += _learn_any(stage, endpoint)
    assert endpoint in stage.known, f"{endpoint}: no answers were accepted: {told}"
    return stage.known[endpoint]


def _learn_any(stage: Stage, endpoint: str) -> list[str]:
    """Try a few forms of this endpoint; gives what those said that took nothing."""
    told = []
    for found in stage.forms[endpoint][:MOST]:
        try:
            with rehearsal():
                sent, said = _learn(stage, found)
        except LookupError:
            continue
        if sent is not None:
            stage.known[endpoint] = found, sent
            break
        told.append(said)
    return told


def _learn(stage: Stage, found: Found) -> tuple[Sent | None, str]:
    form = stage.form(found)
    sent = answers(form) | GIVEN.get(found.endpoint, {})
    guesses: Counter[str] = Counter()
    said = ""
    for _ in range(ROUNDS):
        answer = post(stage.visitor(found).browser(), found, form, fresh(sent, form))
        if answer.status_code < 400:
            return sent, ""
        told = Page(answer.get_data(as_text=True)).messages()
        said = f"{answer.status_code} {told}"
        for message_id in told:
            _guess_again(sent, question(form, message_id), guesses)
        if not told:
            break
    return None, said


def _guess_again(sent: Sent, fields: list[Field], guesses: Counter[str]) -> None:
    for field in fields:
        place = guesses[field.name]
        guesses[field.name] += 1
        piece = field.name.rsplit("-", 1)[-1]
        if field.kind in CHOSEN:
            sent[field.name] = [field.options[place % len(field.options)]]
        elif piece in PIECES:
            guess = DAYS[place % len(DAYS)]
            sent[field.name] = [str(getattr(guess, piece)) if guess else ""]
        elif field.kind in TYPED:
            sent[field.name] = [GUESSES[place % len(GUESSES)]]
