"""Days of an engagement, and the check of a chain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.clock import start_of as opening
from portal.core.digests import digest_of
from portal.core.errors import Invalid
from portal.features.audits.rules import (
    State,
    check_chains,
    check_days,
    check_new_end,
    closing,
    days_left,
    last_day,
    state_at,
)
from portal.ledger.chain import GENESIS, Link

TODAY = date(2026, 6, 1)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_days_are_whole_days_of_london() -> None:
    assert opening(date(2026, 7, 1)).astimezone(UTC) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert closing(date(2026, 1, 31)).astimezone(UTC) == datetime(2026, 2, 1, tzinfo=UTC)
    # The clocks go forward on 29 March 2026 and back on 25 October 2026.
    assert closing(date(2026, 3, 29)).astimezone(UTC) - opening(date(2026, 3, 29)).astimezone(UTC) == timedelta(
        hours=23
    )
    assert closing(date(2026, 10, 25)).astimezone(UTC) - opening(date(2026, 10, 25)).astimezone(UTC) == timedelta(
        hours=25
    )


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "wrong"),
    [
        (TODAY, date(2026, 6, 2), set()),
        (TODAY, TODAY, set()),
        (date(2026, 5, 31), date(2026, 6, 30), {"starts_on"}),
        (date(2026, 6, 2), TODAY, {"ends_on"}),
        (TODAY, date(2029, 5, 31), set()),
        (TODAY, date(2029, 6, 1), {"ends_on"}),
        (date(2026, 5, 1), date(2026, 4, 1), {"starts_on", "ends_on"}),
    ],
)
def test_days_of_a_new_engagement(starts_on: date, ends_on: date, wrong: set[str]) -> None:
    try:
        check_days(starts_on, ends_on, TODAY)
        found: set[str] = set()
    except Invalid as invalid:
        found = set(invalid.errors)
    assert found == wrong


def test_three_years_from_a_leap_day() -> None:
    assert last_day(date(2028, 2, 29)) == date(2031, 2, 28)


def test_the_end_cannot_move_to_where_it_is_or_into_the_past() -> None:
    check_new_end(TODAY, date(2026, 7, 1), date(2026, 6, 30), date(2026, 6, 10))
    check_new_end(TODAY, TODAY, date(2026, 6, 30), TODAY)
    for to in (date(2026, 6, 30), date(2026, 6, 9), TODAY, date(2030, 1, 1)):
        with pytest.raises(Invalid):
            check_new_end(TODAY, to, date(2026, 6, 30), date(2026, 6, 10))


@given(
    DAYS,
    st.integers(1, 1000),
    st.builds(lambda day, seconds: opening(day) + timedelta(seconds=seconds), DAYS, st.integers(0, 86_399)),
)
def test_an_engagement_is_live_from_its_first_moment_to_its_last(start: date, length: int, moment: datetime) -> None:
    begins, ends = opening(start), closing(start + timedelta(days=length))
    expected = State.COMING if moment < begins else State.LIVE if moment < ends else State.ENDED
    assert state_at(moment, begins, ends) is expected
    assert state_at(ends, begins, ends) is State.ENDED
    assert state_at(begins, begins, ends) is State.LIVE


def test_days_left() -> None:
    assert [days_left(day, date(2026, 6, 30)) for day in (date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 2))] == [
        1,
        0,
        0,
    ]


@dataclass
class Entry:
    access_list_id: int
    sequence: int
    recorded_at_text: str
    actor_id: str
    organisation_id: int
    action: str
    subject_type: str
    subject_reference: str
    payload_digest: str
    previous_digest: str
    digest: str
    body: str | None
    head_sequence: int | None = None
    head_digest: str | None = None


def chain(length: int, access_list_id: int = 1) -> list[Entry]:
    entries: list[Entry] = []
    previous = GENESIS
    for number in range(1, length + 1):
        body = f'{{"n":{number}}}'
        when = f"2026-06-01T00:00:{number:02d}.000000Z"
        link = Link(access_list_id, number, when, "a", 1, "x.done", "x", "R", digest_of(body), previous)
        entries.append(
            Entry(
                access_list_id, number, when, "a", 1, "x.done", "x", "R", digest_of(body), previous, link.digest(), body
            )
        )
        previous = link.digest()
    return [replace(entry, head_sequence=length, head_digest=previous) for entry in entries]


def test_a_sound_chain_holds_and_says_how_long_it_is() -> None:
    entries = chain(5)
    found = check_chains(entries, {1: (5, entries[-1].digest)})[1]
    assert (found.fault, found.entries, found.last_digest, found.erased) == ("", 5, entries[-1].digest, 0)


def test_a_head_that_was_moved_back_is_found() -> None:
    entries = chain(3)
    moved = [replace(entry, head_sequence=2, head_digest=entries[1].digest) for entry in entries]
    assert check_chains(moved, {1: (2, entries[1].digest)})[1].fault


def test_an_erased_payload_is_counted_and_is_no_fault() -> None:
    entries = chain(3)
    entries[1] = replace(entries[1], body=None)
    found = check_chains(entries, {1: (3, entries[-1].digest)})[1]
    assert (found.fault, found.erased) == ("", 1)


@given(st.integers(1, 8), st.data())
def test_whatever_is_changed_is_found(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    head = {1: (length, entries[-1].digest)}
    at = data.draw(st.integers(0, length - 1))
    field = data.draw(
        st.sampled_from(
            ["recorded_at_text", "actor_id", "action", "subject_type", "subject_reference", "payload_digest",
             "previous_digest", "digest", "body"]
        )
    )  # fmt: skip
    entries[at] = replace(entries[at], **cast(Any, {field: "changed"}))
    assert check_chains(entries, head)[1].fault


@given(st.integers(2, 8), st.data())
def test_whatever_is_missing_is_found(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    head = {1: (length, entries[-1].digest)}
    del entries[data.draw(st.integers(0, length - 1))]
    assert check_chains(entries, head)[1].fault
    assert check_chains([], head)[1].fault
