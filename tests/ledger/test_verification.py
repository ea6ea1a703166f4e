"""Any change of what was recorded is found, wherever it is made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ledger.chain import GENESIS
from portal.ledger.verification import Counts, verify
from tests.ledger.chains import ENTRIES, LENGTHS, Ledger

WORDS = ("actor_id", "action", "subject_type", "subject_reference", "recorded_at_text", "recorded_at")
DIGESTS = ("payload_digest", "previous_digest", "digest")
NUMBERS = ("access_list_id", "sequence", "organisation_id")
digests = st.one_of(st.just(GENESIS), st.text("0123456789abcdef", min_size=64, max_size=64))
numbers = st.integers(-(2**40), 2**40)
words = st.text(st.characters(codec="utf-8"), max_size=40)
changes = st.one_of(
    st.tuples(st.sampled_from(WORDS), words),
    st.tuples(st.just("recorded_at"), st.datetimes().map(str)),
    st.tuples(st.sampled_from(DIGESTS), digests),
    st.tuples(st.sampled_from(NUMBERS), numbers),
    st.tuples(st.sampled_from(WORDS + DIGESTS + NUMBERS), st.binary(max_size=20)),
)


def test_an_untouched_ledger_has_no_fault() -> None:
    counts = Counts()
    assert list(verify(Ledger().engine, counts=counts)) == []
    assert counts == Counts(entries=len(ENTRIES), chains=len(LENGTHS))


@given(st.sampled_from(ENTRIES), changes)
def test_any_change_of_any_field_is_found(place: tuple[int, int], change: tuple[str, object]) -> None:
    """``id`` is not a field in this sense: it is where the row is kept, and says nothing."""
    column, value = change
    ledger = Ledger()
    before = ledger.entry(*place, columns=column)
    taken = ledger.run("SELECT access_list_id, sequence FROM ledger_entry")
    if before == (value,) or (column in NUMBERS[:2] and _moved(place, column, value) in taken):
        return
    ledger.run(f"UPDATE ledger_entry SET {column} = ? WHERE access_list_id = ? AND sequence = ?", (value, *place))
    assert list(verify(ledger.engine))


def _moved(place: tuple[int, int], column: str, value: object) -> tuple[object, object]:
    return (value, place[1]) if column == "access_list_id" else (place[0], value)


@given(st.sets(st.sampled_from(ENTRIES), min_size=1))
def test_any_removal_is_found(places: set[tuple[int, int]]) -> None:
    ledger = Ledger()
    for place in places:
        ledger.run("DELETE FROM ledger_entry WHERE access_list_id = ? AND sequence = ?", place)
    assert list(verify(ledger.engine))


@given(st.lists(st.sampled_from(ENTRIES), min_size=2, max_size=2, unique=True))
def test_any_swap_is_found(places: list[tuple[int, int]]) -> None:
    ledger = Ledger()
    one, other = places
    move = "UPDATE ledger_entry SET access_list_id = ?, sequence = ? WHERE access_list_id = ? AND sequence = ?"
    ledger.run(move, (-1, -1, *one))
    ledger.run(move, (*one, *other))
    ledger.run(move, (*other, -1, -1))
    assert list(verify(ledger.engine))


@given(st.sampled_from(ENTRIES), st.sampled_from(ENTRIES))
def test_a_second_entry_in_a_place_is_found(place: tuple[int, int], copied: tuple[int, int]) -> None:
    ledger = Ledger()
    ledger.run(
        "INSERT INTO ledger_entry (access_list_id, sequence, recorded_at, recorded_at_text, actor_id, organisation_id,"
        " action, subject_type, subject_reference, payload_digest, previous_digest, digest)"
        " SELECT ?, ?, recorded_at, recorded_at_text, actor_id, organisation_id, action, subject_type,"
        " subject_reference, payload_digest, previous_digest, digest FROM ledger_entry"
        " WHERE access_list_id = ? AND sequence = ?",
        (place[0], 100 + place[1], *copied),
    )
    assert list(verify(ledger.engine))


@given(st.sampled_from(ENTRIES), words)
def test_a_changed_payload_is_found(place: tuple[int, int], body: str) -> None:
    ledger = Ledger()
    (entry_id,) = ledger.entry(*place, columns="id")
    ledger.run("UPDATE ledger_payload SET body = ? WHERE entry_id = ?", (body, entry_id))
    assert [fault.what for fault in verify(ledger.engine)] == ["has a payload that was changed"]


def test_a_payload_on_another_list_is_found() -> None:
    ledger = Ledger()
    (entry_id,) = ledger.entry(1, 2, columns="id")
    ledger.run("UPDATE ledger_payload SET access_list_id = 3 WHERE entry_id = ?", (entry_id,))
    (fault,) = verify(ledger.engine)
    assert str(fault) == "chain 1, entry 2: has a payload that lies on another list"


@given(st.sets(st.sampled_from(ENTRIES)))
def test_erasing_payloads_breaks_nothing(places: set[tuple[int, int]]) -> None:
    ledger = Ledger()
    for place in places:
        (entry_id,) = ledger.entry(*place, columns="id")
        ledger.run("DELETE FROM ledger_payload WHERE entry_id = ?", (entry_id,))
    counts = Counts()
    assert list(verify(ledger.engine, counts=counts)) == []
    assert counts.erased == len(places)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger_head SET sequence = 4 WHERE access_list_id = 1",
        "UPDATE ledger_head SET digest = '' WHERE access_list_id = 1",
        "UPDATE ledger_head SET recorded_at = '2005-01-17 00:00:00' WHERE access_list_id = 3",
        "DELETE FROM ledger_head WHERE access_list_id = 3",
        "UPDATE ledger_head SET access_list_id = 4 WHERE access_list_id = 3",
        "INSERT INTO ledger_head (access_list_id, sequence, digest, recorded_at) VALUES (9, 2, 'abc', '2005-01-17')",
    ],
)
def test_a_head_that_is_no_entry_is_found(tampering: str) -> None:
    ledger = Ledger()
    ledger.run(tampering)
    assert list(verify(ledger.engine))


def test_a_table_that_cannot_be_read_is_a_fault() -> None:
    ledger = Ledger()
    ledger.run("UPDATE ledger_entry SET action = CAST(x'ff' AS TEXT) WHERE access_list_id = 1 AND sequence = 2")
    assert [fault.access_list_id for fault in verify(ledger.engine)] == [None]
