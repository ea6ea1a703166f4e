"""Reading the rows of a file one by one: what each says, or why it cannot be read. Nothing is written here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from portal.core.errors import Invalid
from portal.core.tables import Row
from portal.imports.mapping import Columns

Item = TypeVar("Item")
Cells = Mapping[str, str]
"""The cells of one row by the name of the field; a field without a column is empty."""

MOST_SHOWN = 50


class LeftOut(Exception):
    """A row with nothing to import in it; the message says why, as in ``has no value``."""


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be imported: its number in the spreadsheet, the field or none, its cell, what is wrong."""

    row: int
    field: str
    cell: str
    message: str


@dataclass(frozen=True)
class Found(Generic[Item]):
    """What the rows say: ``items`` with the number of their row, ``problems``, and how many were left out and why."""

    items: list[tuple[int, Item]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read_rows(rows: Iterable[Row], columns: Columns, read: Callable[[Cells], Item]) -> Found[Item]:
    """Read every row. ``read`` is given the cells by field and gives the item; it raises ``LeftOut`` for a row with
    nothing in it, ``Invalid`` with a message for each field that is wrong."""
    found: Found[Item] = Found()
    for row in rows:
        cells = _Cells({name: row.cells[place] for name, place in columns.items()})
        try:
            found.items.append((row.number, read(cells)))
        except LeftOut as reason:
            found.left_out[str(reason)] += 1
        except Invalid as wrong:
            found.problems.extend(
                Problem(row.number, name, cells[name], message) for name, message in wrong.errors.items()
            )
    return found


class _Cells(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""
