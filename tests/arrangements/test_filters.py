"""Narrowing the list: each filter alone and together, as an organisation sees it, and the file of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from portal.core import clock
from portal.core.text import UNFIT
from portal.data import PAGE_SIZE, db, pages
from portal.data.narrow import FAR
from portal.features.arrangements import actions, queries
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
from tests.arrangements.people import counted, sits, statements
from tests.arrangements.test_board import register
from tests.factories.world import World

NARROWING = import_module("portal.features.arrangements.queries.narrowing")
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

    def say() -> None:
        case.begin()
        case.fill()
        case.send()
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

    with clock.pinned(TODAY):
        case.world.once(case, say)
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
    "title=ends": (FORTNIGHT, SPRING),
    "title=CLOS+was": (LATE,),
    "title=end&service=finance": (SPRING,),
    "title=nds": (),
    "title=e": (),
    "title=e+ends": (FORTNIGHT, SPRING),
    "title=swin%C2%ADdon%E2%80%99s": (MENTORED,),
    "title=%E2%80%A6%21": (),
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


def test_a_new_title_is_found_and_the_old_one_is_not(many: Case, world: World) -> None:
    with clock.pinned(TODAY):
        with many.at(many.swindon) as one:
            facts = actions.About("mentoring", "Cŵn a chathod, a’r ŵyn", "Better care", date(2005, 1, 17))
            actions.describe_arrangement(one, None, facts)
        sam = sits(many, world, many.swindon)
        assert "Nothing matches" in sam.reads("/arrangements?title=mentors")
        assert "Cŵn a chathod" in sam.reads("/arrangements?title=cwn+WYN")


def test_a_single_letter_is_not_looked_for_and_that_is_said(many: Case, world: World) -> None:
    with clock.pinned(TODAY):
        sam = sits(many, world, many.swindon)
        audit = f"/engagements/new/records?body={many.kent.organisation_reference}&words"
        for page in ("/arrangements?title", "/arrangements/board?title", "/arrangements/map?title", audit):
            assert "Type two letters or more of a word" in sam.reads(f"{page}=e+a"), page
            for typed in ("e+ends", "", "%E2%80%A6"):
                assert "Type two letters" not in sam.reads(f"{page}={typed}"), (page, typed)


def test_whichever_word_is_rarest_the_statement_is_the_same(many: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NARROWING, "few", lambda *_: False)
    shapes = set()
    for rarest in ("one", "two", "three"):
        monkeypatch.setattr(NARROWING, "rarest", lambda _, rarest=rarest: rarest)
        with clock.pinned(TODAY), many.at(many.swindon):
            shapes.add(tuple(sorted(NARROWING.narrowing(Filter(title="one two three")))))
    assert shapes == {("rare_word", "word_0", "word_1")}


def test_a_new_title_is_written_without_a_look(many: Case) -> None:
    with clock.pinned(TODAY), many.at(many.swindon), counted(many) as sent:
        actions.create_arrangement(actions.About("pilot", "A trial", "To try"), ["provider"])
    assert not [one for one in sent if "FROM title_word" in one]


def test_an_audit_finds_what_it_covers_by_its_title(many: Case, world: World) -> None:
    with clock.pinned(TODAY):
        sam = sits(many, world, many.swindon)
        body = many.kent.organisation_reference
        found = sam.reads(f"/engagements/new/records?body={body}&words=fortnight")
        assert FORTNIGHT in found
        assert SPRING not in found


BOXES = {"/arrangements": "title", "/organisations": "words", "/evidence": "title", "/engagements/new": "words"}


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u202e", "\ufeff\u2066", "\x00"])
def test_hidden_characters_are_not_looked_for_in_silence(many: Case, world: World, hidden: str) -> None:
    """Alone they are refused beside the box; among words they are left out, and the box shows what was looked for. A
    title of evidence is stored as it was typed, so there the box keeps those that may be in it."""
    sam = sits(many, world, many.swindon)
    for address, box in BOXES.items():
        alone = sam.reads(f"{address}?{urlencode({box: hidden})}")
        assert "What you typed has only hidden characters" in alone, address
        among = sam.reads(f"{address}?{urlencode({box: f'Swin{hidden}don'})}")
        stays = UNFIT.sub("", hidden) if address == "/evidence" else ""
        assert f'value="Swin{stays}don"' in among, address
        assert "only hidden characters" not in among
        assert "only hidden characters" not in sam.reads(f"{address}?{urlencode({box: '  '})}")


def only_far(_session: Any, _listed: Any, _of: Any = None, times: int = 1) -> bool:
    """As for who is on more lists than are few, and on less than many."""
    return times == FAR


@pytest.mark.parametrize("few", [lambda *_: False, only_far], ids=["much", "between"])
def test_who_sees_much_is_given_the_same(
    many: Case, world: World, monkeypatch: pytest.MonkeyPatch, few: Callable[..., bool]
) -> None:
    """The list begins with the newest and not with the viewer's own lists when these are many."""
    for module in (pages, NARROWING):
        monkeypatch.setattr(module, "few", few)
    with clock.pinned(TODAY):
        sam = sits(many, world, many.swindon)
        for asked, found in NARROWED.items():
            page, cards = sam.reads(f"/arrangements?{asked}"), sam.reads(f"/arrangements/board?{asked}")
            for title in EVERY:
                assert (title in page) is (title in cards) is (title in found), (asked, title)
        assert "Nothing matches" in sam.reads("/arrangements?checks=soon&kind=pilot")


