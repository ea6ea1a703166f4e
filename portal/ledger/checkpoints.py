"""Checkpoints: what the newest entry of every chain was, signed and kept outside the database.

A chain proves that nothing in the middle was changed. It does not show that it was written again from the start,
or cut off at the end: for that, somebody outside has to remember. Copies on another machine remember best.

A checkpoint is two files. ``000007.heads.gz`` has a line for each chain, ``list sequence digest``. ``000007.json`` is
the signed header: the digest of those lines, their number, and the digest of the header before.
"""

import fcntl
import gzip
import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, and_, select

from portal.core import clock
from portal.core.digests import canonical, moment_text
from portal.data.driver import one_snapshot
from portal.ledger.chain import GENESIS
from portal.ledger.models import LedgerEntry, LedgerHead
from portal.ledger.signing import Keys

FORMAT = "accord-checkpoint-1"
_BATCH = 5000


class FaultyLedger(RuntimeError):
    """The ledger cannot be vouched for as it is: no checkpoint was made."""


@dataclass(frozen=True)
class Header:
    """What is signed. Digests are SHA-256 in hexadecimal; ``made_at`` is text in UTC."""

    number: int
    made_at: str
    chains: int
    heads_digest: str
    previous_digest: str
    key: str
    format: str = FORMAT

    def words(self) -> str:
        """The text that the signature covers."""
        return canonical(asdict(self))


class Memory:
    """What checkpoints remember, sorted on disk so that memory stays small."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute(
            "CREATE TABLE head (list INTEGER, sequence INTEGER, digest TEXT, checkpoint INTEGER,"
            " PRIMARY KEY (list, sequence, digest)) WITHOUT ROWID"
        )

    def add(self, heads: list[tuple[int, int, str, int]]) -> None:
        """Remember (list, sequence, digest, checkpoint); what is known already keeps its first checkpoint."""
        self._database.executemany("INSERT OR IGNORE INTO head VALUES (?, ?, ?, ?)", heads)

    def drop(self, checkpoint: int) -> None:
        """Forget what only this checkpoint says."""
        self._database.execute("DELETE FROM head WHERE checkpoint = ?", (checkpoint,))

    def in_order(self) -> Iterator[tuple[int, int, str, int]]:
        """Everything, by list and sequence."""
        yield from self._database.execute("SELECT list, sequence, digest, checkpoint FROM head ORDER BY 1, 2, 4")


class Checkpoints:
    """The checkpoints in ``PORTAL_DATA_DIR/checkpoints`` and the key beside them, in ``keys``."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "checkpoints"
        self.keys = Keys(data_dir / "keys")

    def count(self) -> int:
        """How many there are."""
        return len(self._numbers())

    def make(self, engine: Engine) -> Header:
        """Write the next checkpoint, reading as the role that owns the tables.

        Raises ``FaultyLedger`` if a head is not an entry; whole only when its header is there.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.keys.ensure()
        with self._alone():
            last = max(self._numbers(), default=0)
            previous = _digest_of_file(self._header(last)) if last else GENESIS
            with one_snapshot(engine) as connection:
                chains, digest = _write_heads(self._heads(last + 1), connection)
            header = Header(last + 1, moment_text(clock.now()), chains, digest, previous, self.keys.fingerprint)
            signed = {**asdict(header), "signature": self.keys.sign(header.words())}
            _write_whole(self._header(header.number), canonical(signed).encode() + b"\n")
        return header

    def recall(self, memory: Memory) -> Iterator[str]:
        """Fill ``memory`` with what every sound checkpoint says; give what is wrong with the others, in words."""
        numbers = set(self._numbers())
        if not numbers and self.keys.exist():
            yield "every checkpoint is gone, though there is a key that signs them"
        previous: str | None = GENESIS
        for number in range(1, max(numbers, default=0) + 1):
            if number not in numbers:
                yield f"checkpoint {number} is gone"
                previous = None
                continue
            if problem := self._recall_one(number, previous, memory):
                yield f"checkpoint {number} {problem}"
            previous = _digest_of_file(self._header(number))

    def _recall_one(self, number: int, previous: str | None, memory: Memory) -> str | None:
        header, problem = self._read(number)
        if header is None:
            return problem
        if previous is not None and header.previous_digest != previous:
            return "does not follow the one before"
        return self._recall_heads(header, memory)

    def _read(self, number: int) -> tuple[Header | None, str | None]:
        try:
            found: dict[str, Any] = json.loads(self._header(number).read_text())
            signature = found.pop("signature")
            header = Header(**found)
            sound = self.keys.signed(header.words(), signature) and header.number == number and header.format == FORMAT
        except FileNotFoundError:
            return None, "cannot be checked: the public key is gone"
        except (ValueError, KeyError, TypeError, AttributeError):
            return None, "cannot be read"
        return (header, None) if sound else (None, "is not signed with our key")

    def _recall_heads(self, header: Header, memory: Memory) -> str | None:
        seen = hashlib.sha256()
        chains = 0
        batch: list[tuple[int, int, str, int]] = []
        try:
            with gzip.open(self._heads(header.number), "rt", encoding="ascii", newline="\n") as lines:
                for line in lines:
                    seen.update(line.encode())
                    access_list_id, sequence, digest = line.split()
                    batch.append((int(access_list_id), int(sequence), digest, header.number))
                    chains += 1
                    if len(batch) >= _BATCH:
                        memory.add(batch)
                        batch.clear()
        except (OSError, EOFError, ValueError, zlib.error):
            chains = -1
        if chains != header.chains or seen.hexdigest() != header.heads_digest:
            memory.drop(header.number)
            return "has other heads than were signed"
        memory.add(batch)
        return None

    def _numbers(self) -> list[int]:
        return sorted(int(path.stem) for path in self.folder.glob("*.json") if path.stem.isdigit())

    def _header(self, number: int) -> Path:
        return self.folder / f"{number:06d}.json"

    def _heads(self, number: int) -> Path:
        return self.folder / f"{number:06d}.heads.gz"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _write_heads(path: Path, connection: Connection) -> tuple[int, str]:
    heads = (
        select(
            LedgerHead.access_list_id, LedgerHead.sequence, LedgerHead.digest, LedgerEntry.digest.label("entry_digest")
        )
        .outerjoin(
            LedgerEntry,
            and_(LedgerEntry.access_list_id == LedgerHead.access_list_id, LedgerEntry.sequence == LedgerHead.sequence),
        )
        .where(LedgerHead.sequence != 0)
        .order_by(LedgerHead.access_list_id)
    )
    seen = hashlib.sha256()
    chains = 0
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
            for row in connection.execute(heads):
                if row.digest != row.entry_digest:
                    raise FaultyLedger(f"the head of chain {row.access_list_id} is not an entry")
                line = f"{row.access_list_id} {row.sequence} {row.digest}\n".encode()
                seen.update(line)
                packed.write(line)
                chains += 1
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return chains, seen.hexdigest()


def _write_whole(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _digest_of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
