"""The transactions that requests and jobs commit, watched: each that changes a row records something, or its tables
stand here.

Statements are read as they are sent, so that it does not matter by which way of SQLAlchemy a row is changed. What this
does not see: one entry of the ledger is enough for all the tables of its transaction, whatever it says; what a trigger
or a function of the database changes; and where one statement changes two tables, all but one of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

from flask import request
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from portal.jobs import running
from portal.jobs.registry import handler_named
from portal.web.application import Portal

LEDGER, HISTORY = "ledger_entry", "account_event"

NOT_RECORDED = {
    "ledger_head": "the end of a chain, moved by the entry itself",
    "ledger_payload": "what an entry is about",
    "submission": "tokens of forms, so that nothing is done twice; they hold nothing that anybody decided",
    "job": "work that was queued by a change which is itself recorded",
    "sign_in_session": "a sign-in is a row that its person sees and ends",
    "sign_in_attempt": "failed tries, which name nobody and go after a day",
    "import_draft": "a file between two pages of an import; what comes of it is recorded",
    "check_summary": "reckoned anew from what is on the record",
    "reminder_sent": "what was mailed, which changes nothing",
}
"""Tables that change without a word, each for a reason."""

OF_ONE_PERSON = {
    "person": "an account belongs to nobody but its person",
    "invitation": "somebody with an account is told that they were invited, before they say yes",
    "reminder_choice": "holds for all organisations of a person",
    "calendar_feed": "is taken back by a person who may act for its organisation no more",
}
"""Tables of which the history of a person's account may tell in place of the ledger."""

BY_ITSELF = {
    ("signin.sign_in", "person"): "the same password, hashed as one would be today",
    ("signin.invitation_mail", "invitation"): "the secret is made when its mail is, so that no queue holds it",
    ("signin.clear", "invitation"): "names and addresses of those who never came are let go",
}
"""(view or job, table) where a change says nothing that was not recorded before."""

WRITES = re.compile(r'(?:WITH\b.*?\b)?(?:INSERT INTO|(?<!FOR )UPDATE|DELETE FROM) "?(\w+)', re.DOTALL)
_DISPATCH, _PERFORM = Portal.dispatch_request.__code__, running.perform.__code__


def unrecorded(tables: Iterable[str], doing: str = "") -> list[str]:
    """The tables of those written to in one transaction, where it records nothing at all, or nothing that may tell of
    them."""
    written = {name for name in tables if not name.startswith("procrastinate_")}
    if LEDGER in written:
        return []
    told = OF_ONE_PERSON if HISTORY in written else {}
    return sorted(
        name for name in written - {HISTORY} - set(NOT_RECORDED) - set(told) if (doing, name) not in BY_ITSELF
    )


def _doing() -> str | None:
    """The view or the job of ours that is committing; ``None`` for what a test or a command does by itself."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code is _DISPATCH:
            return str(request.endpoint)
        if frame.f_code is _PERFORM:
            name = str(frame.f_locals["name"])
            return name if handler_named(name).function.__module__.startswith("portal.") else None
        frame = frame.f_back
    return None


@contextmanager
def watched() -> Iterator[list[str]]:
    """Gives what requests and jobs committed in this block without a word, a line each."""
    silent: list[str] = []
    written: WeakKeyDictionary[Connection, set[str]] = WeakKeyDictionary()
    own: WeakKeyDictionary[Session, Connection] = WeakKeyDictionary()

    def begun(session: Session, _transaction: Any, connection: Connection) -> None:
        own[session] = connection
        written.setdefault(connection, set())

    def look(connection: Connection, _cursor: Any, sql: str, *_: Any) -> None:
        if connection in written and (found := WRITES.match(sql)):
            written[connection].add(found.group(1))

    def committed(session: Session) -> None:
        if session.in_nested_transaction() or (connection := own.get(session)) is None:
            return
        tables, doing = written.pop(connection, set()), _doing()
        if doing is not None and (found := unrecorded(tables, doing)):
            silent.append(f"{doing} changed {', '.join(found)} and nothing tells of it")

    event.listen(Session, "after_begin", begun)
    event.listen(Engine, "before_cursor_execute", look)
    event.listen(Session, "after_commit", committed)
    try:
        yield silent
    finally:
        event.remove(Session, "after_begin", begun)
        event.remove(Engine, "before_cursor_execute", look)
        event.remove(Session, "after_commit", committed)
