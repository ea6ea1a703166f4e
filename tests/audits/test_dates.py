"""Whatever is done to an engagement, and in whatever order, no right of the auditor's lies outside its dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from portal.access import open_list, viewing
from portal.core import clock
from portal.core.errors import Invalid
from portal.data import AccessGrant, db
from portal.features.audits import change_end, end_now, write_note
from tests.audits.conftest import NOON, Audit, after


class Dates(RuleBasedStateMachine):
    """One engagement after another over one arrangement, while days pass."""

    audit: Audit
    epoch = NOON

    def __init__(self) -> None:
        super().__init__()
        self.now = self.start = self.end = self.epoch
        self.open = False
        self.last = date.min

    def teardown(self) -> None:
        """The next story plays later, in the same world."""
        type(self).epoch = max(self.now, self.end).replace(hour=11, minute=0) + timedelta(days=30)

    @property
    def today(self) -> date:
        return self.now.date()

    @precondition(lambda self: not self.open)
    @rule(wait=st.integers(0, 5), length=st.integers(1, 20))
    def open_one(self, wait: int, length: int) -> None:
        first = self.today + timedelta(days=wait)
        self.last = first + timedelta(days=length)
        with clock.pinned(self.now):
            self.audit.opened(first, self.last)
        self.start = datetime.combine(first, datetime.min.time(), clock.LONDON)
        self.end, self.open = after(self.last), True

    @rule(days=st.integers(0, 8))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=1)

    @precondition(lambda self: self.open)
    @rule(by=st.integers(-10, 10))
    def move_the_end(self, by: int) -> None:
        to = self.last + timedelta(days=by)
        with clock.pinned(self.now):
            try:
                with self.audit.inside(self.audit.swindon) as engagement:
                    change_end(engagement, to)
            except Invalid:
                return
        self.last, self.end = to, after(to)

    @precondition(lambda self: self.open)
    @rule()
    def end_it(self) -> None:
        with clock.pinned(self.now):
            try:
                with self.audit.inside(self.audit.swindon) as engagement:
                    end_now(engagement, "Enough.")
            except Invalid:
                return
        self.end, self.open = max(self.now, self.start), False

    @rule()
    def another_list_opens_within(self) -> None:
        with clock.pinned(self.now), self.audit.at(self.audit.kent) as one:
            open_list("Kent's part", within=one.inner_list_id)

    @precondition(lambda self: self.open and self.start <= self.now < self.end)
    @rule()
    def a_note_is_written(self) -> None:
        with clock.pinned(self.now), self.audit.inside(self.audit.auditor) as engagement:
            write_note(engagement, "Look", "Seen.", None)

    @invariant()
    def nothing_lies_outside(self) -> None:
        if self.open and self.now >= self.end:
            self.open = False
        with clock.pinned(self.now):
            live = self.start <= self.now < self.end
            assert self.audit.sees(self.audit.auditor) is live
            with self.audit.app.app_context(), viewing(self.audit.auditor):
                grants = db.session.execute(
                    select(AccessGrant.starts_at, AccessGrant.ends_at).where(
                        AccessGrant.organisation_id == self.audit.auditor.organisation_id
                    )
                ).all()
            for grant in grants:
                assert grant.ends_at is not None
                if grant.ends_at > max(self.now, grant.starts_at):
                    assert self.start <= grant.starts_at, "not before its first moment"
                    assert grant.ends_at == self.end, "not a moment longer than the engagement"


@pytest.mark.slow
def test_no_sequence_leaves_a_grant_outside_the_dates(audit: Audit) -> None:
    audit.sent()
    machine = type("DatesHere", (Dates,), {"audit": audit})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
