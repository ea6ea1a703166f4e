"""What a chain alone does not show, a checkpoint does."""

from __future__ import annotations

import gzip
import json
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.ledger.checkpoints import Checkpoints, FaultyLedger
from portal.ledger.verification import Counts, verify
from tests.ledger.chains import ENTRIES, LENGTHS, Ledger


@pytest.fixture
def checkpoints(tmp_path: Path) -> Checkpoints:
    return Checkpoints(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Checkpoints:
    """One checkpoint of the whole ledger."""
    found = Checkpoints(tmp_path_factory.mktemp("made"))
    found.make(Ledger().engine)
    return found


def faults(ledger: Ledger, checkpoints: Checkpoints | None) -> list[str]:
    return [str(fault) for fault in verify(ledger.engine, checkpoints)]


def test_a_checkpoint_of_an_untouched_ledger_fits(checkpoints: Checkpoints) -> None:
    ledger, counts = Ledger(), Counts()
    headers = [checkpoints.make(ledger.engine) for _ in range(3)]
    assert [header.number for header in headers] == [1, 2, 3]
    assert {header.chains for header in headers} == {len(LENGTHS)}
    assert list(verify(ledger.engine, checkpoints, counts)) == []
    assert counts.checkpoints == 3


def test_the_lines_are_the_heads(made: Checkpoints) -> None:
    lines = gzip.decompress((made.folder / "000001.heads.gz").read_bytes()).decode().splitlines()
    ledger = Ledger()
    assert lines == [
        f"{chain} {length} {ledger.entry(chain, length, 'digest')[0]}" for chain, length in LENGTHS.items()
    ]


def test_the_private_key_is_for_its_owner(made: Checkpoints) -> None:
    keys = made.folder.parent / "keys"
    assert stat.S_IMODE((keys / "checkpoint.key").stat().st_mode) == 0o600
    assert b"PUBLIC" in (keys / "checkpoint.pub").read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ENTRIES), st.sampled_from(["action", "actor_id", "subject_reference"]))
def test_a_chain_written_again_is_found(made: Checkpoints, place: tuple[int, int], column: str) -> None:
    ledger = Ledger()
    ledger.run(f"UPDATE ledger_entry SET {column} = 'other' WHERE access_list_id = ? AND sequence = ?", place)
    ledger.rewrite(*place)
    assert faults(ledger, None) == []
    assert faults(ledger, made) == [
        f"chain {place[0]}, entry {LENGTHS[place[0]]}: is not what checkpoint 1 remembers: the chain was written again"
    ]


@given(st.sampled_from(ENTRIES))
def test_a_tail_cut_off_is_found(made: Checkpoints, place: tuple[int, int]) -> None:
    ledger = Ledger()
    chain, first_gone = place
    ledger.run("DELETE FROM ledger_entry WHERE access_list_id = ? AND sequence >= ?", place)
    if first_gone == 1:
        ledger.run("DELETE FROM ledger_head WHERE access_list_id = ?", (chain,))
    else:
        ledger.cut_head(chain, first_gone - 1)
    assert faults(ledger, None) == []
    assert faults(ledger, made) == [f"chain {chain}, entry {LENGTHS[chain]}: is gone; checkpoint 1 remembers it"]


def test_an_empty_database_is_found(made: Checkpoints) -> None:
    ledger = Ledger()
    for table in ("payload", "entry", "head"):
        ledger.run(f"DELETE FROM ledger_{table}")
    assert len(faults(ledger, made)) == len(LENGTHS)


def test_an_older_checkpoint_still_counts(checkpoints: Checkpoints) -> None:
    short, ledger = Ledger(), Ledger()
    short.run("DELETE FROM ledger_entry WHERE access_list_id = 1 AND sequence > 2")
    short.cut_head(1, 2)
    checkpoints.make(short.engine)
    checkpoints.make(ledger.engine)
    assert faults(ledger, checkpoints) == []
    ledger.run("UPDATE ledger_entry SET action = 'x' WHERE access_list_id = 1 AND sequence = 1")
    ledger.rewrite(1, 1)
    assert [fault.split(":")[0] for fault in faults(ledger, checkpoints)] == ["chain 1, entry 2", "chain 1, entry 5"]


