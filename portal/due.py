"""What falls due, for whom and when: each feature says it of its own things, and reminders tell.

A feature fills ``FALLS_DUE`` in its ``falls_due.py`` with sources, and ``portal.wiring`` contributes them. A source
gives SELECTs and not rows, so that a page reads all of them in one statement; the walls narrow each like any other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, bindparam

from portal.access import MembershipRole, Permission, current_viewer
from portal.access.policy import POLICY
from portal.data import BigId

MINE = bindparam("due_mine", callable_=lambda: current_viewer().organisation_id, type_=BigId)
"""In the SELECTs of a source: the organisation that the viewer acts for when they are run."""

Selected = Select[*tuple[Any, ...]]

COLUMNS = ("id", "key", "due_on", "what", "title", "reference", "row")


@dataclass(frozen=True)
class Speaks:
    """On which days a reminder is made: so many days ``ahead`` of the day (less than nought is after it), the first day
    first; then ``again`` after so many days, as long as it waits, or not at all."""

    ahead: tuple[int, ...]
    again: int | None = 7


USUAL = Speaks((30, 7, 0))
UNTIL_THEN = Speaks((30, 7, 0), again=None)
"""Once the day has passed there is nothing to be done any more."""
AFTERWARDS = Speaks((-1,))
"""Only the day after shows whether it was done."""
SINCE_ASKED = Speaks((23, 7, 0))
"""A mail went out when it was asked, thirty days before."""


@dataclass(frozen=True, eq=False)
class Beginning:
    """Where a SELECT of a source begins for who sees little of it.

    ``few`` tells whether the viewer does, and ``add`` makes the SELECT begin with what is theirs, in the dialect that
    it is given. For the others it begins with the days that are near.
    """

    few: Callable[[], bool]
    add: Callable[[Selected, str], Selected]


def begun(statement: Selected, begins: Beginning | None, few: bool, dialect: str) -> Selected:
    """A SELECT of a source with its beginning, if ``few``."""
    return begins.add(statement, dialect) if begins is not None and few else statement


def is_few(begins: Beginning | None) -> bool:
    """Whether a SELECT begins, for the viewer, with what is theirs."""
    return begins is not None and begins.few()


@dataclass(frozen=True, eq=False)
class Source:
    """One kind of thing that falls due.

    ``waits`` selects what waits for the organisation ``MINE``, ``dated`` what of it stands in a calendar (nothing, if
    ``None``), both with the columns ``COLUMNS`` and in no order: ``id`` and ``key`` are unique in the source, ``key``
    being a reference; ``what`` is its name, empty where the ``title`` of the record says all; ``path`` has
    ``{reference}``, ``{key}`` and ``{row}`` in it. ``by`` is the permission that it takes to deal with it. ``coming``
    and ``late`` say on a page what ``{day}`` is; ``noun`` says in mail what the reference is of. ``told``: home has
    told of it in a place of its own. ``begins`` and ``dated_begins`` are needed where the SELECTs are of what others
    see too. ``off`` is the ``row`` of what was called off and stands in a calendar as such.
    """

    name: str
    label: str
    coming: str
    late: str
    path: str
    by: Permission
    waits: Selected
    dated: Selected | None = None
    speaks: Speaks = USUAL
    noun: str = "arrangement"
    told: bool = False
    begins: Beginning | None = None
    dated_begins: Beginning | None = None
    off: str | None = None

    def is_for(self, role: MembershipRole) -> bool:
        """Whether somebody with this role in the organisation can deal with it."""
        return role.at_least(POLICY[self.by].by)

    def read(self, row: Any) -> "Due":
        """The value of one row."""
        path = self.path.format(reference=row.reference, key=row.key, row=row.row)
        return Due(self, row.id, row.key, row.due_on, row.what, row.title, row.reference, path, row.row == self.off)


@dataclass(frozen=True)
class Due:
    """One thing that falls due on a day, and the path of the page where it is dealt with; or that is called ``off``."""

    source: Source
    id: int
    key: str
    on: date
    what: str
    title: str
    reference: str
    path: str
    off: bool = False


_EXTENSION = "accord.due"


def contribute(app: Flask, source: Source) -> None:
    """Add a source, after those there are. Raises ``ValueError`` for a name that is taken or wrong columns."""
    known: dict[str, Source] = app.extensions.setdefault(_EXTENSION, {})
    if source.name in known:
        raise ValueError(f"two sources are called {source.name}")
    for statement in (source.waits, source.dated):
        if statement is not None and tuple(statement.selected_columns.keys()) != COLUMNS:
            raise ValueError(f"{source.name} must select {', '.join(COLUMNS)}")
    known[source.name] = source


def sources() -> Mapping[str, Source]:
    """Every source by name, in the order they were added."""
    found: Mapping[str, Source] = current_app.extensions.get(_EXTENSION, {})
    return found
