"""Which questions about a file the file answers by itself, so that nobody is asked."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from portal.features.arrangements.models import Role
from portal.features.arrangements.rules.arrangement_rows import Said
from portal.features.arrangements.rules.figures import NO_FIGURE
from portal.features.arrangements.rules.party_rows import LISTED

UNSAID: dict[str, Any] = {
    "kind": "",
    "own_roles": [],
    "partner_roles": Role.OTHER.value,
    "parted": LISTED,
    "signs": False,
}
"""Every question, with an answer that changes nothing where the file has its own."""
DOWNLOADED = frozenset({"Reference", "Arrangement", "Parties and roles"})
"""Headings that a download of the list always has."""
_SIGN = re.compile(r"&#?\w+;")


def is_download(header: Sequence[str], titles: Collection[str]) -> bool:
    """Whether a file with these headings is a download of the list, whose columns have these ``titles``: it has no
    other column, none twice, and those that matter."""
    headings = set(header)
    return len(headings) == len(header) and headings <= set(titles) and headings >= DOWNLOADED


def held_in_cells(cells: Mapping[str, Sequence[str]], rows: int) -> dict[str, Any]:
    """The answers to ``kind``, ``parted`` and ``signs`` that nothing in the file depends on. ``cells`` are those of
    each field that has a column, ``rows`` how many rows there are."""
    held = []
    kinds = [cell for cell in cells.get("kind", ()) if _says(cell)]
    if rows and len(kinds) == rows:
        held.append("kind")
    loose = (line for cell in cells.get("parties", ()) for line in cell.split("\n") if "|" not in line)
    if not any(";" in line or "," in line for line in loose):
        held.append("parted")
    if not any(_SIGN.search(cell) for column in cells.values() for cell in column):
        held.append("signs")
    return {name: UNSAID[name] for name in held}


def may_hold_roles(cells: Mapping[str, Sequence[str]]) -> bool:
    """Whether it is worth looking for roles: every partner may have some, by how the cells look."""
    roles = cells.get("roles", ())
    return (bool(roles) and all(map(_says, roles))) or all(
        "|" in line for cell in cells.get("parties", [""]) for line in cell.split("\n")
    )


def held_in_roles(said: Iterable[Said], ours: Collection[str]) -> dict[str, Any]:
    """The answers to ``partner_roles`` and ``own_roles`` if every arrangement says them. ``ours`` are the names in the
    file that are those of whoever brings it."""
    every = list(said)
    partners = bool(every) and all(
        all(one.roles for one in each.parties) and {one.name for one in each.parties} >= set(each.names)
        for each in every
    )
    own = partners and all(any(one.name in ours for one in each.parties) for each in every)
    return {name: UNSAID[name] for name, there in (("partner_roles", partners), ("own_roles", own)) if there}


def _says(cell: str) -> bool:
    return cell.strip().casefold() not in NO_FIGURE | {""}
