"""From first idea to exit: the machine, what each step asks, and case 1 told to its end."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from portal.access import Viewer
from portal.core.errors import RuleBroken
from portal.core.money import read_pence
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.actions import steps, watch
from portal.features.arrangements.models import (
    RUNNING,
    Arrangement,
    AskedConfirmation,
    CheckSummary,
    Decision,
    MoneyFlow,
    State,
)
from portal.features.arrangements.rules.lifecycle import STEPS, Circumstances, Step, after, allowed, check_step
from portal.features.arrangements.rules.moves import MOVES, moves
from portal.jobs import enqueue_daily, run_due
from tests.arrangements.conftest import Case
from tests.arrangements.people import day, sits
from tests.factories.world import World

OVER = {State.ENDED, State.WITHDRAWN}
TODAY = date(2005, 3, 1)


class Lifecycle(RuleBasedStateMachine):
    """Any steps in any order: what is refused changes nothing, what is taken leads where a person would expect."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.IDEA
        self.taken: list[Step] = []

    @rule(step=st.sampled_from(list(Step)))
    def take(self, step: Step) -> None:
        before = self.state
        try:
            self.state = after(before, step)
        except RuleBroken:
            assert not allowed(before, step)
            return
        assert before not in OVER
        self.taken.append(step)

    @invariant()
    def what_runs_was_confirmed_by_all_and_started(self) -> None:
        if self.state in RUNNING | {State.ENDED}:
            assert Step.COMPLETE in self.taken
            assert Step.START in self.taken

    @invariant()
    def what_ended_was_given_notice_first(self) -> None:
        if self.state == State.ENDED:
            assert Step.END in self.taken

    @invariant()
    def what_was_never_sent_is_no_more_than_an_idea(self) -> None:
        if Step.SEND not in self.taken:
            assert self.state in {State.IDEA, State.WITHDRAWN}

    @invariant()
    def what_runs_cannot_be_undone_by_a_change_or_a_word(self) -> None:
        if self.state in RUNNING:
            assert all(after(self.state, step) == self.state for step in (Step.CHANGE, Step.ANSWER, Step.COMPLETE))


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(max_examples=60, stateful_step_count=25, deadline=None, derandomize=True)


def test_every_state_is_reached_and_every_step_is_of_use() -> None:
    assert {State.IDEA, *STEPS.values()} == set(State)
    assert {step for _, step in STEPS} == set(Step)
    for state in State:
        assert (state in OVER) == (not any(allowed(state, step) for step in Step))
        assert bool(moves(state, owner=False, noticed=True)) or state in OVER
    followed = {Step.SEND, Step.CHANGE, Step.ANSWER, Step.COMPLETE, Step.REOPEN}
    assert set(MOVES) == set(Step) - followed


@pytest.mark.parametrize(
    ("step", "at", "on", "said"),
    [
        (Step.REFUSE, {"mine": 1}, None, "Withdraw it instead"),
        (Step.START, {"starts_on": date(2005, 3, 2)}, None, "It starts on 2 March 2005"),
        (Step.START, {}, None, "no start date"),
        (Step.REVIEW, {}, date(2005, 2, 28), "today or later"),
        (Step.END, {"starts_on": TODAY}, date(2005, 2, 28), "after the start date"),
        (Step.RESUME, {"noticed_by": 3}, None, "Only the organisation that gave notice"),
        (Step.CLOSE, {"ending_on": date(2005, 3, 2)}, None, "Its last day is 2 March 2005"),
    ],
)
def test_what_a_step_asks(step: Step, at: dict[str, object], on: date | None, said: str) -> None:
    facts: dict[str, object] = {"registered_by": 1, "mine": 2, "today": TODAY, **at}
    with pytest.raises(RuleBroken, match=said):
        check_step(step, Circumstances(**facts), on, "Because")  # type: ignore[arg-type]


def test_a_step_that_needs_a_reason_says_so() -> None:
    for step in (Step.REFUSE, Step.CARRY_ON, Step.END, Step.RESUME, Step.CLOSE):
        with pytest.raises(RuleBroken, match="Say "):
            check_step(step, Circumstances(1, 2, TODAY), TODAY, "")


