"""Which column of a file means what, and which of its rows are wanted."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.core.tables import Row
from portal.imports.drafts import Sheet

MOST_CHOICES = 500
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Field:
    """One thing that an import reads from a column.

    ``required`` is the message when no column is chosen; without one the field may be left out. ``known_as`` are
    headings that mean it. With ``narrows`` the person chooses one of the column's values, and rows with other
    values are left out; such a column may be that of another field too.
    """

    name: str
    label: str
    hint: str = ""
    required: str = ""
    known_as: tuple[str, ...] = ()
    narrows: bool = False


Columns = Mapping[str, int]
"""The place of each field's column, from 0; a field without a column is left out."""


def guess_columns(header: Sequence[str], fields: Iterable[Field]) -> dict[str, int]:
    """The columns that most likely mean these fields: by the whole heading first, then by how it begins. No column
    is guessed twice."""
    names = [_folded(name) for name in header]
    found: dict[str, int] = {}
    fields = list(fields)
    for whole in (True, False):
        for field in fields:
            known = [_folded(name) for name in (*field.known_as, field.name, field.label)]
            if field.name not in found:
                places = (
                    place
                    for one in known
                    for place, name in enumerate(names)
                    if name and place not in found.values() and (name == one if whole else name.startswith(one))
                )
                if (place := next(places, None)) is not None:
                    found[field.name] = place
    return found


def column_choices(sheet: Sheet) -> list[tuple[str, str]]:
    """(place, words) of each column: its letter, heading and first value, as ``C: period (April 2021)``."""
    choices = []
    for place, name in enumerate(sheet.header):
        example = next((row.cells[place] for row in sheet.rows if row.cells[place]), "")
        words = f"{letters(place)}: {short(name) or 'no heading'}"
        choices.append((str(place), f"{words} ({short(example)})" if example else words))
    return choices


def narrowing(sheet: Sheet, fields: Iterable[Field], columns: Columns) -> dict[str, list[str]]:
    """For each field that narrows and has a column with more than one value: the values, in the order they appear.

    Each is offered with all its values, whatever is chosen for the others. Raises ``ValueError`` with a message for a
    column that has too many to choose from.
    """
    offered = {}
    for field in fields:
        if field.narrows and field.name in columns:
            values = list(dict.fromkeys(row.cells[columns[field.name]] for row in sheet.rows))
            if len(values) > MOST_CHOICES:
                raise ValueError(
                    f"Column {letters(columns[field.name])} has {len(values):,} different values."
                    f" Choose another column for “{field.label}”, or none"
                )
            if len(values) > 1:
                offered[field.name] = values
    return offered


def wanted_rows(sheet: Sheet, columns: Columns, chosen: Mapping[str, str]) -> list[Row]:
    """The rows whose cells are what was ``chosen`` for the fields that narrow."""
    asked = [(columns[name], value) for name, value in chosen.items() if name in columns]
    return [row for row in sheet.rows if all(row.cells[place] == value for place, value in asked)]


def letters(place: int) -> str:
    """``A`` for column 0, ``AA`` for column 26, as a spreadsheet has it."""
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def short(text: str, most: int = _LONGEST_NAME) -> str:
    """``text`` on one line, cut after ``most`` characters."""
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
