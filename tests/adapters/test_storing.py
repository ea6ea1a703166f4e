"""Files go in and out in pieces, and what is too large leaves nothing behind."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.adapters.media import HEAD
from portal.adapters.object_storage import ObjectStorage, folder_storage, memory_storage
from portal.adapters.storing import CHUNK, Oversize
from portal.core.errors import NotFound

MB = 1_000_000


@pytest.fixture(params=["folder", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStorage:
    return folder_storage(tmp_path / "evidence") if request.param == "folder" else memory_storage()


def pieces(count: int, size: int = 100_000) -> Iterator[bytes]:
    for number in range(count):
        yield bytes([number % 256]) * size


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 12 * MB])
def test_a_file_comes_back_as_it_went_in(storage: ObjectStorage, size: int) -> None:
    content = hashlib.shake_256(b"evidence").digest(size)
    stored = storage.put(io.BytesIO(content), 20 * MB)
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert stored.head == content[:HEAD]
    assert b"".join(storage.open(stored.key)) == content


def test_pieces_will_do_too(storage: ObjectStorage) -> None:
    stored = storage.put(pieces(3, 10), 30)
    assert b"".join(storage.open(stored.key)) == b"\0" * 10 + b"\1" * 10 + b"\2" * 10


@pytest.mark.parametrize("count", [2, 100])
def test_too_large_leaves_nothing_behind(tmp_path: Path, count: int) -> None:
    storage = folder_storage(tmp_path / "evidence")
    with pytest.raises(Oversize) as error:
        storage.put(pieces(count), 100_000 * count - 1)
    assert error.value.limit_bytes == 100_000 * count - 1
    assert files(tmp_path) == []


def test_an_error_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield from pieces(80)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        folder_storage(tmp_path / "evidence").put(broken(), 100 * MB)
    assert files(tmp_path) == []


def test_a_large_file_costs_little_memory(tmp_path: Path) -> None:
    storage = folder_storage(tmp_path / "evidence")
    tracemalloc.start()
    stored = storage.put(pieces(500), 100 * MB)
    assert sum(len(chunk) for chunk in storage.open(stored.key)) == 50 * MB
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 15 * MB


def test_every_file_has_a_key_of_its_own(storage: ObjectStorage) -> None:
    keys = {storage.put(io.BytesIO(b"same"), 10).key for _ in range(20)}
    assert len(keys) == 20


def test_a_file_can_be_removed_and_removing_again_is_fine(storage: ObjectStorage) -> None:
    key = storage.put(io.BytesIO(b"x"), 10).key
    storage.delete(key)
    storage.delete(key)
    with pytest.raises(NotFound):
        storage.open(key)


@pytest.mark.parametrize(
    "key", ["", "../secret", "/etc/passwd", "ab/../../x", "AB/" + "0" * 32, "ab/" + "0" * 32 + "\n"]
)
def test_a_key_is_one_of_ours(storage: ObjectStorage, key: str) -> None:
    with pytest.raises(NotFound):
        storage.open(key)
    storage.delete(key)
