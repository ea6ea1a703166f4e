"""What happened to an arrangement: the entries of its two lists, in words and page by page."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal, or_, select

from portal.core.errors import NotFound
from portal.data import PAGE_SIZE, AccessList, Page, UtcDateTime, bundle, db
from portal.data.pages import direction, page_of
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.words import event_words, upper_first
from portal.features.organisations import Organisation
from portal.ledger import LedgerEntry, LedgerPayload
from portal.ledger.telling import sentence, subjects

OUTER, INNER = "o", "i"
LONGEST_SEQUENCE = 9
OF_MENTORING = "arrangement.paced"
"""Entries of this stand on the outer list too, where older versions of the portal wrote them."""


@dataclass(frozen=True)
class Event:
    """One line of the timeline."""

    title: str
    at: Any
    by: str
    words: str = ""
    href: str = ""


def events(rows: Iterable[Any]) -> list[Event]:
    """Entries in words, in the order given."""
    return [Event(_said(row), row.recorded_at, row.organisation_name) for row in rows]


def newest_entries_on(access_list_id: Any, most: int) -> Select[*tuple[Any, ...]]:
    """A SELECT of the newest entries on a list, newest first."""
    return _entries(access_list_id).order_by(LedgerEntry.sequence.desc()).limit(most)


def told_to_viewer(sent_at: Any, inner_list_id: Any, entry: Any = LedgerEntry) -> ColumnElement[bool]:
    """The condition that an ``entry`` is told: to those who only watch, what happened from ``sent_at`` on. How a draft
    came about is for the parties, and so is mentoring."""
    inside = select(AccessList.id).where(AccessList.id == inner_list_id).exists()
    for_all = and_(entry.recorded_at >= sent_at, entry.action != OF_MENTORING)
    return or_(for_all, inside)


def told_among_others(entry: Any) -> ColumnElement[bool]:
    """The same for an ``entry`` (its columns) that is read among those of other records. Home asks by itself which
    entries are of a draft, so it is looked up for mentoring only."""
    told = told_to_viewer(Arrangement.sent_at, Arrangement.inner_list_id, entry)
    of = select(Arrangement.id).where(Arrangement.reference == entry.subject_reference, told)
    return or_(entry.action != OF_MENTORING, of.exists())


def history(arrangement: Arrangement, arguments: Mapping[str, str]) -> Page:
    """A page of what happened, newest first, of both lists as far as the viewer is on them.

    A key in ``arguments`` is the list and the number of an entry there, as ``o17``. Raises ``NotFound`` for one that
    the viewer cannot see.
    """
    backwards, anchored = direction(arguments)
    lists = {OUTER: arrangement.access_list_id, INNER: arrangement.inner_list_id}
    beside = _beside(lists, anchored) if anchored else None
    told = told_to_viewer(literal(arrangement.sent_at, UtcDateTime()), arrangement.inner_list_id)
    parts = {side: _page_part(_entries(on).where(told), side, beside, backwards) for side, on in lists.items()}
    found = [row for rows in bundle(db.session(), parts).values() for row in rows]
    found.sort(key=lambda row: row.id, reverse=not backwards)
    return page_of(found[: PAGE_SIZE + 1], PAGE_SIZE, backwards, beside is not None)


def _page_part(
    part: Select[*tuple[Any, ...]], side: str, beside: int | None, backwards: bool
) -> Select[*tuple[Any, ...]]:
    part = part.add_columns((literal(side) + cast(LedgerEntry.sequence, String)).label("reference"))
    if beside is not None:
        part = part.where(LedgerEntry.id > beside if backwards else LedgerEntry.id < beside)
    order = LedgerEntry.sequence.asc() if backwards else LedgerEntry.sequence.desc()
    return part.order_by(order).limit(PAGE_SIZE + 1)


def _beside(lists: Mapping[str, int], key: str) -> int:
    side, number = key[:1], key[1:]
    if side not in lists or not (number.isascii() and number.isdigit()) or len(number) > LONGEST_SEQUENCE:
        raise NotFound
    entry = select(LedgerEntry.id).where(LedgerEntry.access_list_id == lists[side], LedgerEntry.sequence == int(number))
    if (found := db.session.scalar(entry)) is None:
        raise NotFound
    return found


def _entries(access_list_id: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            LedgerEntry.id,
            LedgerEntry.action,
            LedgerEntry.subject_type,
            LedgerEntry.recorded_at,
            Organisation.name.label("organisation_name"),
            LedgerPayload.body,
        )
        .join(Organisation, Organisation.id == LedgerEntry.organisation_id)
        .outerjoin(LedgerPayload, LedgerPayload.entry_id == LedgerEntry.id)
        .where(LedgerEntry.access_list_id == access_list_id)
    )


def _said(row: Any) -> str:
    if words := event_words(row.action, json.loads(row.body) if row.body else {}):
        return words
    told, subject = sentence(row.action), subjects().get(row.subject_type)
    noun = subject.noun.replace("an arrangement", "this arrangement") if subject else "this"
    said = told.before if told.before.endswith(noun) else f"{told.before} {noun}"
    return f"{upper_first(said)}{told.after}"
