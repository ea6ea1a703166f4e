"""Reading the whole ledger again: every digest, every link, every head, and what the checkpoints remember."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, String, select, type_coerce
from sqlalchemy.exc import SQLAlchemyError

from portal.core.digests import digest_of, moment_text
from portal.data.driver import one_snapshot
from portal.ledger.chain import GENESIS, Link
from portal.ledger.checkpoints import Checkpoints, Memory
from portal.ledger.models import LedgerEntry, LedgerHead, LedgerPayload
from portal.ledger.sealing import Seal, misfits, sealed_rows, sealing_entries


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was recorded. ``access_list_id`` and ``sequence`` say where, if it is one place."""

    what: str
    access_list_id: int | None = None
    sequence: int | None = None

    def __str__(self) -> str:
        place = "" if self.access_list_id is None else f"chain {self.access_list_id}"
        place += "" if self.sequence is None else f", entry {self.sequence}"
        return f"{place}: {self.what}" if place else self.what


@dataclass
class Counts:
    """How much was read."""

    entries: int = 0
    chains: int = 0
    erased: int = 0
    sealed: int = 0
    checkpoints: int = 0


def verify(
    engine: Engine,
    checkpoints: Checkpoints | None = None,
    counts: Counts | None = None,
    seals: Iterable[Seal] = (),
) -> Iterator[Fault]:
    """Every fault of the ledger behind ``engine``, which connects as the role that owns the tables, and every row that
    is not what ``seals`` say.

    Streams: memory stays the same however many entries there are. A payload that is gone is no fault: it was
    erased. A chain rewritten from end to end, or cut short with its head, is found by ``checkpoints`` only, and
    only as far as they reach.
    """
    counts = counts or Counts()
    with TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "memory.sqlite")) as database:
        memory = Memory(database)
        if checkpoints is not None:
            for what in checkpoints.recall(memory):
                yield Fault(what)
            counts.checkpoints = checkpoints.count()
        try:
            with one_snapshot(engine, sealed=True) as connection:
                yield from _Reading(memory, counts).faults(connection)
                yield from _bare_heads(connection)
                for seal in seals:
                    yield from _rows_unlike(seal, connection, counts)
        except (SQLAlchemyError, ValueError, TypeError) as problem:
            yield Fault(f"the ledger could not be read to its end ({type(problem).__name__})")


@dataclass
class _Reading:
    memory: Memory
    counts: Counts
    chain: int | None = None
    sequence: int = 0
    digest: str = GENESIS
    recorded_at: Any = None
    head: tuple[Any, ...] = ()
    remembered: Iterator[tuple[int, int, str, int]] = field(init=False)
    waiting: tuple[int, int, str, int] | None = field(init=False)

    def __post_init__(self) -> None:
        self.remembered = self.memory.in_order()
        self.waiting = next(self.remembered, None)

    def faults(self, connection: Connection) -> Iterator[Fault]:
        for row in connection.execute(_EVERYTHING):
            if row.access_list_id != self.chain:
                yield from self._close()
                self.chain, self.sequence, self.digest = row.access_list_id, 0, GENESIS
                self.head = (row.head_sequence, row.head_digest, row.head_recorded_at)
                self.counts.chains += 1
            self.counts.entries += 1
            yield from (Fault(what, row.access_list_id, row.sequence) for what in self._of_entry(row))
            yield from self._of_memory(row)
        yield from self._close()
        while self.waiting is not None:
            yield self._forgotten()

    def _of_entry(self, row: Any) -> Iterator[str]:
        if row.sequence != self.sequence + 1:
            yield f"follows entry {self.sequence}: entries between are missing, or one was moved"
        if row.previous_digest != self.digest:
            yield "is not sealed to the entry before it"
        if _digest(row) != row.digest:
            yield "was changed after it was recorded: its digest does not fit"
        if not _same_moment(row.recorded_at, row.recorded_at_text):
            yield "shows another time than the one that was recorded"
        if row.body is None:
            self.counts.erased += 1
        elif not isinstance(row.body, str) or digest_of(row.body) != row.payload_digest:
            yield "has a payload that was changed"
        elif row.payload_list != row.access_list_id:
            yield "has a payload that lies on another list"
        self.sequence = row.sequence if isinstance(row.sequence, int) else self.sequence + 1
        self.digest, self.recorded_at = row.digest, row.recorded_at

    def _of_memory(self, row: Any) -> Iterator[Fault]:
        here = (row.access_list_id, row.sequence)
        if not all(isinstance(number, int) for number in here):
            return
        while self.waiting is not None and self.waiting[:2] < here:
            yield self._forgotten()
        while self.waiting is not None and self.waiting[:2] == here:
            _, _, digest, checkpoint = self.waiting
            if digest != row.digest:
                yield Fault(f"is not what checkpoint {checkpoint} remembers: the chain was written again", *here)
            self.waiting = next(self.remembered, None)

    def _forgotten(self) -> Fault:
        assert self.waiting is not None  # noqa: S101 - callers looked
        chain, sequence, _, checkpoint = self.waiting
        self.waiting = next(self.remembered, None)
        return Fault(f"is gone; checkpoint {checkpoint} remembers it", chain, sequence)

    def _close(self) -> Iterator[Fault]:
        if self.chain is not None and self.head != (self.sequence, self.digest, self.recorded_at):
            yield Fault(
                "the head is not the last entry: entries at the end are missing, or the head was moved", self.chain
            )


