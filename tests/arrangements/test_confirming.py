"""No sequence of confirming, disputing and changing ends in a state that the words said do not bear out."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from portal.access import Viewer
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import AskedConfirmation, Decision, MoneyFlow, State
from portal.features.organisations import Organisation
from tests.arrangements.conftest import Case

STEPS, EXAMPLES = 12, 4


class Confirming(RuleBasedStateMachine):
    """Four parties and a fifth that comes and goes. ``words`` is what each party last said of the present version."""

    case: Case

    @initialize()
    def send(self) -> None:
        """Swindon sends it."""
        self.case.sent()
        self.fifth = "observer"
        self.withdrawn = False
        self.version = 1
        self.words: dict[int, Decision] = {self.case.swindon.organisation_id: Decision.CONFIRMED}

    @property
    def asked(self) -> list[Viewer]:
        case = self.case
        return [case.swindon, case.kent, case.odpm, case.health] + [case.bedfordshire] * (self.fifth == "party")

    def changed(self) -> None:
        self.version += 1
        self.words = {}

    @precondition(lambda self: not self.withdrawn)
    @rule(who=st.integers(0, 4), decision=st.sampled_from(list(Decision)))
    def answer(self, who: int, decision: Decision) -> None:
        """A party says something; saying the same again is refused."""
        if who >= len(self.asked):
            return
        viewer = self.asked[who]
        try:
            self.case.answer(viewer, decision, "Because" if decision == Decision.DISPUTED else "")
        except RuleBroken:
            assert self.words.get(viewer.organisation_id) == decision
        self.words[viewer.organisation_id] = decision

    @precondition(lambda self: not self.withdrawn)
    @rule(pence=st.integers(1, 3))
    def change_money(self, pence: int) -> None:
        """Swindon changes an amount; writing the same amount makes no new version."""
        with self.case.at(self.case.swindon) as one:
            flow = db.session.scalars(
                select(MoneyFlow).where(MoneyFlow.arrangement_id == one.id).order_by(MoneyFlow.id)
            ).all()[0]
            same = flow.pence == pence
            actions.change_money(one, flow.reference, None, actions.Money(flow.payer_id, flow.payee_id, pence=pence))
        if not same:
            self.changed()

    @precondition(lambda self: not self.withdrawn)
    @rule(board=st.sampled_from(["", "Both cabinets"]), plan=st.booleans())
    def change_governance(self, board: str, plan: bool) -> None:
        """Swindon says who decides, which is agreed, and how far the exit plan is, which is not."""
        readiness = "drafted" if plan else "agreed"
        with self.case.at(self.case.swindon) as one:
            facts = actions.GovernanceFacts(board=board, exit_plan="In turn", exit_readiness=readiness)
            before = queries.governance_of(one)
            same = before is not None and before.board == board
            actions.set_governance(one, None, facts)
        if not same:
            self.changed()

    @precondition(lambda self: not self.withdrawn)
    @rule(minute=st.sampled_from(["", "34/05"]))
    def change_decision(self, minute: str) -> None:
        """Kent says which minute authorised it, and whom to ask: the first is agreed, the second is not."""
        kent = self.case.kent.organisation_reference
        with self.case.at(self.case.kent) as one:
            before = queries.party_of(one, self.case.kent.organisation_id)
            same = (before.decision_body, before.decision_minute) == ("Cabinet", minute)
            facts = actions.JoiningFacts(decision_body="Cabinet", decision_minute=minute)
            actions.set_joining(one, kent, None, facts)
            actions.set_contact(one, kent, None, actions.ContactFacts(post=f"Clerk {minute}", phone="01622 000000"))
        if not same:
            self.changed()

    @precondition(lambda self: not self.withdrawn)
    @rule(to=st.sampled_from(["observer", "party", "gone"]))
    def move_fifth(self, to: str) -> None:
        """Bedfordshire observes, takes part or leaves."""
        if to == self.fifth:
            return
        case, roles = self.case, {"observer": ["observer"], "party": ["funder"]}
        with case.at(case.swindon) as one:
            reference = db.session.get_one(Organisation, case.bedfordshire.organisation_id).reference
            if to == "gone":
                actions.remove_party(one, reference)
            elif self.fifth == "gone":
                actions.add_party(one, organisation_of(case.bedfordshire), roles[to])
            else:
                actions.change_party(one, reference, None, roles[to])
        self.fifth = to
        self.changed()

    @precondition(lambda self: not self.withdrawn and self.version > 3)
    @rule()
    def withdraw(self) -> None:
        """Swindon gives up."""
        with self.case.at(self.case.swindon) as one:
            actions.withdraw_arrangement(one)
        self.withdrawn = True

    @invariant()
    def the_state_is_what_was_said(self) -> None:
        if not hasattr(self, "words"):
            return
        asked = {viewer.organisation_id for viewer in self.asked}
        confirmed = {who for who, decision in self.words.items() if decision == Decision.CONFIRMED and who in asked}
        with self.case.at(self.case.swindon) as one:
            stands = queries.story(one).standing
            waiting = set(
                db.session.scalars(
                    select(AskedConfirmation.organisation_id).where(AskedConfirmation.arrangement_id == one.id)
                )
            )
            assert (one.terms_number, set(stands.confirmed)) == (self.version, confirmed)
            if self.withdrawn:
                assert (one.state, waiting) == (State.WITHDRAWN, set())
                return
            assert (one.state == State.AGREED) == (confirmed == asked)
            assert waiting == asked - set(self.words)

    @invariant()
    def the_fifth_sees_what_it_is(self) -> None:
        if not hasattr(self, "words"):
            return
        assert self.case.sees(self.case.bedfordshire) == (self.fifth != "gone")
        if self.fifth != "gone":
            with self.case.at(self.case.bedfordshire) as one:
                assert queries.story(one).inner == (self.fifth == "party")


def organisation_of(viewer: Viewer) -> Organisation:
    return db.session.get_one(Organisation, viewer.organisation_id)


def test_confirming(case: Case) -> None:
    machine: Any = type("ConfirmingHere", (Confirming,), {"case": case})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
