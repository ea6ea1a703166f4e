"""Partners in the cells of a table: who they are, and what is said of each in columns of its own."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.core.text import email_address, is_link, normal_line
from portal.features.arrangements.models import LINK
from portal.features.arrangements.rules.cell_lines import line_of, parts_of
from portal.features.arrangements.rules.cells import read_end, read_line, read_name, read_start
from portal.features.arrangements.rules.figures import NO_FIGURE
from portal.features.arrangements.rules.joining import Contact
from portal.features.arrangements.rules.words import ROLES

WHOLE, LISTED, COMMAS = "whole", "listed", "commas"
"""How partners stand in a cell: one alone; with semicolons or on lines of their own; with commas between."""
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_NUMBER = re.compile(r"[+(]?\d[\d\s()+./-]{4,}(?:(?:ext|x)\.?\s*\d+)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Named:
    """A partner as it is spelt, with what is said of it: roles, when it joined and left, the decision that authorised
    it, whom to ask there."""

    name: str
    roles: tuple[str, ...] = ()
    note: str = ""
    joined_on: date | None = None
    left_on: date | None = None
    decision_body: str = ""
    decision_on: date | None = None
    decision_minute: str = ""
    decision_link: str = ""
    lead_contact: Contact | None = None


def read_partners(text: str, parted: str) -> tuple[Named, ...]:
    """The partners of a cell; ``parted`` says how they stand in it. A line with strokes is ``name | roles | note``, as
    a download writes it."""
    found = []
    for line in text.split("\n"):
        if "|" in line:
            name, roles, note = (*parts_of(line), "", "")[:3]
            found.append(Named(read_name(name), read_roles(roles), read_line(note)))
        else:
            parting = {WHOLE: r"\n", LISTED: ";", COMMAS: "[;,]"}[parted]
            found += [Named(read_name(piece)) for piece in re.split(parting, line)]
    return together(one for one in found if one.name and one.name.casefold() not in NO_FIGURE)


def read_roles(text: str) -> tuple[str, ...]:
    """Roles by their words, with commas between."""
    words = {name.casefold(): role for role, name in ROLES.items()} | {role: role for role in map(str, ROLES)}
    found = []
    for piece in re.split(r"[,;/\n]", text):
        if (word := normal_line(piece).casefold()) and word not in NO_FIGURE:
            if word not in words:
                raise ValueError(f"must be roles like {', '.join(list(ROLES.values())[:4])}, with commas between")
            found.append(str(words[word]))
    return tuple(dict.fromkeys(found))


def together(parties: Iterable[Named]) -> tuple[Named, ...]:
    """Each partner once, with all that is said of it."""
    found: dict[str, Named] = {}
    for one in parties:
        there = found.get(one.name, one)
        facts = {name: getattr(there, name) or getattr(one, name) for name in ("note", *ABOUT_EACH)}
        found[one.name] = Named(one.name, tuple(dict.fromkeys((*there.roles, *one.roles))), **facts)
    return tuple(found.values())


def differing(first: Iterable[Named], second: Iterable[Named]) -> list[str]:
    """The columns in which the same partner is said to be something else."""
    there = {one.name: one for one in first}
    pairs = [(there[one.name], one) for one in second if one.name in there]
    return [
        name for name in ABOUT_EACH if any(len({getattr(one, name) for one in pair} - {None, ""}) > 1 for pair in pairs)
    ]


def party_line(named: Named) -> str:
    """A partner on one line, for a cell that ``read_partners`` reads back."""
    roles = ", ".join(words for role, words in ROLES.items() if role in named.roles)
    return line_of([named.name, roles, named.note] if named.note else [named.name, roles])


def said_of_each(parties: Sequence[Named], cells: Mapping[str, str]) -> tuple[tuple[Named, ...], dict[str, str]]:
    """The partners of a row with what its columns in ``ABOUT_EACH`` say of them; and what is wrong, by column.

    A line of such a cell is ``name | what is said``. One without strokes holds for the other partners of the row.
    """
    found, wrong = {one.name: one for one in parties}, {}
    for column in ABOUT_EACH:
        try:
            _say(found, [one.name for one in parties], column, cells[column])
        except ValueError as fault:
            wrong[column] = f"It {fault}"
    return tuple(found.values()), wrong


def _say(found: dict[str, Named], everybody: Sequence[str], column: str, cell: str) -> None:
    """Put what a cell says on the partners ``found``."""
    lines = list(_lines(cell, ABOUT_EACH[column]))
    own = dict(line for line in lines if line[0])
    general = [said for name, said in lines if not name]
    if len(own) + len(general) < len(lines) or len(general) > 1:
        raise ValueError("must say one thing, or one of each partner")
    for name, said in [*((one, general[0]) for one in everybody if general), *own.items()]:
        found[name] = replace(found.get(name, Named(name)), **{column: said})


def _lines(text: str, read: Callable[[list[str]], Any]) -> Iterable[tuple[str, Any]]:
    for line in filter(None, map(str.strip, text.split("\n"))):
        name, *said = parts_of(line) if "|" in line else ["", line]
        if line.casefold() not in NO_FIGURE:
            yield read_name(name), read(said)


def each_said(parties: Iterable[Named], column: str) -> str:
    """The cell that says something of each partner, which ``said_of_each`` reads back."""
    said = [(one.name, getattr(one, column)) for one in parties]
    return "\n".join(line_of([name, *_parts(value)]) for name, value in said if value)


def _parts(value: Any) -> list[str]:
    if isinstance(value, Contact):
        return [value.name, value.post, value.email, value.phone]
    return [value.isoformat() if isinstance(value, date) else value]


def _alone(read: Callable[[str], Any]) -> Callable[[list[str]], Any]:
    """A reader of one thing that is said."""

    def read_one(said: list[str]) -> Any:
        if len(said) > 1:
            raise ValueError("must have a partner and one thing said of it on each line")
        return read(said[0])

    return read_one


def _link(text: str) -> str:
    if len(text) > LINK or not is_link(text):
        raise ValueError(f"must be addresses that start with https:// or http://, {LINK} characters or fewer")
    return text


def _contact(said: list[str]) -> Contact:
    """Name, post, email address and telephone number: as parts, or in any order with commas between."""
    if len(said) == len(_parts(Contact())):
        name, post, email, phone = map(read_line, said)
    else:
        pieces = [piece for one in said for part in re.split("[,;]", one) if (piece := read_line(part))]
        email = next((one for one in pieces if _ADDRESS.fullmatch(one)), "")
        phone = next((one for one in pieces if _NUMBER.fullmatch(one)), "")
        name, post, *more = *(one for one in pieces if one not in (email, phone)), "", ""
        if any(more):
            raise ValueError("must be a name, a post, an email address and a telephone number, with commas between")
    email = _email(email)
    if not (name or post) or not (email or phone):
        raise ValueError("must have a name or a post, and an email address or a telephone number")
    return Contact(name, post, email, phone)


def _email(text: str) -> str:
    try:
        return email_address(text) if text else ""
    except ValueError:
        raise ValueError("must have an email address like name@example.org") from None


ABOUT_EACH: dict[str, Callable[[list[str]], Any]] = {
    "joined_on": _alone(read_start),
    "left_on": _alone(read_end),
    "decision_body": _alone(read_line),
    "decision_on": _alone(read_start),
    "decision_minute": _alone(read_line),
    "decision_link": _alone(_link),
    "lead_contact": _contact,
}
"""The columns that say something of each partner, with how each is read."""
