"""What the ledger sealed of a row, beside the row as it stands.

An entry holds digests of what people wrote, not the words. So a change of the words past the portal is found by taking
their digest again. Each feature contributes the seals of its own rows in ``portal.wiring``.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, String, collate, select, type_coerce

from portal.core.digests import canonical, digest_of
from portal.ledger.models import LedgerEntry, LedgerPayload

EXTENSION = "accord.sealing"

Rows = Select[*tuple[Any, ...]]

_SEALED = ("access_list_id", "subject_reference")
_STANDING = ("access_list_id", "subject")


NO_LIST = 0
"""The list of a row in an open table to which nothing on a list leads: nothing can have sealed it."""


@dataclass(frozen=True)
class Seal:
    """How rows of ``table`` are sealed by entries about ``subject_type``.

    ``actions`` are those that seal, each with what it says where its payload does not. ``rows`` gives
    ``access_list_id``, ``subject`` (the reference that entries name, as text), ``place`` (what the row is called) and
    what ``facts`` reads. ``facts`` gives what the payload must say of a row; the action writes its payload with the
    same function. A fact that was added ``later`` is not asked of an entry that does not say it.

    The newest entry seals the row; with ``each``, every entry seals a row of its own; with ``told_as``, an entry tells
    of many rows by that name: a digest of each by its ``place``, or nothing where it was removed. An entry and its row
    lie on the same list: a row that moves has to be sealed anew. After an action in ``ends`` no row is there any more;
    of what is ``fleeting`` there need be none at any time.
    """

    table: str
    subject_type: str
    actions: Mapping[str, Mapping[str, Any]]
    rows: Rows
    facts: Callable[[Any], Any]
    each: bool = False
    told_as: str = ""
    later: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    fleeting: bool = False


@dataclass(frozen=True)
class Misfit:
    """A row that is not what was sealed, named without its content."""

    access_list_id: int
    what: str


def contribute(app: Flask, seals: Iterable[Seal]) -> None:
    """Add a feature's seals."""
    app.extensions.setdefault(EXTENSION, []).extend(seals)


def seals() -> Sequence[Seal]:
    """Every seal there is, in the order of the features."""
    known: Sequence[Seal] = current_app.extensions.get(EXTENSION, [])
    return known


def as_stored(column: Any) -> ColumnElement[str]:
    """A choice or a day for ``Seal.rows``, read as it is kept: a damaged one is a misfit and not an error."""
    return type_coerce(column, String).label(column.key)


def sealing_entries(seal: Seal, dialect: str) -> Rows:
    """The entries of a seal, in the order that ``misfits`` needs."""
    actions = sorted({*seal.actions, *seal.ends})
    return (
        select(
            LedgerEntry.access_list_id, LedgerEntry.subject_type, LedgerEntry.subject_reference, LedgerEntry.action,
            LedgerPayload.body,
        )
        .outerjoin(LedgerPayload, LedgerPayload.entry_id == LedgerEntry.id)
        .where(LedgerEntry.subject_type == seal.subject_type, LedgerEntry.action.in_(actions))
        .order_by(
            LedgerEntry.access_list_id, _in_bytes(LedgerEntry.subject_reference, dialect), LedgerEntry.sequence
        )
    )  # fmt: skip


def sealed_rows(seal: Seal, dialect: str) -> Rows:
    """The rows of a seal, in the order that ``misfits`` needs."""
    columns = seal.rows.selected_columns
    return seal.rows.order_by(columns.access_list_id, _in_bytes(columns.subject, dialect), columns.place)


def _in_bytes(column: Any, dialect: str) -> ColumnElement[str]:
    """A text in the order that Python has too: by its bytes, whatever the language of the database."""
    return collate(column, "C") if dialect == "postgresql" else column


