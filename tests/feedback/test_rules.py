"""Nothing is closed or printed about someone without their reply: whatever is tried, in whatever order."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal.core.errors import RuleBroken
from portal.features.feedback.models import Capacity, Kind, Stance, State
from portal.features.feedback.rules import (
    REPLY_DAYS,
    Progress,
    check_capacity,
    close,
    had_their_say,
    printable,
    put,
    reply,
    why_not_close,
)

DAY = date(2010, 3, 1)
ORDER = list(State)


class Life(RuleBasedStateMachine):
    """A statement to which people do things as days go by."""

    @initialize(kind=st.sampled_from(Kind))
    def said(self, kind: Kind) -> None:
        self.today = DAY
        self.put_on: date | None = None
        self.answers = 0
        self.progress = Progress(kind, self.today)

    def step(self, change) -> None:
        before = self.progress
        try:
            self.progress = change()
        except RuleBroken:
            assert self.progress is before
            return
        assert ORDER.index(self.progress.state) >= ORDER.index(before.state), "a step leads forward"
        assert self.progress.kind is before.kind
        assert self.progress.said_on == before.said_on

    @rule(days=st.integers(min_value=1, max_value=40))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def is_put(self) -> None:
        before = self.progress.state
        self.step(lambda: put(self.progress, self.today))
        if before is State.SAID:
            assert self.progress.state is State.PUT
            self.put_on = self.today

    @rule(stance=st.sampled_from(Stance))
    def is_answered(self, stance: Stance) -> None:
        before = self.progress
        self.step(lambda: reply(self.progress, stance))
        if before.state in {State.PUT, State.ANSWERED}:
            assert self.progress.stance is stance
            self.answers += 1
        else:
            assert self.progress is before

    @rule(days=st.integers(min_value=-60, max_value=3))
    def is_closed(self, days: int) -> None:
        before, on = self.progress, self.today + timedelta(days=days)
        self.step(lambda: close(self.progress, on, self.today))
        if self.progress is not before:
            assert before.said_on <= on <= self.today
            assert self.put_on is not None
            if before.kind is Kind.CLAIM:
                assert self.answers or self.today > self.put_on + timedelta(days=REPLY_DAYS)

    @precondition(lambda self: self.progress.state is not State.CLOSED)
    @rule()
    def asks_whether_it_can_be_closed(self) -> None:
        why = why_not_close(self.progress, self.today)
        if not why:
            close(self.progress, self.today, self.today)
            return
        with pytest.raises(RuleBroken, match=why):
            close(self.progress, self.today, self.today)

    @invariant()
    def no_claim_is_printed_without_its_reply(self) -> None:
        if self.put_on is None:
            assert self.progress.state is State.SAID
            assert not printable(self.progress, self.today)
        elif self.progress.kind is Kind.CLAIM:
            in_time = self.today <= self.put_on + timedelta(days=REPLY_DAYS)
            assert printable(self.progress, self.today) == bool(self.answers or not in_time)
        else:
            assert printable(self.progress, self.today)

    @invariant()
    def an_answer_has_a_stance(self) -> None:
        assert (self.progress.stance is not None) == (self.answers > 0)
        if self.answers:
            assert had_their_say(self.progress, self.today)


TestLife = Life.TestCase


def test_a_second_reply_stands_after_the_first() -> None:
    disputed = reply(put(Progress(Kind.CLAIM, DAY), DAY), Stance.DISPUTED)
    assert reply(disputed, Stance.EXPLAINED).stance is Stance.EXPLAINED


def test_an_outcome_has_a_day_between_the_saying_and_now() -> None:
    answered = reply(put(Progress(Kind.CLAIM, DAY), DAY), Stance.ACCEPTED)
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=3)):
        with pytest.raises(RuleBroken) as broken:
            close(answered, day, DAY + timedelta(days=2))
        assert "outcome_on" in broken.value.errors


def test_other_is_said_in_words() -> None:
    with pytest.raises(RuleBroken):
        check_capacity(Capacity.OTHER, "")
    check_capacity(Capacity.OTHER, "neighbour")
    check_capacity(Capacity.CONTRACTOR, "")
