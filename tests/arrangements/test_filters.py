"""Narrowing the list: each filter alone and together, as an organisation sees it, and the file of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock
from portal.data import pages
from portal.features.arrangements import actions
from portal.features.arrangements.rules.filters import (
    ENDS,
    LABELS,
    Choices,
    Filter,
    choices_of,
    last_day_by,
    read_filter,
    said,
)
from tests.arrangements.conftest import Case
from tests.arrangements.people import sits, statements
from tests.factories.world import World

CHOICES: Choices = choices_of({"mentoring": "Mentoring"}, {"waste": "Waste and recycling"})
TODAY = datetime(2026, 11, 30, 12, tzinfo=UTC)
FORTNIGHT = "Ends in a fortnight"
SPRING = "Ends in the spring"
LATE = "Ended and was not closed"
MENTORED = "Kent mentors Swindon"
EVERY = (FORTNIGHT, SPRING, LATE, MENTORED)


@given(st.dictionaries(st.sampled_from([*LABELS, "unheard_of"]), st.text(max_size=300)))
def test_what_an_address_asks_comes_back_equal_or_is_left_out(arguments: dict[str, str]) -> None:
    wanted = read_filter(arguments, CHOICES)
    assert read_filter(wanted.arguments, CHOICES) == wanted
    assert {name for name, _, _ in said(wanted, CHOICES, {})} == set(wanted.arguments)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_longer_the_time_the_later_the_day(today: date) -> None:
    days = [last_day_by(ends, today) for ends in ENDS]
    assert days == sorted(days)
    assert days[0] == today + timedelta(days=30)
    assert (days[3].year, days[3].month) == (today.year + 1, today.month)


def test_filters_are_said_in_words() -> None:
    wanted = Filter(kind="mentoring", service="waste", role="accountable_body", ends="3-months", party="Kent")
    assert [f"{label}: {words}" for _, label, words in said(wanted, CHOICES, {})] == [
        "Kind: Mentoring",
        "Service: Waste and recycling",
        "Party: Kent",
        "Our role: Accountable body",
        "Ends within: 3 months",
    ]


@pytest.fixture
def many(case: Case) -> Case:
    """Arrangements of Swindon's that end sooner and later, with Kent's mentoring among them."""
    with clock.pinned(TODAY):
        case.sent()
        with case.at(case.swindon) as one:
            facts = actions.About("mentoring", f"{MENTORED}’s social services", "Better care", date(2005, 1, 17))
            actions.describe_arrangement(one, None, facts, ["adult_social_care", "finance"])
            actions.state_figure(one, actions.Figure(366_000_000, "The trade press"))
            for title, ends_on, services in (
                (FORTNIGHT, date(2026, 12, 14), ["waste"]),
                (SPRING, date(2027, 4, 30), ["waste", "finance"]),
                (LATE, date(2026, 10, 31), []),
            ):
                about = actions.About("shared_service", title, "To save", date(2020, 4, 1), ends_on)
                actions.create_arrangement(about, ["provider"], services)
    return case


NARROWED: dict[str, tuple[str, ...]] = {
    "": EVERY,
    "service=waste": (FORTNIGHT, SPRING),
    "service=finance": (SPRING, MENTORED),
    "service=finance&kind=mentoring": (MENTORED,),
    "service=unheard_of": EVERY,
    "role=provider": (FORTNIGHT, SPRING, LATE),
    "role=recipient&state=proposed": (MENTORED,),
    "role=accountable_body": (MENTORED,),
    "role=funder": (),
    "ends=30-days": (FORTNIGHT, LATE),
    "ends=6-months": (FORTNIGHT, SPRING, LATE),
    "ends=6-months&service=finance&sort=oldest": (SPRING,),
    "differing=yes": (MENTORED,),
    "differing=yes&ends=30-days": (),
    "checks=failing&service=waste&party=kent": (),
}


def test_the_list_and_its_file_are_narrowed_alike(many: Case, world: World) -> None:
    with clock.pinned(TODAY):
        sam = sits(many, world, many.swindon)
        for asked, found in NARROWED.items():
            page, file = sam.reads(f"/arrangements?{asked}"), sam.reads(f"/arrangements/download?{asked}&format=csv")
            for title in EVERY:
                assert (title in page) is (title in file) is (title in found), (asked, title)
            assert ("Nothing matches" in page) is (not found)
        every = "kind=mentoring&service=finance&state=proposed&role=recipient&differing=yes"
        assert statements(many, sam, f"/arrangements?{every}") == statements(many, sam, "/arrangements")


def test_who_sees_much_is_given_the_same(many: Case, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list begins with the newest and not with the viewer's own lists when these are many."""
    for module in (pages, import_module("portal.features.arrangements.queries.narrowing")):
        monkeypatch.setattr(module, "few", lambda *_: False)
    with clock.pinned(TODAY):
        sam = sits(many, world, many.swindon)
        for asked, found in NARROWED.items():
            page, cards = sam.reads(f"/arrangements?{asked}"), sam.reads(f"/arrangements/board?{asked}")
            for title in EVERY:
                assert (title in page) is (title in cards) is (title in found), (asked, title)
        assert "Nothing matches" in sam.reads("/arrangements?checks=soon&kind=pilot")


def test_the_role_is_that_of_whoever_looks(many: Case, world: World) -> None:
    with clock.pinned(TODAY):
        kim = sits(many, world, many.kent)
        assert MENTORED in kim.reads("/arrangements?role=mentor")
        assert MENTORED not in kim.reads("/arrangements?role=mentee")
        assert MENTORED not in kim.reads("/arrangements?role=accountable_body")
        assert FORTNIGHT not in kim.reads("/arrangements?service=waste")
        bea = sits(many, world, many.bedfordshire)
        assert MENTORED in bea.reads("/arrangements?role=observer&service=finance")
        assert MENTORED not in bea.reads("/arrangements?differing=yes")


def test_a_last_day_that_was_set_by_notice_counts(many: Case, world: World) -> None:
    with clock.pinned(TODAY):
        with many.at(many.swindon) as one:
            one.state, one.ends_on, one.ending_on = "ending", date(2030, 1, 1), date(2026, 12, 20)
        assert MENTORED in sits(many, world, many.swindon).reads("/arrangements?ends=30-days")
        with many.at(many.swindon) as one:
            one.state = "ended"
        assert MENTORED not in sits(many, world, many.swindon).reads("/arrangements?ends=30-days")