def misfits(seal: Seal, entries: Iterable[Any], rows: Iterable[Any]) -> Iterator[Misfit]:
    """Every row that does not fit what sealed it, and every seal whose row is gone.

    Both come in order of list and subject, entries of one subject the oldest first; only one subject's are held
    at a time. A seal whose payload was erased fits any row.
    """
    for (access_list_id, subject), sealed, standing in _beside(entries, rows):
        if seal.told_as:
            yield from (Misfit(access_list_id, what) for what in _unlike_told(seal, sealed, standing))
            continue
        counting = [entry for entry in (sealed if seal.each else sealed[-1:]) if entry.action not in seal.ends]
        wanted = [_payload(seal, entry) for entry in counting]
        of = f" of {seal.subject_type} {subject}" if seal.each else ""
        for row, wrong in _unfit(seal, wanted, standing):
            yield Misfit(access_list_id, f"{seal.table} {row.place}{of} {wrong}")
        for _ in range(0 if seal.fleeting else len(wanted) - len(standing)):
            yield Misfit(access_list_id, f"{seal.table}{of or f' {subject}'} was recorded and is gone")


def _unlike_told(seal: Seal, entries: Iterable[Any], rows: Iterable[Any]) -> Iterator[str]:
    """What is wrong with rows that entries tell of by place; an entry from before they did lets any row be."""
    told: dict[str, str | None] = {}
    silent = False
    for entry in entries:
        named = (_payload(seal, entry) or {}).get(seal.told_as)
        silent = silent or named is None
        told |= named or {}
    for row in rows:
        if row.place not in told:
            if not silent:
                yield f"{seal.table} {row.place} is there, but was never recorded"
        elif (digest := told.pop(row.place)) is None:
            yield f"{seal.table} {row.place} was recorded as removed and is there"
        elif digest != digest_of(canonical(seal.facts(row))):
            yield f"{seal.table} {row.place} is not what was recorded"
    yield from (f"{seal.table} {place} was recorded and is gone" for place, digest in told.items() if digest)


def misfits_among(entries: Sequence[Any], rows: Mapping[str, Iterable[Any]]) -> list[Misfit]:
    """``misfits`` of every seal, for as many entries and rows (by table) as can be held at once."""
    found: list[Misfit] = []
    for seal in seals():
        actions = {(seal.subject_type, action) for action in {*seal.actions, *seal.ends}}
        sealed = [entry for entry in entries if (entry.subject_type, entry.action) in actions]
        sealed.sort(key=attrgetter(*_SEALED))
        found += misfits(seal, sealed, sorted(rows[seal.table], key=attrgetter(*_STANDING)))
    return found


def _beside(entries: Iterable[Any], rows: Iterable[Any]) -> Iterator[tuple[tuple[int, str], list[Any], list[Any]]]:
    sealed = ((key, "sealed", list(group)) for key, group in groupby(entries, attrgetter(*_SEALED)))
    standing = ((key, "standing", list(group)) for key, group in groupby(rows, attrgetter(*_STANDING)))
    for key, both in groupby(merge(sealed, standing, key=itemgetter(0)), itemgetter(0)):
        found = {side: group for _, side, group in both}
        yield key, found.get("sealed", []), found.get("standing", [])


def _payload(seal: Seal, entry: Any) -> Mapping[str, Any] | None:
    if entry.body is None:
        return None
    try:
        body = json.loads(entry.body)
    except ValueError:
        body = {}
    return {**seal.actions[entry.action], **(body if isinstance(body, dict) else {})}


def _unfit(seal: Seal, wanted: Sequence[Mapping[str, Any] | None], rows: Iterable[Any]) -> Iterator[tuple[Any, str]]:
    """The rows that none of ``wanted`` fits, each with what is wrong."""
    left = list(wanted)
    unfit = []
    for row in rows:
        facts = json.loads(canonical(seal.facts(row)))
        fitting = next((one for one in left if one is not None and not _differing(seal, facts, one)), None)
        if fitting is None:
            unfit.append((row, facts))
        else:
            left.remove(fitting)
    for row, facts in unfit:
        if None in left:
            left.remove(None)
        elif not left:
            yield row, "is there, but was never recorded"
        else:
            nearest = min(left, key=lambda one: len(_differing(seal, facts, one or {})))
            left.remove(nearest)
            yield row, f"is not what was recorded ({', '.join(_differing(seal, facts, nearest or {}))})"


def _differing(seal: Seal, facts: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    asked = {name: value for name, value in facts.items() if name in payload or name not in seal.later}
    return [name.removesuffix("_sha256") for name, value in asked.items() if payload.get(name) != value]
