"""Keeping files: streamed in, streamed out, under names that say nothing."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import obstore
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from portal.adapters.media import HEAD
from portal.core.errors import NotFound

CHUNK = 256 * 1024
PART = 5 * 1024 * 1024
"""The smallest part S3 takes; with two at once a large file costs about 10 MB of memory."""

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


class Oversize(ValueError):
    """The file is larger than allowed. Nothing of it was kept."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"larger than {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


@dataclass(frozen=True)
class Stored:
    """A file that is kept. ``sha256`` is 64 hexadecimal digits; ``head`` its first bytes, for ``media.detect``."""

    key: str
    size: int
    sha256: str
    head: bytes = field(repr=False, default=b"")


class Storage(Protocol):
    """A place for files."""

    def put(self, stream: IO[bytes] | Iterable[bytes], limit_bytes: int) -> Stored:
        """Keep what ``stream`` gives, under a random key. Raises ``Oversize``; then, as after any error in the
        middle, nothing is left behind."""

    def open(self, key: str) -> Iterator[bytes]:
        """The file in chunks. Raises ``NotFound`` at once for a key that keeps nothing."""

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""

    def keys_before(self, moment: datetime, batch: int) -> Iterator[list[str]]:
        """The keys of all files kept before ``moment`` (aware), at most ``batch`` at a time."""


class ObjectStorage:
    """Files in a folder, in S3 or in memory, whichever store it is given."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, stream: IO[bytes] | Iterable[bytes], limit_bytes: int) -> Stored:
        """See ``Storage``."""
        name = secrets.token_hex(16)
        key = f"{name[:2]}/{name}"
        counted = _Counted(stream, limit_bytes)
        obstore.put(self._store, key, iter(counted), chunk_size=PART, max_concurrency=2)
        return Stored(key, counted.size, counted.digest.hexdigest(), bytes(counted.head))

    def open(self, key: str) -> Iterator[bytes]:
        """See ``Storage``."""
        try:
            found = obstore.get(self._store, _checked(key))
        except FileNotFoundError:
            raise NotFound from None
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=CHUNK))

    def delete(self, key: str) -> None:
        """See ``Storage``."""
        with suppress(FileNotFoundError, NotFound):
            obstore.delete(self._store, _checked(key))

    def keys_before(self, moment: datetime, batch: int) -> Iterator[list[str]]:
        """See ``Storage``."""
        for found in obstore.list(self._store, chunk_size=batch):
            yield [one["path"] for one in found if one["last_modified"] < moment and _KEY.fullmatch(one["path"])]


def folder_storage(folder: Path) -> ObjectStorage:
    """Files in a folder of this machine."""
    return ObjectStorage(LocalStore(folder, mkdir=True))


def url_storage(url: str) -> ObjectStorage:
    """Files at ``s3://bucket/prefix``; the access key is read from the environment as AWS tools do."""
    return ObjectStorage(from_url(url))


def memory_storage() -> ObjectStorage:
    """Files in memory, for tests."""
    return ObjectStorage(MemoryStore())


class _Counted:
    """The chunks of a stream, counted, hashed and stopped at the limit while they pass."""

    def __init__(self, stream: IO[bytes] | Iterable[bytes], limit_bytes: int) -> None:
        self._stream = stream
        self._limit = limit_bytes
        self.size = 0
        self.digest = hashlib.sha256()
        self.head = bytearray()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in _chunks(self._stream):
            self.size += len(chunk)
            if self.size > self._limit:
                raise Oversize(self._limit)
            self.digest.update(chunk)
            self.head += chunk[: HEAD - len(self.head)]
            yield chunk


def _chunks(stream: IO[bytes] | Iterable[bytes]) -> Iterator[bytes]:
    if hasattr(stream, "read"):
        while chunk := stream.read(CHUNK):
            yield chunk
    else:
        yield from stream


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise NotFound
    return key