def test_what_hardly_any_has_is_sought_on_ones_own_lists(
    case: Case, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is on neither few nor many lists walks down from the newest while that fills a page, and not for what would
    never fill one."""
    monkeypatch.setattr(pages, "few", only_far)
    register(case, case.swindon, "active", PAGE_SIZE + 1)
    register(case, case.swindon, "idea", 1)
    sam = sits(case, world, case.swindon)
    sam.reads("/arrangements?kind=pilot")
    for state, own_lists in (("active", False), ("idea", True), ("ended", True)):
        with counted(case) as sent:
            sam.reads(f"/arrangements?state={state}")
        page = next(one for one in sent if "arrangement.title" in one)
        assert ("AS chosen" in page) is own_lists, page
        with counted(case) as again:
            sam.reads(f"/arrangements?state={state}")
        assert len(again) == len(sent) - 1, "what was found out is remembered"


SORTED = {
    "": [LATE, SPRING, FORTNIGHT, MENTORED],
    "oldest": [MENTORED, FORTNIGHT, SPRING, LATE],
    "ends": [LATE, FORTNIGHT, SPRING, MENTORED],
    "ends-last": [MENTORED, SPRING, FORTNIGHT, LATE],
}


@pytest.mark.parametrize("begins_with_lists", [True, False])
def test_the_list_is_sorted_by_the_last_day_in_both_directions(
    many: Case, world: World, monkeypatch: pytest.MonkeyPatch, begins_with_lists: bool
) -> None:
    """Page by page, one arrangement on each; what has no end comes after all that has one."""
    monkeypatch.setattr(queries.arrangements_page, "__defaults__", (1,))
    monkeypatch.setattr(pages, "few", lambda *_: begins_with_lists)
    titles = re.compile(r'href="/arrangements/[\w-]{9}">(.*?)</a>')
    with clock.pinned(TODAY):
        sam = sits(many, world, many.swindon)
        for order, titled in SORTED.items():
            for rel, start in (("next", "view=all"), ("prev", "page=last")):
                seen, address = [], f"/arrangements?{start}&sort={order}"
                while address:
                    page = sam.reads(address)
                    seen += titles.findall(page)
                    link = re.search(rf'href="([^"]+)" rel="{rel}"', page)
                    address = unescape(link.group(1)) if link else ""
                named = [next(title for title in EVERY if title in one) for one in seen]
                assert named == (titled if rel == "next" else titled[::-1]), (order, rel)
        file = sam.reads("/arrangements/download?sort=ends&format=csv")
        assert sorted(EVERY, key=file.index) == SORTED["ends"]


def test_the_last_day_is_found_by_index(many: Case) -> None:
    """Also from the middle of the list on, so that a late page costs what the first does."""
    with many.app.app_context(), db.engine.connect() as connection:
        postgresql = connection.dialect.name == "postgresql"
        last_day = "coalesce(ending_on, ends_on, '9999-12-31')"
        query = (
            f"SELECT id FROM arrangement WHERE ({last_day}, id) > ('2026-12-14', 1) AND {last_day} >= '2026-12-14'"
            f" ORDER BY {last_day}, id LIMIT 26"
        )
        if postgresql:
            connection.execute(text("SET enable_seqscan = off"))
            connection.execute(text("SET enable_sort = off"))
        plan = "\n".join(
            str(row) for row in connection.execute(text(f"EXPLAIN {'' if postgresql else 'QUERY PLAN '}{query}"))
        )
    assert "ix_arrangement_last_day" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert ("Index Cond" if postgresql else "SEARCH") in plan, plan


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