def agreed(case: Case) -> None:
    case.sent()
    for viewer in (case.kent, case.odpm, case.health):
        case.answer(viewer)


def step(case: Case, viewer: Viewer, taken: Step, on_day: date | None = None, note: str = "Because") -> None:
    with case.at(viewer) as one:
        actions.take_step(one, taken, day=on_day, note=note)


def state_of(case: Case) -> tuple[str, int, int]:
    with case.at(case.swindon) as one:
        return one.state, one.agreed_number, one.terms_number


def change_the_sum(case: Case, pounds: str) -> None:
    with case.at(case.swindon) as one:
        flow = db.session.scalars(select(MoneyFlow).order_by(MoneyFlow.id)).all()[0]
        money = actions.Money(flow.payer_id, flow.payee_id, pence=read_pence(pounds), purpose="Core management")
        actions.change_money(one, flow.reference, None, money)


def test_an_amendment_is_proposed_and_what_was_agreed_runs_on(case: Case, world: World) -> None:
    agreed(case)
    step(case, case.swindon, Step.START)
    assert state_of(case) == (State.ACTIVE, 1, 1)
    change_the_sum(case, "2.7m")
    assert state_of(case) == (State.ACTIVE, 1, 2)
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    page = kim.reads(base)
    assert "Version 1, which every party has confirmed, is in force" in page
    assert "Version 2 is proposed and waits for the parties" in page
    table = page[page.index("Proposed changes") :]
    assert table.index(">£2,600,000</td>") < table.index(">£2,700,000</td>")
    assert "in force" not in sits(case, world, case.stranger).browser.get(base).get_data(as_text=True)
    watching = sits(case, world, case.bedfordshire).reads(base)
    assert "2,700,000" not in watching
    assert "Proposed changes" not in watching
    compared = kim.reads(f"{base}/versions?from=2&to=1")
    assert compared.index(">£2,700,000</td>") < compared.index(">£2,600,000</td>")
    assert "read the same" in kim.reads(f"{base}/versions?from=1&to=1")
    assert "There is no such version" in kim.reads(f"{base}/versions?from=1&to=99")
    assert "There is no such version" in kim.reads(f"{base}/versions?from=x&to=%00")
    assert "From version 1 to version 2" in kim.reads(f"{base}/versions?from=&to=")
    assert "This is the newest version" in kim.reads(f"{base}/versions/2")
    assert "Every party has confirmed this version" in kim.reads(f"{base}/versions/1")
    for missing in ("0", "3", "9" * 7, "9" * 40):
        kim.reads(f"{base}/versions/{missing}", 404)
    sits(case, world, case.bedfordshire).reads(f"{base}/versions/1", 403)
    sits(case, world, case.bedfordshire).reads(f"{base}/versions", 403)
    for viewer in (case.swindon, case.kent, case.odpm):
        case.answer(viewer)
    assert state_of(case) == (State.ACTIVE, 1, 2)
    case.answer(case.health)
    assert state_of(case) == (State.ACTIVE, 2, 2)
    assert "is in force" not in kim.reads(base)


def test_a_party_that_takes_its_word_back_stops_only_what_has_not_started(case: Case) -> None:
    agreed(case)
    case.answer(case.kent, Decision.DISPUTED, "Not so")
    assert state_of(case) == (State.PROPOSED, 0, 1)
    case.answer(case.kent)
    step(case, case.swindon, Step.START)
    case.answer(case.kent, Decision.DISPUTED, "Not so")
    assert state_of(case) == (State.ACTIVE, 1, 1)


def test_it_starts_by_itself_on_its_day(case: Case) -> None:
    agreed(case)
    with case.at(case.swindon):
        actions.start_due(date(2005, 1, 16))
    with case.at(case.kent):
        actions.start_due(date(2005, 1, 17))
    assert state_of(case)[0] == State.AGREED
    with case.app.app_context():
        assert "arrangements.each_day" in enqueue_daily()
        db.session.commit()
    while run_due(case.app):
        pass
    assert state_of(case)[0] == State.ACTIVE
    with case.at(case.swindon) as one:
        actions.start_due(date(2005, 1, 17))
        assert [row.action for row in queries.story(one).rows["outer_events"]].count("arrangement.started") == 1


