"""Where a thing stands in the list of all that falls due: by day, then by source, then by its number; and the place
that an address names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.due import Due

_PLACE = re.compile(r"(\d{4}-\d\d-\d\d)\.([a-z_]{1,40})\.([^.]{1,40})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """The thing that a page starts after or ends before."""

    on: date
    source: str
    key: str


def read_place(typed: str) -> Place:
    """The place in an address. Raises ``NotFound`` for what is none."""
    found = _PLACE.fullmatch(typed)
    key = read_reference(found[3]) if found else None
    if not found or not key:
        raise NotFound
    try:
        return Place(date.fromisoformat(found[1]), found[2], key)
    except ValueError:
        raise NotFound from None


def place_of(due: Due) -> str:
    """The place of a thing as an address says it. It holds nothing that the list does not show."""
    return f"{due.on.isoformat()}.{due.source.name}.{due.key}"


def in_order(found: Iterable[Due], names: Sequence[str], *, ascending: bool = True) -> list[Due]:
    """Things in the order of the list; ``names`` are the sources in theirs."""
    rank = {name: number for number, name in enumerate(names)}
    return sorted(found, key=lambda one: (one.on, rank[one.source.name], one.id), reverse=not ascending)