def test_no_checkpoint_of_a_head_that_is_no_entry(checkpoints: Checkpoints) -> None:
    ledger = Ledger()
    ledger.run("UPDATE ledger_head SET digest = 'x' WHERE access_list_id = 2")
    with pytest.raises(FaultyLedger):
        checkpoints.make(ledger.engine)
    assert checkpoints.count() == 0


def _set(path: Path, **values: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_a_changed_header_is_found(checkpoints: Checkpoints) -> None:
    ledger = Ledger()
    checkpoints.make(ledger.engine)
    _set(checkpoints.folder / "000001.json", made_at="2001-01-01T00:00:00.000000Z")
    assert faults(ledger, checkpoints) == ["checkpoint 1 is not signed with our key"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"signature": 1}', b"\xff"])
def test_a_damaged_header_is_found(checkpoints: Checkpoints, content: bytes) -> None:
    ledger = Ledger()
    checkpoints.make(ledger.engine)
    (checkpoints.folder / "000001.json").write_bytes(content)
    assert faults(ledger, checkpoints) == ["checkpoint 1 cannot be read"]


@pytest.mark.parametrize(
    "content", [b"", b"not packed", gzip.compress(b"1 5 x\n", mtime=0), gzip.compress(b"\xff\n", mtime=0), None]
)
def test_changed_heads_are_found_and_not_believed(checkpoints: Checkpoints, content: bytes | None) -> None:
    ledger = Ledger()
    checkpoints.make(ledger.engine)
    heads = checkpoints.folder / "000001.heads.gz"
    heads.unlink() if content is None else heads.write_bytes(content)
    assert faults(ledger, checkpoints) == ["checkpoint 1 has other heads than were signed"]


@pytest.mark.parametrize("gone", [[1], [2], [1, 2], [1, 2, 3]])
def test_a_checkpoint_that_is_gone_is_missed(checkpoints: Checkpoints, gone: list[int]) -> None:
    ledger = Ledger()
    for _ in range(3):
        checkpoints.make(ledger.engine)
    for number in gone:
        (checkpoints.folder / f"{number:06d}.json").unlink()
    said = ["every checkpoint is gone, though there is a key that signs them"]
    assert faults(ledger, checkpoints) == (
        [f"checkpoint {number} is gone" for number in gone] if len(gone) < 3 else said
    )


def test_a_checkpoint_in_the_place_of_another_is_found(checkpoints: Checkpoints, tmp_path: Path) -> None:
    """Signed with our key, but not what stood there: the one after it says so."""
    ledger = Ledger()
    for _ in range(3):
        checkpoints.make(ledger.engine)
    first, second = (checkpoints.folder / f"00000{number}.json" for number in (1, 2))
    second.write_bytes(first.read_bytes())
    assert faults(ledger, checkpoints) == [
        "checkpoint 2 is not signed with our key",
        "checkpoint 3 does not follow the one before",
    ]


def test_another_key_signs_nothing_of_ours(checkpoints: Checkpoints, tmp_path: Path) -> None:
    ledger = Ledger()
    checkpoints.make(ledger.engine)
    other = Checkpoints(tmp_path / "other")
    other.make(ledger.engine)
    (other.folder / "000001.json").replace(checkpoints.folder / "000001.json")
    assert faults(ledger, checkpoints) == ["checkpoint 1 is not signed with our key"]


def test_without_the_public_key_nothing_is_believed(checkpoints: Checkpoints, tmp_path: Path) -> None:
    ledger = Ledger()
    checkpoints.make(ledger.engine)
    (tmp_path / "keys" / "checkpoint.pub").unlink()
    assert faults(ledger, Checkpoints(tmp_path)) == ["checkpoint 1 cannot be checked: the public key is gone"]


def test_a_lost_private_key_is_not_replaced_in_silence(checkpoints: Checkpoints, tmp_path: Path) -> None:
    ledger = Ledger()
    checkpoints.make(ledger.engine)
    (tmp_path / "keys" / "checkpoint.key").unlink()
    with pytest.raises(FileNotFoundError):
        Checkpoints(tmp_path).make(ledger.engine)
