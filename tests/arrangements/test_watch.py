"""Checks that speak before the auditor does: each on its own, then on the page, in the list and on home."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.core import clock
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import (
    Arrangement,
    AskedConfirmation,
    CheckSummary,
    Governance,
    Measure,
    MoneyFlow,
    PartyRole,
    State,
)
from portal.features.arrangements.rules.lifecycle import Step
from portal.features.arrangements.rules.watch import SOON, Severity, Watched, due, failing, told_before_sending
from portal.features.organisations import Organisation
from tests.arrangements.conftest import Case
from tests.arrangements.people import sits
from tests.factories.world import World

TODAY = date(2007, 6, 1)


def party(
    organisation_id: int, name: str, *, observes: bool = False, abolished_on: date | None = None, speaks: bool = False
) -> Any:
    return SimpleNamespace(
        organisation_id=organisation_id, name=name, observes=observes, abolished_on=abolished_on, speaks=speaks
    )


def gone(organisation_id: int, name: str, left_on: date) -> Any:
    return SimpleNamespace(**vars(party(organisation_id, name)), left_on=left_on)


def pair(mentor: int, mentee: int) -> Any:
    return SimpleNamespace(
        mentor_id=mentor, last_on=None, mentor_post=f"Mentor {mentor}", mentee_id=mentee, mentee_post=f"Mentee {mentee}"
    )


def watched(rows: dict[str, Any] | None = None, **changed: Any) -> Watched:
    one = {
        "state": State.ACTIVE,
        "starts_on": date(2005, 1, 17),
        "ends_on": date(2009, 12, 31),
        "ending_on": None,
        "review_due_on": None,
        "accountable_body_id": 1,
        "legal_basis": "Contract",
    }
    parties = [party(1, "Swindon"), party(2, "Kent")]
    return Watched(SimpleNamespace(**{**one, **changed}), **{"parties": parties, **(rows or {})})


def flow(payer: int, payee: int) -> Any:
    return SimpleNamespace(
        id=1, payer_id=payer, joint_payer_id=None, payee_id=payee, basis="fixed", purpose="", pence=100
    )


def shared(*hundredths: int) -> dict[str, Any]:
    cost = SimpleNamespace(**{**vars(flow(1, 1)), "basis": "cost_share", "purpose": "The joint team"})
    return {"money": [cost], "shares": [SimpleNamespace(money_flow_id=1, hundredths=part) for part in hundredths]}


def measure(reference: str, baseline_on: date | None) -> Any:
    return SimpleNamespace(
        reference=reference, name=f"Measure {reference}", baseline_on=baseline_on, baseline_value=None
    )


def test_nothing_is_said_where_all_is_well() -> None:
    assert failing(watched(), TODAY) == []
    assert failing(watched(shared(5_000, 5_000)), TODAY) == []
    assert failing(watched(state=State.IDEA, accountable_body_id=None), TODAY) == []
    observer = party(3, "Bedfordshire", observes=True, abolished_on=date(2007, 5, 31))
    assert failing(watched({"parties": [party(1, "Swindon"), observer]}), TODAY) == []


@pytest.mark.parametrize(
    ("starts_on", "severity"),
    [(date(2005, 1, 17), "amber"), (None, "amber"), (date(2007, 5, 31), "red"), (date(2008, 1, 1), "red")],
)
def test_what_is_written_down_afterwards_may_name_who_ended_since(starts_on: date | None, severity: str) -> None:
    ended = SimpleNamespace(**vars(party(1, "ODPM", abolished_on=date(2007, 5, 31))), heirs=("Communities",))
    draft = watched({"parties": [ended]}, state=State.IDEA, starts_on=starts_on)
    ((task, said),) = told_before_sending(draft, TODAY)
    assert (task, said.severity, said.joiners) == ("parties", severity, ("Communities",))
    assert "so nobody there can confirm. Communities took over. If you say that it has left, the others" in said.words
    for days, then in ((0, severity), (14, severity), (15, "red")):
        sent = datetime(2007, 6, 1, 12, tzinfo=UTC)
        waits = watched({"parties": [ended]}, state=State.PROPOSED, starts_on=starts_on, sent_at=sent)
        (said,) = failing(waits, sent.date() + timedelta(days=days))
        assert said.severity == then, "on the first days nothing is late"


@pytest.mark.parametrize(
    ("facts", "severity", "said"),
    [
        (watched(accountable_body_id=None), "red", "No accountable body is named"),
        (watched({"money": [flow(1, 2), flow(1, 3)]}), "red", "an organisation that is not a party"),
        (
            watched({"parties": [party(1, "A"), party(2, "B", observes=True)], "money": [flow(2, 1)]}),
            "red",
            "not a party",
        ),
        (watched(shared(5_000, 3_000)), "red", "The parts of “The joint team” do not add up: they are 80% of it"),
        (watched(shared()), "red", "do not add up: they are 0% of it"),
        (watched(starts_on=date(2010, 1, 1)), "red", "It ends before it starts"),
        (
            watched(state=State.ENDING, ending_on=date(2008, 6, 30), starts_on=date(2008, 7, 1)),
            "red",
            "It ends before it starts",
        ),
        (
            watched({"parties": [party(1, "Bedfordshire", abolished_on=date(2007, 6, 15))]}),
            "red",
            "Bedfordshire ends on 15 June 2007",
        ),
        (
            watched({"measures": [measure("M", None)], "targets": [SimpleNamespace(measure="M")]}),
            "red",
            "A target has no baseline: Measure M",
        ),
        (watched({"measures": [measure("M", None)]}), "amber", "No baseline is given for Measure M"),
        (
            watched({"parties": [party(1, "Bedfordshire", abolished_on=date(2007, 5, 31))]}),
            "red",
            "Bedfordshire ended on 31 May 2007, so nobody there can confirm",
        ),
        (
            watched({"parties": [party(1, "A", abolished_on=date(2007, 5, 31))]}, state=State.PROPOSED),
            "red",
            "A ended on 31 May 2007",
        ),
        (watched(legal_basis=""), "amber", "The legal basis is not known yet"),
        (
            watched({"parties": [party(1, "Bedfordshire", abolished_on=date(2007, 7, 1))]}),
            "amber",
            "Bedfordshire ends on 1 July 2007",
        ),
        (
            watched({"parties": [gone(1, "Kettering", date(2007, 4, 1)), party(2, "Kent")], "pairs": [pair(2, 1)]}),
            "red",
            "A mentoring pair still names Kettering, which left on 1 April 2007: “Mentee 1”. Give it a last day",
        ),
        (
            watched({"asked_since": datetime(2007, 4, 30, 12, tzinfo=UTC)}),
            "red",
            "asked to confirm since 30 April 2007",
        ),
        (
            watched(state=State.UNDER_REVIEW, review_due_on=date(2007, 5, 31)),
            "red",
            "The review was to be over by 31 May 2007",
        ),
        (
            watched(state=State.UNDER_REVIEW, review_due_on=date(2007, 7, 1)),
            "amber",
            "The review is to be over by 1 July 2007",
        ),
        (watched(ends_on=date(2007, 5, 31)), "red", "Its last day was 31 May 2007"),
        (watched(state=State.ENDING, ending_on=date(2007, 5, 31)), "red", "Close it"),
    ],
)
def test_what_each_check_says(facts: Watched, severity: str, said: str) -> None:
    found = failing(facts, TODAY)
    assert [(one.severity, said in one.words) for one in found] == [(severity, True)], found


@given(st.dates(date(2000, 1, 1), date(2020, 1, 1)), st.integers(0, 400))
def test_amber_comes_before_red_and_never_after(day: date, later: int) -> None:
    order = [None, Severity.AMBER, Severity.RED]
    assert order.index(due(day, TODAY)) <= order.index(due(day, TODAY + timedelta(days=later)))
    assert due(day, day) == Severity.AMBER
    assert due(day, day - SOON - timedelta(days=1)) is None


def test_the_page_the_list_and_home_say_it(case: Case, world: World) -> None:
    case.sent()
    base, sam = f"/arrangements/{case.reference}", sits(case, world, case.swindon)
    assert "Before an auditor asks" not in sam.reads(base)
    assert case.reference not in sam.reads("/arrangements?checks=soon")
    with case.at(case.swindon) as one:
        db.session.get_one(Organisation, case.kent.organisation_id).ends_on = clock.today() + timedelta(days=30)
        waits = db.session.scalars(select(AskedConfirmation)).all()
        waits[0].created_at -= timedelta(days=40)
        actions.look_again(one)
    page = sam.reads(base)
    assert "Kent County Council ends on" in page
    assert "has not answered" in page
    assert page.index("has not answered") < page.index("Kent County Council ends on")
    listed = sam.reads("/arrangements?checks=failing")
    assert "1 check fails" in listed
    assert case.reference in listed
    assert "1 check fails" in sam.reads("/")
    bea = sits(case, world, case.bedfordshire)
    assert "Before an auditor asks" not in bea.reads(base)
    assert "1 check fails" not in bea.reads("/arrangements")
    assert case.reference in bea.reads("/arrangements")
    assert case.reference not in bea.reads("/arrangements?checks=failing")
    for viewer in (case.kent, case.odpm, case.health):
        case.answer(viewer)
    with case.at(case.swindon):
        assert db.session.scalars(select(CheckSummary.red)).one() == 0
    assert "1 check fails" not in sam.reads("/arrangements")


Change = Callable[[Arrangement, Case], None]


def sets(**values: Any) -> Change:
    """The arrangement itself is changed."""

    def change(one: Arrangement, _case: Case) -> None:
        for name, value in values.items():
            setattr(one, name, value)

    return change


def of(model: type[Any], **values: Any) -> Change:
    """The first row of a part is changed."""

    def change(_one: Arrangement, _case: Case) -> None:
        row = db.session.scalars(select(model).order_by(model.id)).first()
        for name, value in values.items():
            setattr(row, name, value)

    return change


def watches(one: Arrangement, case: Case) -> None:
    odpm = queries.party_of(one, case.odpm.organisation_id)
    db.session.add(PartyRole(party_id=odpm.id, access_list_id=odpm.access_list_id, role="observer"))


def works_again(one: Arrangement, case: Case) -> None:
    odpm = queries.party_of(one, case.odpm.organisation_id)
    db.session.delete(next(row for row in queries.roles_of(odpm) if row.role == "observer"))


def shares_a_cost(one: Arrangement, case: Case) -> None:
    own = case.swindon.organisation_id
    actions.add_money(one, actions.Money(own, own, pence=100, basis="cost_share", purpose="The joint team"))


def takes_the_cost_out(one: Arrangement, _case: Case) -> None:
    flow = db.session.scalars(select(MoneyFlow).where(MoneyFlow.basis == "cost_share")).one()
    actions.remove_money(one, flow.reference, flow.version)


def abolishes(one: Arrangement, case: Case) -> None:
    db.session.get_one(Organisation, case.kent.organisation_id).ends_on = clock.today() - timedelta(days=1)


def keeps(one: Arrangement, case: Case) -> None:
    db.session.get_one(Organisation, case.kent.organisation_id).ends_on = None


def has_no_baseline(one: Arrangement, _case: Case) -> None:
    of(Measure, baseline_value=None, baseline_label="", baseline_on=None)(one, _case)


def has_a_baseline(one: Arrangement, _case: Case) -> None:
    of(Measure, baseline_value=Decimal(0), baseline_label="0 stars", baseline_on=date(2004, 12, 1))(one, _case)


def is_looked_after(one: Arrangement, _case: Case) -> None:
    facts = actions.GovernanceFacts(next_review_on=clock.today() - timedelta(days=1))
    actions.set_governance(one, None, facts)


def named(one: Arrangement, case: Case) -> None:
    one.accountable_body_id = case.swindon.organisation_id


RUNS_OUT = sets(state=State.ACTIVE.value, ends_on=date(2005, 6, 30))
EIGHT: tuple[tuple[str, Change, Change], ...] = (
    ("Money is paid or got by an organisation that is not a party", watches, works_again),
    ("The parts of “The joint team” do not add up: they are 0% of it", shares_a_cost, takes_the_cost_out),
    ("A target has no baseline: Stars for social services", has_no_baseline, has_a_baseline),
    ("The review was due on 31 January 2005", is_looked_after, of(Governance, next_review_on=None)),
    (
        "It ends before it starts",
        sets(state=State.ENDING.value, ending_on=date(2005, 1, 1)),
        sets(state=State.PROPOSED.value, ending_on=None),
    ),
    ("It ends on 30 June 2005 and there is no exit plan", RUNS_OUT, sets(state=State.PROPOSED.value, ends_on=None)),
    ("No accountable body is named", sets(accountable_body_id=None), named),
    ("Kent County Council ended on 31 January 2005. Its own people can still answer for it", abolishes, keeps),
)
"""What each of the eight says, what brings it about, and what puts it right."""


def test_each_of_the_eight_is_said_on_the_page_in_the_list_and_on_home(
    case: Case, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2005, 2, 1))
    case.sent()
    sam, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    for words, breaks, mends in EIGHT:
        for change, fails in ((breaks, True), (mends, False)):
            with case.at(case.swindon) as one:
                change(one, case)
                actions.look_again(one)
            assert (words in unescape(sam.reads(base))) is fails, words
            assert (case.reference in sam.reads("/arrangements?checks=failing")) is fails, words
            assert ("Checks that fail" in sam.reads("/")) is fails, words


def test_the_night_finds_what_the_day_brought(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2005, 2, 1))
    case.sent()
    for viewer in (case.kent, case.odpm, case.health):
        case.answer(viewer)
    with case.at(case.swindon) as one:
        actions.take_step(one, Step.START)
        actions.take_step(one, Step.REVIEW, day=clock.today() + timedelta(days=90))
        assert db.session.scalars(select(CheckSummary)).all() == []
        one.review_due_on = clock.today() - timedelta(days=1)
    with case.at(case.swindon):
        actions.look_at_all()
    with case.at(case.kent):
        kept = db.session.scalars(select(CheckSummary)).one()
        assert (kept.red, kept.amber, kept.seen_on) == (1, 0, clock.today())
