"""Files in object stores: a folder, S3, or memory."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

import obstore
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from portal.adapters.storing import CHUNK, KEY, Counted, Stored, checked
from portal.core.errors import NotFound

PART = 5 * 1024 * 1024
"""The smallest part S3 takes; with two at once a large file costs about 10 MB of memory."""


class ObjectStorage:
    """Files in a folder, in S3 or in memory, whichever store it is given."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, stream: IO[bytes] | Iterable[bytes], limit_bytes: int) -> Stored:
        """See ``Storage``."""
        name = secrets.token_hex(16)
        key = f"{name[:2]}/{name}"
        counted = Counted(stream, limit_bytes)
        obstore.put(self._store, key, iter(counted), chunk_size=PART, max_concurrency=2)
        return Stored(key, counted.size, counted.digest.hexdigest(), bytes(counted.head))

    def open(self, key: str) -> Iterator[bytes]:
        """See ``Storage``."""
        try:
            found = obstore.get(self._store, checked(key))
        except FileNotFoundError:
            raise NotFound from None
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=CHUNK))

    def delete(self, key: str) -> None:
        """See ``Storage``."""
        with suppress(FileNotFoundError, NotFound):
            obstore.delete(self._store, checked(key))

    def keys_before(self, moment: datetime, batch: int) -> Iterator[list[str]]:
        """See ``Storage``."""
        for found in obstore.list(self._store, chunk_size=batch):
            yield [one["path"] for one in found if one["last_modified"] < moment and KEY.fullmatch(one["path"])]


def folder_storage(folder: Path) -> ObjectStorage:
    """Files in a folder of this machine."""
    return ObjectStorage(LocalStore(folder, mkdir=True))


def url_storage(url: str) -> ObjectStorage:
    """Files at ``s3://bucket/prefix``; the access key is read from the environment as AWS tools do."""
    return ObjectStorage(from_url(url))


def memory_storage() -> ObjectStorage:
    """Files in memory, for tests."""
    return ObjectStorage(MemoryStore())
