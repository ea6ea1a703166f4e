"""No sequence of legal steps loses a penny or a row: what was said is what stands, and what is agreed is frozen."""

from __future__ import annotations

from decimal import Decimal
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
from sqlalchemy import func, select

from portal.access import Viewer
from portal.core.errors import Forbidden, RuleBroken
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import DifferingFigure, PaidYear
from portal.features.arrangements.rules import money
from portal.features.arrangements.rules.terms import frozen
from portal.ledger import LedgerEntry
from tests.arrangements.conftest import Case

STEPS, EXAMPLES = 12, 3
BASES = ("fixed", "capped", "cost_share", "in_kind", "not_known")
YEARS = (2005, 2006)


class Moving(RuleBasedStateMachine):
    """Swindon writes what is agreed, Kent and the departments record and state. The dicts hold what was said."""

    case: Case

    @initialize()
    def send(self) -> None:
        """Swindon sends it, with two sums in it."""
        self.case.sent()
        with self.case.at(self.case.swindon) as one:
            self.flows: dict[str, dict[str, Any]] = {
                row.flow.reference: said(row.flow.basis, row.flow.pence) for row in queries.moneys(one).flows
            }
            self.entries = entries()
        self.figures: dict[str, tuple[Viewer, int, bool]] = {}
        self.named: set[str] = set()

    def chosen(self, number: int) -> str:
        return sorted(self.flows)[number % len(self.flows)]

    @rule(basis=st.sampled_from(BASES), amount=st.integers(1, 10**9), turned=st.booleans())
    def add(self, basis: str, amount: int, turned: bool) -> None:
        """Swindon pays Kent, or Kent pays Swindon."""
        ends = [self.case.swindon.organisation_id, self.case.kent.organisation_id]
        facts = actions.Money(*reversed(ends) if turned else ends, **as_said(basis, amount))
        with self.case.at(self.case.swindon) as one:
            made = actions.add_money(one, facts)
            self.flows[made.reference] = said(basis, facts.pence if facts.pence is not None else facts.officer_days)

    @precondition(lambda self: bool(self.flows))
    @rule(number=st.integers(0, 9), amount=st.integers(1, 10**9))
    def change(self, number: int, amount: int) -> None:
        """The amount changes."""
        reference = self.chosen(number)
        flow = self.flows[reference]
        with self.case.at(self.case.swindon) as one:
            row = queries.moneys(one).flow(reference).flow
            more = as_said(flow["basis"], amount) | {"joint_payer_id": row.joint_payer_id}
            facts = actions.Money(row.payer_id, row.payee_id, **more)
            actions.change_money(one, reference, None, facts)
        flow["agreed"] = facts.pence if facts.pence is not None else facts.officer_days

    @precondition(lambda self: bool(self.flows))
    @rule(number=st.integers(0, 9), parts=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)))
    def share(self, number: int, parts: tuple[int, int]) -> None:
        """Shares are set where the cost is shared and they are not more than the whole."""
        reference = self.chosen(number)
        shares = dict(zip((self.case.swindon.organisation_id, self.case.kent.organisation_id), parts, strict=True))
        legal = self.flows[reference]["basis"] == "cost_share" and sum(parts) <= money.EVERYTHING
        try:
            with self.case.at(self.case.swindon) as one:
                actions.share_cost(one, reference, None, shares)
            assert legal
            self.flows[reference]["shares"] = {who: part for who, part in shares.items() if part}
        except RuleBroken:
            assert not legal

    @precondition(lambda self: bool(self.flows))
    @rule(number=st.integers(0, 9), amounts=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
    def plan(self, number: int, amounts: tuple[int, int]) -> None:
        """Two years are planned, or emptied."""
        reference = self.chosen(number)
        years = dict(zip(YEARS, (self.unit(reference, amount) for amount in amounts), strict=True))
        with self.case.at(self.case.swindon) as one:
            actions.plan_years(one, reference, None, years)
        self.flows[reference]["planned"] = {year: amount for year, amount in years.items() if amount}

    def unit(self, reference: str, amount: int) -> Any:
        return Decimal(amount % 10**6).scaleb(-2) if self.flows[reference]["basis"] == "in_kind" else amount

    @precondition(lambda self: bool(self.flows))
    @rule(number=st.integers(0, 9), by=st.integers(0, 2), year=st.sampled_from(YEARS), amount=st.integers(0, 10**9))
    def pay(self, number: int, by: int, year: int, amount: int) -> None:
        """An end records a year once; whoever recorded it corrects it, and nobody else does."""
        reference, viewer = self.chosen(number), (self.case.swindon, self.case.kent, self.case.odpm)[by]
        flow, paid = self.flows[reference], self.unit(reference, amount)
        facts = actions.Paid(year, **{"days" if flow["basis"] == "in_kind" else "pence": paid})
        there = flow["paid"].get(year)
        try:
            with self.case.at(viewer) as one:
                if there is None:
                    row = actions.record_paid(one, reference, facts).reference
                else:
                    actions.change_paid(one, row := there[1], None, facts)
            flow["paid"][year] = (viewer, row, paid)
        except Forbidden:
            assert there is None or there[0] is not viewer

    @rule(by=st.integers(0, 1), number=st.integers(0, 9), pence=st.integers(1, 10**9), whole=st.booleans())
    def state(self, by: int, number: int, pence: int, whole: bool) -> None:
        """A party states a figure of a flow or of the whole."""
        viewer = (self.case.kent, self.case.health)[by]
        about = "" if whole or not self.flows else self.chosen(number)
        with self.case.at(viewer) as one:
            made = actions.state_figure(one, actions.Figure(pence, "A paper"), about)
            self.figures[made.reference] = (viewer, pence, True)
        if about:
            self.named.add(about)

    @precondition(lambda self: bool(self.figures))
    @rule(number=st.integers(0, 9), by=st.integers(0, 1), pence=st.integers(0, 10**9))
    def correct(self, number: int, by: int, pence: int) -> None:
        """Whoever stated a figure corrects it, or withdraws it; nobody else, and only once."""
        reference = sorted(self.figures)[number % len(self.figures)]
        viewer = (self.case.kent, self.case.health)[by]
        stated_by, was, stands = self.figures[reference]
        try:
            with self.case.at(viewer) as one:
                if pence:
                    made = actions.correct_figure(one, reference, None, actions.Figure(pence, "A paper")).reference
                    self.figures[made] = (viewer, pence, True)
                else:
                    actions.withdraw_figure(one, reference, None)
            assert stands
            assert stated_by is viewer
            self.figures[reference] = (viewer, was, False)
        except Forbidden:
            assert stated_by is not viewer
        except RuleBroken:
            assert not stands

    @precondition(lambda self: len(self.flows) > 1)
    @rule(number=st.integers(0, 9))
    def remove(self, number: int) -> None:
        """A flow goes with its shares and planned years, unless a figure or a payment names it."""
        reference = self.chosen(number)
        flow = self.flows[reference]
        kept = flow["paid"] or reference in self.named
        try:
            with self.case.at(self.case.swindon) as one:
                actions.remove_money(one, reference)
            assert not kept
            del self.flows[reference]
        except RuleBroken:
            assert kept

    @invariant()
    def what_stands_is_what_was_said(self) -> None:
        if not hasattr(self, "figures"):
            return
        with self.case.at(self.case.health) as one:
            found = queries.moneys(one)
            assert {row.flow.reference: standing(row) for row in found.flows} == {
                reference: flow | {"paid": {year: paid for year, (_, _, paid) in flow["paid"].items()}}
                for reference, flow in self.flows.items()
            }
            figures = db.session.execute(
                select(DifferingFigure.reference, DifferingFigure.pence, DifferingFigure.withdrawn_at).where(
                    DifferingFigure.arrangement_id == one.id
                )
            ).all()
            assert {row.reference: (row.pence, row.withdrawn_at is None) for row in figures} == {
                reference: (pence, stands) for reference, (_, pence, stands) in self.figures.items()
            }
            paid = db.session.scalar(select(func.count()).where(PaidYear.arrangement_id == one.id))
            assert paid == sum(len(flow["paid"]) for flow in self.flows.values())

    @invariant()
    def sums_agree_and_the_newest_version_holds_what_is_agreed(self) -> None:
        if not hasattr(self, "figures"):
            return
        with self.case.at(self.case.kent) as one:
            found = queries.moneys(one)
            assert sum(total.pays + total.bears for total in found.totals) == found.whole
            assert sum(total.net for total in found.totals) == 0
            assert queries.newest_terms(one).digest == frozen(queries.workings(one).terms)[1]
            assert entries() >= self.entries, "the ledger only grows"
            self.entries = entries()


def said(basis: str, agreed: Any) -> dict[str, Any]:
    return {"basis": basis, "agreed": agreed, "shares": {}, "planned": {}, "paid": {}}


def as_said(basis: str, amount: int) -> dict[str, Any]:
    """What ``actions.Money`` is given for an amount: pence, or hundredths of a day."""
    if basis == "in_kind":
        return {"in_kind": "Visits", "officer_days": Decimal(amount % 10**6 + 1).scaleb(-2), "day_rate": 14_000}
    return {"basis": basis, "pence": amount}


def standing(one: money.FlowYears) -> dict[str, Any]:
    """A flow as it stands, in the form of ``said``."""
    unit = "days" if one.in_kind else "pence"
    return {
        "basis": one.flow.basis,
        "agreed": one.flow.officer_days if one.in_kind else one.flow.pence,
        "shares": {row.organisation_id: row.hundredths for row in one.shares},
        "planned": {row.year: getattr(row, unit) for row in one.planned},
        "paid": {row.year: getattr(row, unit) for row in one.paid},
    }


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def test_money_through_any_steps(case: Case) -> None:
    machine: Any = type("MovingHere", (Moving,), {"case": case})
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
