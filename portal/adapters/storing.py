"""Keeping files: streamed in, streamed out, under names that say nothing."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Protocol

from portal.adapters.media import HEAD
from portal.core.errors import NotFound

CHUNK = 256 * 1024

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


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


class Counted:
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


def checked(key: str) -> str:
    """``key``, if it is of the shape of ours: nothing else reaches the store. Raises ``NotFound``."""
    if not KEY.fullmatch(key):
        raise NotFound
    return key
