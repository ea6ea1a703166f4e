"""Days, lengths, follow-ups in a cell and what a day costs, by rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid
from portal.features.arrangements.rules import terms, terms_words
from portal.features.arrangements.rules.bars import bars
from portal.features.arrangements.rules.follow_ups import NextStep, read_steps, steps_text
from portal.features.arrangements.rules.mentoring import (
    DAY,
    LONGEST_SESSION,
    check_follow_up,
    check_session,
    cost_per_day,
    length_words,
    months,
    read_length,
)

LINES = st.text(st.characters(categories=("L", "N", "P", "S"), include_characters=" |\\"), max_size=40).map(
    lambda text: " ".join(text.split())
)
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))


@given(st.integers(1, LONGEST_SESSION))
def test_a_length_in_words_is_read_back(minutes: int) -> None:
    assert read_length(length_words(minutes)) == minutes


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90", 90), ("90 minutes", 90), ("1.5 days", 675), ("Half a day", 225), ("2h", 120), ("a whole day", DAY),
        ("1 hour and 30 mins", 90), ("1h30m", 90), (".5 d", 225), ("1 day, 2 hours", 570),
    ],
)  # fmt: skip
def test_lengths_as_people_type_them(typed: str, minutes: int) -> None:
    assert read_length(typed) == minutes


@pytest.mark.parametrize("typed", ["", "0", "-1", "6 days", "soon", "1e5", "٣", "1 2", "1:30", "0.0001 days", "9" * 40])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        read_length(typed)


@given(st.text(max_size=40))
def test_any_text_is_a_length_or_refused(typed: str) -> None:
    try:
        minutes = read_length(typed)
    except ValueError:
        return
    assert 0 < minutes <= LONGEST_SESSION


STEPS = st.builds(NextStep, LINES.filter(bool), LINES.filter(bool), LINES, DAYS, st.none() | DAYS)


@given(st.lists(STEPS, max_size=4))
def test_follow_ups_come_back_from_their_cell(steps: list[NextStep]) -> None:
    assert read_steps(steps_text(steps)) == steps


@pytest.mark.parametrize("text", ["Call", "Call | Kent", "Call | Kent | | soon", " | Kent | | by 2005-02-01", "\\"])
def test_a_cell_that_says_no_follow_up_names_the_line(text: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_steps(f"Call | Kent | Head | by 2005-02-01\n{text}")


@given(DAYS, DAYS, DAYS, st.decimals(0, 60, places=1))
def test_months_follow_one_another_and_plan_no_more_than_a_full_month(
    first: date, one: date, two: date, plan: Decimal
) -> None:
    last, (start, end) = date(2031, 6, 30), sorted((one, two))
    made = months(first, last, [(plan, (None, None))], (start, end), {})
    assert made[0].first == first.replace(day=1)
    assert made[-1].first == date(2031, 6, 1)
    assert len(made) == (2031 - first.year) * 12 + 6 - first.month + 1
    for month in made:
        assert Decimal(0) <= (month.planned or 0) <= plan
        if month.first > end or month.first < start.replace(day=1):
            assert month.planned == 0


def test_a_month_that_starts_in_the_middle_has_its_share() -> None:
    held = {date(2005, 1, 1): (DAY * 3, 4)}
    made = months(date(2005, 1, 1), date(2005, 2, 1), [(Decimal(31), (None, None))], (date(2005, 1, 17), None), held)
    assert [month.planned for month in made] == [15, 31]
    assert [month.delivered for month in made] == [3, 0]
    assert [month.sessions for month in made] == [4, 0]
    drawn = bars(made)
    assert drawn is not None
    assert drawn.delivered[0].height < drawn.planned[0].height < drawn.planned[1].height
    assert bars(months(date(2005, 1, 1), date(2005, 2, 1), [], (None, None), {})) is None


def test_a_pair_is_planned_for_its_own_days() -> None:
    plans = [(Decimal(31), (None, date(2005, 1, 10))), (Decimal(28), (date(2005, 2, 15), None))]
    made = months(date(2005, 1, 1), date(2005, 3, 1), plans, (date(2005, 1, 6), None), {})
    assert [month.planned for month in made] == [5, 14, 28]


def test_what_a_day_costs_or_why_it_cannot_be_said() -> None:
    assert cost_per_day("Kent", 260_000_000, 130 * DAY, 0).per_day == 2_000_000
    for pence, minutes, unpaired, why in ((0, 9, 0, "No sum"), (9, 0, 0, "No session"), (9, 9, 2, "2 sessions")):
        cost = cost_per_day("Kent", pence, minutes, unpaired)
        assert cost.per_day is None
        assert cost.why.startswith(why)


def test_what_is_wrong_with_a_session_or_follow_up_is_said_at_the_field() -> None:
    today = date(2005, 2, 1)
    with pytest.raises(Invalid) as wrong:
        check_session("held", date(2005, 2, 2), None, today)
    assert set(wrong.value.errors) == {"on_date", "length"}
    with pytest.raises(Invalid) as wrong:
        check_follow_up(3, (today, date(2005, 1, 1), date(2005, 3, 1)), {3: ["observer"]}, today)
    assert set(wrong.value.errors) == {"owner", "due_on", "done_on"}


def test_a_pair_without_people_and_days_is_frozen_as_before() -> None:
    post = {"mentor_post": "Head", "mentee_post": "Manager", "focus": ""}
    row = SimpleNamespace(
        reference="A",
        mentor_id=1,
        mentee_id=2,
        mentor_person="",
        mentee_person="",
        rhythm="",
        days_per_month=None,
        **post,
    )
    old = {**post, "mentor": "K", "mentee": "S"}
    assert terms._linked(row, "pairs", ("mentor", "mentee"), {1: "K", 2: "S"}) == old
    row.days_per_month, row.rhythm = Decimal("10.5"), "Twice a week"
    new = terms._linked(row, "pairs", ("mentor", "mentee"), {1: "K", 2: "S"})
    assert new == old | {"days_per_month": "10.5", "rhythm": "Twice a week"}
    whole: dict[str, Any] = {section: {} for section in terms.SECTIONS} | {
        "about": dict.fromkeys(terms.FIELDS["about"], ""),
        "legal": {"legal_basis": "", "accountable_body": ""},
        "visits": {"rhythm": "", "visits_per_month": None},
    }
    changes = terms_words.compare(whole | {"pairs": {"A": old}}, whole | {"pairs": {"A": new}}, {})
    assert [(change.field, change.before, change.after) for change in changes] == [
        ("How often they meet", "Nothing", "Twice a week"),
        ("Days a month", "Nothing", "10.5"),
    ]
    assert "10.5 days a month" in terms_words.lines(whole | {"pairs": {"A": new}}, {})[6][2][0][1]
