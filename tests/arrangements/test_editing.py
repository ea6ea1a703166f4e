"""Two officers edit one arrangement: whatever they open and save in whatever order, nothing is lost unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from portal.core.errors import Conflict
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Arrangement
from tests.arrangements.conftest import Case

STEPS, EXAMPLES = 20, 3


@dataclass(frozen=True)
class Part:
    """One form: the row it is about, as the form finds it, the field that is edited, and how it is saved."""

    row: Callable[[Arrangement], Any]
    field: str
    save: Callable[[Arrangement, int, str], None]


def _own(one: Arrangement) -> Any:
    return queries.party_of(one, one.registered_by_id)


def _reference(one: Arrangement) -> str:
    return next(line.reference for line in queries.parties_of(one) if line.organisation_id == one.registered_by_id)


def _about(one: Arrangement, version: int, words: str) -> None:
    facts = actions.About("mentoring", "Kent mentors Swindon", words, date(2005, 1, 17))
    actions.describe_arrangement(one, version, facts)


PARTS = (
    Part(lambda one: one, "purpose", _about),
    Part(lambda one: one, "rhythm", lambda one, version, words: actions.set_visits(one, version, words, 4)),
    Part(
        lambda one: queries.governance_of(one) or actions.GovernanceFacts(),
        "board",
        lambda one, version, words: actions.set_governance(one, version, actions.GovernanceFacts(board=words)),
    ),
    Part(
        _own,
        "decision_body",
        lambda one, version, words: actions.set_joining(
            one, _reference(one), version, actions.JoiningFacts(decision_body=words)
        ),
    ),
    Part(
        lambda one: queries.contact_of(one, one.registered_by_id) or actions.ContactFacts(),
        "post",
        lambda one, version, words: actions.set_contact(
            one, _reference(one), version, actions.ContactFacts(post=words, phone="01793 000000")
        ),
    ),
)


class Editing(RuleBasedStateMachine):
    """``saved`` is what each part must say; ``open`` the version and words that each officer has before them."""

    case: Case

    @initialize(sent=st.booleans())
    def begin(self, sent: bool) -> None:
        """Swindon has a draft, or has sent it."""
        self.case.begin()
        self.case.fill()
        if sent:
            self.case.send()
        with self.case.at(self.case.swindon) as one:
            self.saved = [getattr(part.row(one), part.field) for part in PARTS]
        self.open: dict[tuple[int, int], tuple[int, str]] = {}
        self.number = 0

    @rule(officer=st.integers(0, 1), at=st.integers(0, len(PARTS) - 1))
    def opens(self, officer: int, at: int) -> None:
        """An officer opens a form."""
        with self.case.at(self.case.swindon) as one:
            row = PARTS[at].row(one)
            self.open[officer, at] = row.version, getattr(row, PARTS[at].field)

    @rule(officer=st.integers(0, 1), at=st.integers(0, len(PARTS) - 1))
    def saves(self, officer: int, at: int) -> None:
        """It goes through only over the words that the officer saw; else both are shown, and it is opened again."""
        if (officer, at) not in self.open:
            return
        version, seen = self.open.pop((officer, at))
        self.number += 1
        words = f"Officer {officer}, save {self.number}"
        try:
            with self.case.at(self.case.swindon) as one:
                PARTS[at].save(one, version, words)
        except Conflict:
            return
        assert seen == self.saved[at], "somebody else's words were overwritten unseen"
        self.saved[at] = words

    @rule(first=st.integers(0, 1), at=st.integers(0, len(PARTS) - 1))
    def both_at_once(self, first: int, at: int) -> None:
        """Both open one form, and save it one after the other: the second is told."""
        for officer in (0, 1):
            self.opens(officer, at)
        for officer in (first, 1 - first):
            self.saves(officer, at)
        assert f"Officer {first}" in self.saved[at]

    @invariant()
    def every_part_says_what_was_saved_last(self) -> None:
        if not hasattr(self, "saved"):
            return
        with self.case.at(self.case.swindon) as one:
            assert [getattr(part.row(one), part.field) for part in PARTS] == self.saved
            if one.terms_number:
                terms = queries.newest_terms(one).terms
                assert all(words in terms for words in self.saved[:-1])


def test_two_officers_editing_one_arrangement_lose_nothing(case: Case) -> None:
    machine: Any = type("EditingHere", (Editing,), {"case": case})
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