def test_a_night_of_many_goes_in_steps(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "AT_A_TIME", 2)
    monkeypatch.setattr(watch, "AT_A_TIME", 2)
    agreed(case)
    with case.at(case.swindon):
        for number in range(4):
            about = actions.About(
                kind="mentoring", title=f"Swindon alone {number}", purpose="Alone", starts_on=date(2005, 1, 17)
            )
            actions.create_arrangement(about, ["recipient"]).state = State.AGREED.value
    with case.app.app_context():
        enqueue_daily()
        db.session.commit()
    while run_due(case.app):
        pass
    with case.at(case.swindon):
        states = db.session.scalars(select(Arrangement.state)).all()
        looked = db.session.scalars(select(CheckSummary.seen_on)).all()
        beyond, looks = actions.look_at_some(), 1
        while beyond is not None:
            beyond, looks = actions.look_at_some(beyond), looks + 1
    assert states == [State.ACTIVE] * 5
    assert (len(looked), looks) == (5, 3)


def test_refused_and_sent_again_without_the_one_who_will_not(case: Case) -> None:
    case.sent()
    case.answer(case.kent)
    with case.at(case.health):
        health = queries.parties_of(case.arrangement)[3].reference
    step(case, case.health, Step.REFUSE, note="It is not ours to pay")
    assert state_of(case) == (State.REFUSED, 0, 1)
    with case.at(case.swindon) as one:
        assert db.session.scalars(select(AskedConfirmation)).all() == []
        joint = db.session.scalars(select(MoneyFlow).order_by(MoneyFlow.id.desc())).all()[0]
        actions.remove_money(one, joint.reference)
        actions.remove_party(one, health)
        assert one.state == State.REFUSED
        assert db.session.scalars(select(AskedConfirmation)).all() == []
        actions.send_arrangement(one)
    assert state_of(case)[0] == State.PROPOSED
    with case.at(case.swindon) as one:
        stands = queries.story(one).standing
        assert stands.confirmed == {case.swindon.organisation_id}
        assert stands.waiting == {case.kent.organisation_id, case.odpm.organisation_id}
    case.answer(case.kent)
    case.answer(case.odpm)
    assert state_of(case)[0] == State.AGREED


def test_to_the_end_through_the_pages(case: Case, world: World) -> None:
    agreed(case)
    sam, kim = sits(case, world, case.swindon), sits(case, world, case.kent)
    base = f"/arrangements/{case.reference}"
    assert "Start it" in sam.reads(base)
    assert "Start it" not in kim.reads(base)
    kim.reads(f"{base}/start", 403)
    sam.sends(f"{base}/start")
    page = kim.reads(base)
    assert "Active since" in page
    for link, there in (
        ("Put it under review", True),
        ("Give notice to end it", True),
        ("Take the notice back", False),
    ):
        assert (link in page) == there
    kim.sends(f"{base}/review", 422, **day("day", 1, 1, 2005))
    kim.sends(f"{base}/review", note="Two stars or not?", **day("day", 1, 1, 2099))
    page = sam.reads(base)
    assert "Kent County Council put it under review" in page
    assert "Two stars or not?" in page
    sam.sends(f"{base}/carry-on", note="One star, so it goes on")
    kim.sends(f"{base}/end", 422, note="", **day("day", 31, 12, 2007))
    kim.sends(f"{base}/end", note="Two stars are reached", **day("day", 31, 12, 2007))
    assert "with 31 December 2007 as its last day" in sits(case, world, case.bedfordshire).reads(base)
    assert "Two stars are reached" not in sits(case, world, case.bedfordshire).reads(base)
    assert "Only the organisation that gave notice" in sam.sends(f"{base}/resume", 422, note="We need more")
    kim.sends(f"{base}/resume", note="One more year")
    kim.sends(f"{base}/end", note="It is done", **day("day", 31, 12, 2008))
    sam.sends(f"{base}/close", note="Every pair handed over; the records went back")
    page = kim.reads(base)
    assert "Swindon Borough Council closed it" in page
    assert "What can happen next" not in page
    assert "ended, so nothing can be added" in kim.sends(
        f"{base}/sessions/add", 422, state="held", topic="Late", length="450", **day("on_date", 1, 2, 2005)
    )
    assert "This cannot be done" in sam.reads(f"{base}/end")
