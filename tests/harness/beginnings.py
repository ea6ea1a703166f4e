"""Beginnings that many stories share: each is told once for each database, and then put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import has_app_context
from sqlalchemy import Connection, Engine, event

from portal.core import clock
from portal.web.application import Portal
from tests.harness.databases import PostgresDatabases, SqliteDatabases, begin_again, disposer

SAME_TIME = timedelta(minutes=30)
"""How old a beginning may be."""
APART = frozenset({"app", "world", "beginnings"})
"""What a teller has and does not learn."""


@dataclass(frozen=True)
class Begun:
    """Under which name the rows of a beginning are kept, when it was told, and what its tellers knew then."""

    name: str
    at: datetime
    knew: list[dict[str, Any]]


class Beginnings:
    """What was told on one database, by the state that it was told on."""

    def __init__(self, app: Portal, database: SqliteDatabases | PostgresDatabases) -> None:
        self._app, self._database = app, database
        self._begun: dict[str, Begun] = {}

    def once(self, tell: Callable[[], Any], *tellers: object) -> None:
        """Do ``tell``, which makes rows and tells them to ``tellers``.

        Where it was done before, with the same tellers, on the database as it now is and on this day about this time,
        its rows and what the tellers knew are put back instead. Where anything was written since the last known state,
        it is simply done.
        """
        if not self._database.state or has_app_context():
            tell()
            return
        told = f"{tell.__module__}.{tell.__qualname__} {[_known(one) for one in tellers]}"
        key = f"{self._database.state} {clock.today()} {told}"
        begun = self._begun.get(key)
        if begun is None:
            tell()
            begun = Begun(f"begun_{len(self._begun)}", clock.now(), [deepcopy(_known(one)) for one in tellers])
            self._database.keep(disposer(self._app), begun.name)
            self._begun[key] = begun
        elif abs(clock.now() - begun.at) > SAME_TIME:
            tell()
        else:
            begin_again(self._app, self._database, begun.name)
            for one, knew in zip(tellers, begun.knew, strict=True):
                vars(one).update(deepcopy(knew))


def _known(teller: object) -> dict[str, Any]:
    return {name: value for name, value in vars(teller).items() if name not in APART}


@contextmanager
def noticing_writes(database: SqliteDatabases | PostgresDatabases) -> Iterator[None]:
    """In this block each commit, by whomever, takes the database out of its known state."""

    def written(_connection: Connection) -> None:
        database.state = ""

    event.listen(Engine, "commit", written)
    try:
        yield
    finally:
        event.remove(Engine, "commit", written)
