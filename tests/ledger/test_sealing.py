"""A row that is not what the ledger sealed is found, and no other: the comparison alone, without a database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.core.digests import canonical
from portal.ledger import LedgerEntry
from portal.ledger.sealing import Seal, misfits

NEWEST = Seal("visit", "visit", {"visit.made": {}}, select(LedgerEntry.id), lambda row: {"words": row.words})
EACH = replace(NEWEST, table="answer", each=True)


@dataclass(frozen=True)
class Entry:
    access_list_id: int
    subject_reference: str
    body: str | None
    action: str = "visit.made"


@dataclass(frozen=True)
class Row:
    access_list_id: int
    subject: str
    place: int
    words: str


def entries(rows: list[Row]) -> list[Entry]:
    """What seals each row."""
    return [Entry(row.access_list_id, row.subject, canonical({"words": row.words, "day": 3})) for row in rows]


def found(seal: Seal, sealed: list[Entry], rows: list[Row]) -> list[str]:
    return [misfit.what for misfit in misfits(seal, sealed, rows)]


def test_what_comes_and_goes_may_be_gone_and_is_compared_while_it_is_there() -> None:
    row, fleeting = Row(1, "A", 1, "We met"), replace(NEWEST, fleeting=True)
    assert found(fleeting, entries([row]), []) == []
    assert found(fleeting, entries([row]), [row]) == []
    changed = [replace(row, words="We did not")]
    assert found(fleeting, entries([row]), changed) == ["visit 1 is not what was recorded (words)"]
    assert found(fleeting, [], [row]) == ["visit 1 is there, but was never recorded"]


places = st.tuples(st.integers(1, 4), st.sampled_from("ABC"))
stories = st.lists(st.tuples(places, st.text(max_size=3)), min_size=1, max_size=12).map(
    lambda told: [
        Row(place[0], place[1], number, words)
        for number, (place, words) in enumerate(sorted(told, key=lambda one: one[0]))
    ]
)


@given(stories)
def test_what_is_as_it_was_sealed_fits(rows: list[Row]) -> None:
    assert found(EACH, entries(rows), rows) == []
    newest = list({(row.access_list_id, row.subject): row for row in rows}.values())
    assert found(NEWEST, entries(rows), newest) == []


@given(stories, st.data())
def test_whatever_is_changed_is_named_and_nothing_else(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(rows))
    changed = [replace(row, words=f"{row.words}, not") if row is at else row for row in rows]
    named = f"answer {at.place} of visit {at.subject} is not what was recorded (words)"
    assert found(EACH, entries(rows), changed) == [named]


@given(stories, st.data())
def test_whatever_is_added_or_taken_out_is_named(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    fewer = rows[:at] + rows[at + 1 :]
    gone = found(EACH, entries(rows), fewer)
    assert gone == [f"answer of visit {rows[at].subject} was recorded and is gone"]
    planted = found(EACH, entries(fewer), rows)
    assert len(planted) == 1
    assert planted[0].endswith("is there, but was never recorded")


@given(stories, st.data())
def test_an_erased_payload_accuses_nobody(rows: list[Row], data: st.DataObject) -> None:
    sealed = entries(rows)
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] = replace(sealed[at], body=None)
    assert found(EACH, sealed, rows) == []


def test_only_the_newest_entry_counts_for_a_row_that_changes() -> None:
    first, second = Row(1, "A", 1, "planned"), Row(1, "A", 1, "held")
    assert found(NEWEST, entries([first, second]), [second]) == []
    assert found(NEWEST, entries([first, second]), [first]) == ["visit 1 is not what was recorded (words)"]


def test_a_row_moved_to_another_list_is_gone_from_one_and_new_on_the_other() -> None:
    row: Any = Row(1, "A", 1, "held")
    assert found(NEWEST, entries([row]), [replace(row, access_list_id=2)]) == [
        "visit A was recorded and is gone",
        "visit 1 is there, but was never recorded",
    ]


def test_a_payload_that_is_no_fact_at_all_fits_nothing() -> None:
    row = Row(1, "A", 1, "held")
    for body in ("[]", "not json", "{}"):
        assert found(NEWEST, [Entry(1, "A", body)], [row]) == ["visit 1 is not what was recorded (words)"]
