"""What a row of a register comes to, before anyone asks the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.features.organisations.rules.cells import Cells

Identifier = tuple[str, str]
Facts = dict[str, Any]

COUNCIL_SCHEMES = {
    "England": "GB-LAE",
    "Wales": "GB-PLA",
    "Scotland": "GB-LAS",
    "Northern Ireland": "GB-LANI",
}
"""Lists of org-id.guide for the principal councils of each nation; the codes are unique across all four."""


@dataclass(frozen=True)
class Draft:
    """One organisation as one register tells it.

    ``facts`` is ready for JSON. A field that is there is said by the register, even when it is
    ``None`` ("ends_on": still open); a field that is not there is not said. The organisation is
    found by an identifier, or by ``code`` in any of the council lists, or by the name ``called``.
    """

    row: int
    facts: Facts
    code: str | None = None
    called: str | None = None
    entry: int = 0

    @property
    def identifiers(self) -> list[Identifier]:
        """The identifiers, the register's own first."""
        return [(scheme, value) for scheme, value in self.facts.get("identifiers", [])]


@dataclass(frozen=True)
class Register:
    """How one register is told from others and read.

    A file whose header has all of ``columns`` is this register's. ``adds`` is false for one that
    only says more about organisations already here. ``log``: the rows are entries in order of
    ``Draft.entry``, and a later one replaces an earlier one of the same organisation.
    ``successors``: it says who took over from whom.
    """

    key: str
    title: str
    columns: frozenset[str]
    read: Callable[[Cells], Draft | None]
    adds: bool = True
    log: bool = False
    successors: bool = False
    dated: Callable[[Cells], date | None] | None = None
    """The day the register's knowledge reaches to, as far as this row shows."""


def json_day(day: date | None) -> str | None:
    """A day as facts hold it."""
    return day.isoformat() if day else None
