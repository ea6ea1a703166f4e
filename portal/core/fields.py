"""Fields of what comes from outside, each read with suspicion: its kind and its limits.

A reader takes what JSON can hold and gives the value, or raises ``ValueError`` with what it must be.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from portal.core.bounds import EARLIEST, EMAIL, LATEST, LINE, LINK, LONGEST_WORDS
from portal.core.money import MAX_PENCE
from portal.core.text import can_be_seen, email_address, is_link, normal_line, normal_text, unfit_character

MOST_ROWS = 300
"""Rows of one section, and values by name in one field."""
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z", re.ASCII)

Read = Callable[[Any], Any]
Readers = Mapping[str, Read]


def line(value: Any) -> str:
    """Text on one line."""
    return normal_line(up_to(LINE)(value))


def label(value: Any) -> str:
    """Text on one line whose spaces are kept: a label of a scale is told from others by every character."""
    said: str = up_to(LINE)(value)
    return said


def words(value: Any) -> str:
    """Text as long as a form takes it."""
    said: str = up_to(LONGEST_WORDS)(value)
    return said


def up_to(most: int) -> Read:
    """Text of so many characters; what leaves no mark is nothing, as in a form."""

    def read(value: Any) -> str:
        if value is None:
            return ""
        said = normal_text(value) if isinstance(value, str) else None
        if said is None or len(said) > most:
            raise ValueError(f"must be text of {most:,} characters or fewer")
        if fault := unfit_character(said):
            raise ValueError(f"has {fault}")
        return said if can_be_seen(said) else ""

    return read


def link(value: Any) -> str:
    """The address of a page."""
    address: str = up_to(LINK)(value)
    if address and not is_link(address):
        raise ValueError("must start with https:// or http://")
    return address


def email(value: Any) -> str:
    """An email address, or nothing."""
    address: str = up_to(EMAIL)(value)
    return email_address(address) if address else ""


def day(value: Any) -> date | None:
    """A day that forms take too, or nothing."""
    if value in (None, ""):
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if EARLIEST <= found <= LATEST:
                return found
            raise ValueError(f"must be a day from {EARLIEST.year} to {LATEST.year}")
    raise ValueError("must be a day, like 2005-01-17")


def moment(value: Any) -> datetime | None:
    """A moment in UTC, on a day that forms take, or nothing."""
    if value in (None, ""):
        return None
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        day(value[:10])
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("must be a moment in UTC, like 2005-01-17T09:30:00Z")


def whole(most: int) -> Read:
    """A whole number from nought up to ``most``, or nothing."""

    def read(value: Any) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise ValueError(f"must be a whole number, {most:,} or less")
        return value

    return read


pence: Read = whole(MAX_PENCE)
"""An amount of money."""


def number(value: Any) -> Decimal | None:
    """An exact number, or nothing."""
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise ValueError("must be a number as text, like 62.5")
    return Decimal(value).normalize()


def one_of(known: Collection[str], *, otherwise: str | None = None) -> Read:
    """One of some words; with ``otherwise``, that where there is none, and nothing where that is empty."""

    def read(value: Any) -> str | None:
        if value in (None, "") and otherwise is not None:
            return otherwise or None
        if not isinstance(value, str) or value not in known:
            raise ValueError(f"must be one of: {', '.join(sorted(known))}")
        return value

    return read


def several_of(known: Collection[str], most: str) -> Read:
    """Some of some words, each once; ``most`` says what they are."""

    def read(value: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
            raise ValueError(f"must be {most}")
        return sorted(set(value))

    return read


def mapping(read: Read) -> Read:
    """Values by name."""

    def read_all(value: Any) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict) or len(value) > MOST_ROWS:
            raise ValueError("must have values by name")
        return {line(name): read(one) for name, one in value.items()}

    return read_all


def rows(told: Any, readers: Readers, what: str, most: int) -> list[Any]:
    """A list of rows with the fields of ``readers``; others are left alone, for a later version may have more. ``what``
    says what the rows are. Raises ``ValueError``."""
    if not isinstance(told, list | None) or len(told or ()) > most:
        raise ValueError(f"{what} must be a list of up to {most:,} rows")
    if not all(isinstance(one, dict) for one in told or ()):
        raise ValueError(f"{what} must be rows with fields")
    return [row({name: one.get(name) for name in readers}, readers, what, {}) for one in told or ()]


def row(value: Any, readers: Readers, what: str, names: Mapping[str, str]) -> Any:
    """A row with every field of ``readers``; ``names`` are those of fields as people know them, ``what`` is the part
    it stands in. Raises ``ValueError``, also for a field that is not known."""
    if strange := sorted(set(value) - set(readers)) if isinstance(value, dict) else ["it has none"]:
        raise ValueError(f"{what} must have the fields that are known: {strange[0][:40]}")
    values = {}
    for name, read in readers.items():
        try:
            values[name] = read(value.get(name))
        except ValueError as wrong:
            raise ValueError(f"{names.get(name, f'{what}: {name}')} {wrong}") from None
    return SimpleNamespace(**values)
