"""A small ledger in memory, built by the arithmetic of the chain, that a test may tamper with."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Engine, StaticPool, create_engine, insert

from portal.core.digests import canonical, digest_of, moment_text
from portal.data import AccessList, Base
from portal.ledger import LedgerEntry, LedgerHead, LedgerPayload
from portal.ledger.chain import GENESIS, Link

LENGTHS = {1: 5, 2: 1, 3: 3}
START = datetime(2005, 1, 17, 14, 30, tzinfo=UTC)
ENTRIES = [(chain, sequence) for chain, length in LENGTHS.items() for sequence in range(1, length + 1)]


class Ledger:
    """Its own copy of the built ledger, reachable with SQL (``run``) and by ``verify`` (``engine``)."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        _built().backup(self._connection)
        self.engine: Engine = create_engine("sqlite://", creator=lambda: self._connection, poolclass=StaticPool)

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Somebody with the keys of the database does something."""
        with self._connection:
            return self._connection.execute(statement, values).fetchall()

    def entry(self, chain: int, sequence: int, columns: str = "*") -> Any:
        """The stored values of an entry."""
        return self.run(
            f"SELECT {columns} FROM ledger_entry WHERE access_list_id = ? AND sequence = ?", (chain, sequence)
        )[0]

    def rewrite(self, chain: int, first: int) -> None:
        """Make the digests from entry ``first`` on fit again, and the head."""
        previous = GENESIS if first == 1 else self.entry(chain, first - 1, "digest")[0]
        rows = self.run(
            "SELECT access_list_id, sequence, recorded_at_text, actor_id, organisation_id, action, subject_type,"
            " subject_reference, payload_digest, previous_digest FROM ledger_entry"
            " WHERE access_list_id = ? AND sequence >= ? ORDER BY sequence",
            (chain, first),
        )
        for row in rows:
            link = replace(Link(*row), previous_digest=previous)
            self.run(
                "UPDATE ledger_entry SET previous_digest = ?, digest = ? WHERE access_list_id = ? AND sequence = ?",
                (previous, link.digest(), chain, link.sequence),
            )
            previous = link.digest()
        self.run("UPDATE ledger_head SET digest = ? WHERE access_list_id = ?", (previous, chain))

    def cut_head(self, chain: int, sequence: int) -> None:
        """Let the head say that the chain ends at an earlier entry."""
        self.run(
            "UPDATE ledger_head SET (sequence, digest, recorded_at) = (SELECT sequence, digest, recorded_at"
            " FROM ledger_entry WHERE access_list_id = ? AND sequence = ?) WHERE access_list_id = ?",
            (chain, sequence, chain),
        )


@cache
def _built() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    tables = [
        Base.metadata.tables[model.__tablename__] for model in (AccessList, LedgerEntry, LedgerHead, LedgerPayload)
    ]
    Base.metadata.create_all(engine, tables=tables)
    with engine.begin() as core:
        for chain, length in LENGTHS.items():
            previous = GENESIS
            for sequence in range(1, length + 1):
                previous = _add(core, chain, sequence, previous)
            head = {
                "access_list_id": chain,
                "sequence": length,
                "digest": previous,
                "recorded_at": _moment(chain, length),
            }
            core.execute(insert(LedgerHead).values(head))
    return connection


def _moment(chain: int, sequence: int) -> datetime:
    return START + timedelta(days=chain, seconds=sequence)


def _add(core: Any, chain: int, sequence: int, previous: str) -> str:
    body = canonical({"chain": chain, "version": sequence, "words": "tŷ"})
    moment = _moment(chain, sequence)
    link = Link(
        access_list_id=chain,
        sequence=sequence,
        recorded_at=moment_text(moment),
        actor_id=f"actor-{chain}",
        organisation_id=7,
        action="arrangement.confirmed",
        subject_type="arrangement",
        subject_reference="7K3M-92QD",
        payload_digest=digest_of(body),
        previous_digest=previous,
    )
    facts = dict(link.__dict__)
    facts["recorded_at_text"] = facts.pop("recorded_at")
    entry = insert(LedgerEntry).values(recorded_at=moment, digest=link.digest(), **facts)
    entry_id = core.execute(entry).inserted_primary_key[0]
    core.execute(insert(LedgerPayload).values(entry_id=entry_id, access_list_id=chain, body=body))
    return link.digest()
