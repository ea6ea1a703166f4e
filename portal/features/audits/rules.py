"""When an engagement runs, how its dates may move, and what makes a chain of the ledger sound."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from portal.core.clock import start_of
from portal.core.digests import digest_of
from portal.core.errors import Invalid, RuleBroken
from portal.ledger.chain import GENESIS, Link

LONGEST_YEARS = 3
SOON = timedelta(days=14)


class State(StrEnum):
    """Where an engagement is in its time."""

    COMING = "coming"
    LIVE = "live"
    ENDED = "ended"


def closing(day: date) -> datetime:
    """The moment ``day`` is over in London: the first one at which nothing is seen."""
    return start_of(day + timedelta(days=1))


def last_day(start: date) -> date:
    """The latest day on which an engagement that starts on ``start`` may end: three years on, less a day."""
    try:
        anniversary = start.replace(year=start.year + LONGEST_YEARS)
    except ValueError:
        anniversary = date(start.year + LONGEST_YEARS, 3, 1)
    return anniversary - timedelta(days=1)


def check_days(starts_on: date, ends_on: date, today: date) -> None:
    """Raise ``Invalid`` naming each date that an engagement opened ``today`` cannot have."""
    errors = {}
    if starts_on < today:
        errors["starts_on"] = "The start date must be today or later"
    if message := _end_fault(starts_on, ends_on, today):
        errors["ends_on"] = message
    if errors:
        raise Invalid(errors)


def check_new_end(starts_on: date, ends_on: date, old: date, today: date) -> None:
    """Raise ``RuleBroken`` unless an engagement that is not over can end on ``ends_on`` in place of ``old``."""
    if message := _end_fault(starts_on, ends_on, today):
        raise RuleBroken("ends_on", message)
    if ends_on == old:
        raise RuleBroken("ends_on", "The new end date is the same as the old one")


def _end_fault(starts_on: date, ends_on: date, today: date) -> str:
    if ends_on < starts_on:
        return "The last day must be the same as or after the first day"
    if ends_on < today:
        return "The end date must be today or later"
    if ends_on > last_day(starts_on):
        return f"The end date must be no more than {LONGEST_YEARS} years after the start date"
    return ""


def state_at(moment: datetime, starts_at: datetime, ends_at: datetime) -> State:
    """Where an engagement is at ``moment``."""
    if moment >= ends_at:
        return State.ENDED
    return State.COMING if moment < starts_at else State.LIVE


def days_left(today: date, ends_on: date) -> int:
    """Whole days after today on which the auditor can still read; 0 on the last day."""
    return max((ends_on - today).days, 0)


class Stored(Protocol):
    """An entry of the ledger as it is stored, with its payload where there still is one.

    ``head_sequence`` and ``head_digest``: the head of its list as it stood when the entry was read, if it has one.
    """

    access_list_id: int
    sequence: int
    recorded_at_text: str
    actor_id: str
    organisation_id: int
    action: str
    subject_type: str
    subject_reference: str
    payload_digest: str
    previous_digest: str
    digest: str
    body: str | None
    head_sequence: int | None
    head_digest: str | None


@dataclass
class Chain:
    """What came of computing one list's chain again. ``fault`` is empty when all of it holds; ``subject`` is what
    the first entry is about."""

    subject: tuple[str, str] = ("", "")
    entries: int = 0
    erased: int = 0
    last_digest: str = GENESIS
    fault: str = ""


def check_chains(entries: Iterable[Stored], heads: Mapping[int, tuple[int, str]]) -> dict[int, Chain]:
    """Compute again the chain of each list in ``heads`` (list: number and digest of its last entry).

    ``entries`` come in order of list and sequence; the head that comes with them counts. The first fault of a chain
    is named, by entry number.
    """
    chains = {access_list_id: Chain() for access_list_id in heads}
    ends: dict[int, tuple[int | None, str | None]] = dict(heads)
    for entry in entries:
        chain = chains.setdefault(entry.access_list_id, Chain())
        chain.fault = chain.fault or _fault(entry, chain)
        if not chain.entries:
            chain.subject = (entry.subject_type, entry.subject_reference)
        chain.entries += 1
        chain.erased += entry.body is None
        chain.last_digest = entry.digest
        ends[entry.access_list_id] = (entry.head_sequence, entry.head_digest)
    for access_list_id, chain in chains.items():
        if not chain.fault and ends[access_list_id] != (chain.entries, chain.last_digest):
            chain.fault = "Entries at the end are missing, or the head was moved"
    return chains


def _fault(entry: Stored, chain: Chain) -> str:
    if entry.sequence != chain.entries + 1 or entry.previous_digest != chain.last_digest:
        return f"Entry {entry.sequence} does not follow the one before it"
    if Link.of(entry).digest() != entry.digest:
        return f"Entry {entry.sequence} was changed after it was recorded"
    if entry.body is not None and digest_of(entry.body) != entry.payload_digest:
        return f"The content of entry {entry.sequence} was changed after it was recorded"
    return ""


def sealed_engagement(engagement: Any) -> dict[str, Any]:
    """What the ledger holds of an engagement's words: the digest of its purpose, and of why it ended before its day."""
    facts = {"purpose_sha256": digest_of(engagement.purpose)}
    return facts | ({"why_sha256": digest_of(engagement.ended_why)} if engagement.ended_why else {})


def sealed_note(note: Any) -> dict[str, Any]:
    """What the ledger holds of a working note: all of it, so that the texts it had before can be read."""
    return {
        "version": note.version,
        "title": note.title,
        "words": note.words,
        "record": note.record_reference,
    }