_EVERYTHING = (
    select(
        LedgerEntry.access_list_id,
        LedgerEntry.sequence,
        # As stored: a damaged moment is a fault to name, not an error to stop at.
        type_coerce(LedgerEntry.recorded_at, String).label("recorded_at"),
        LedgerEntry.recorded_at_text,
        LedgerEntry.actor_id,
        LedgerEntry.organisation_id,
        LedgerEntry.action,
        LedgerEntry.subject_type,
        LedgerEntry.subject_reference,
        LedgerEntry.payload_digest,
        LedgerEntry.previous_digest,
        LedgerEntry.digest,
        LedgerPayload.body,
        LedgerPayload.access_list_id.label("payload_list"),
        LedgerHead.sequence.label("head_sequence"),
        LedgerHead.digest.label("head_digest"),
        type_coerce(LedgerHead.recorded_at, String).label("head_recorded_at"),
    )
    .outerjoin(LedgerPayload, LedgerPayload.entry_id == LedgerEntry.id)
    .outerjoin(LedgerHead, LedgerHead.access_list_id == LedgerEntry.access_list_id)
    .order_by(LedgerEntry.access_list_id, LedgerEntry.sequence, LedgerEntry.id)
)


def _digest(row: Any) -> str | None:
    """What the digest of the stored fields is; ``None`` for values that no entry can hold (SQLite keeps any)."""
    try:
        return Link.of(row).digest()
    except (TypeError, ValueError):
        return None


def _same_moment(stored: Any, recorded: str) -> bool:
    """Whether the stored moment (text in UTC on SQLite, a ``datetime`` on PostgreSQL) is the recorded one."""
    try:
        moment = datetime.fromisoformat(stored).replace(tzinfo=UTC) if isinstance(stored, str) else stored
        return moment_text(moment.astimezone(UTC)) == recorded
    except (ValueError, AttributeError):
        return False


def _bare_heads(connection: Connection) -> Iterator[Fault]:
    bare = (
        select(LedgerHead.access_list_id, LedgerHead.sequence)
        .outerjoin(LedgerEntry, LedgerEntry.access_list_id == LedgerHead.access_list_id)
        .where(LedgerEntry.id.is_(None), LedgerHead.sequence != 0)
        .order_by(LedgerHead.access_list_id)
    )
    for row in connection.execute(bare):
        yield Fault(f"all {row.sequence} entries are missing; only the head is there", row.access_list_id)


def _rows_unlike(seal: Seal, connection: Connection, counts: Counts) -> Iterator[Fault]:
    dialect = connection.dialect.name

    def counted() -> Iterator[Any]:
        for row in connection.execute(sealed_rows(seal, dialect)):
            counts.sealed += 1
            yield row

    for misfit in misfits(seal, connection.execute(sealing_entries(seal, dialect)), counted()):
        yield Fault(misfit.what, misfit.access_list_id)
