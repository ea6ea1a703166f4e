"""Whatever happens from night to night: nobody is told of what they cannot open, nothing is told twice, and whoever
switched reminders off gets none."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select, update

from portal.access import Viewer, end_access, viewing
from portal.core import clock
from portal.data import db
from portal.features.arrangements import Step, actions
from portal.features.organisations import Membership
from portal.features.reminders import Pace, ReminderSent, choose
from portal.web.application import Portal
from tests.factories.world import World
from tests.harness.databases import PostgresDatabases, SqliteDatabases, begin_again
from tests.reminders.conftest import BEGUN, TODAY, Running, at_noon, lines

STEPS, EXAMPLES = 10, 2
PATHS = re.compile(r"^https?://[^/\s]+(/arrangements/\S+)$", re.MULTILINE)


class Nights(RuleBasedStateMachine):
    """Days pass, with a night before each on which somebody looks; ``told`` is what each was told, for which day."""

    start: Any

    @initialize()
    def begin(self) -> None:
        self.day = TODAY
        with at_noon(BEGUN):
            self.running: Running = type(self).start()
            self.people = [self.running.kent, self.running.officer, self.running.swindon, self.running.odpm]
        self.off: set[int] = set()
        self.gone: set[int] = set()
        self.told = 0

    @rule(days=st.integers(1, 13))
    def night(self, days: int) -> None:
        """Some nights nobody works."""
        self.day += timedelta(days=days)
        mail = self.running.night(self.day)
        known = {self.running.world.emails[one.person_id]: one for one in (*self.people, self.running.health)}
        assert {one["To"] for one in mail} <= set(known), "a viewer or an observer was told"
        with at_noon(self.day):
            for message in mail:
                viewer = known[message["To"]]
                assert viewer.person_id not in self.off | self.gone
                browser = self.running.world.browser(viewer)
                for path in PATHS.findall(message.get_content()):
                    assert browser.get(path).status_code == 200, path
        self.told += sum(len(lines(one.get_content())) for one in mail)
        with self.running.app.app_context():
            assert db.session.scalar(select(func.count(ReminderSent.id))) == self.told
        assert self.running.night(self.day) == [], "the same night again"

    @rule(who=st.integers(0, 3), pace=st.sampled_from(Pace))
    def chooses(self, who: int, pace: Pace) -> None:
        with at_noon(self.day), self.running.app.app_context(), viewing(self.people[who]):
            choose(self.people[who].person_id, pace)
        (self.off.add if pace is Pace.NEVER else self.off.discard)(self.people[who].person_id)

    @rule(who=st.integers(0, 3), ahead=st.integers(-20, 40))
    def plans(self, who: int, ahead: int) -> None:
        if self.people[who].person_id not in self.gone and not self._out(self.people[who]):
            with at_noon(self.day), self.running.at(self.people[who]) as one:
                visit = actions.Visit("planned", self.day + timedelta(days=ahead), "Budgets", 60)
                actions.log_session(one, visit)

    @rule()
    def somebody_leaves(self) -> None:
        self.gone.add(self.running.officer.person_id)
        with self.running.app.app_context():
            ended = update(Membership).where(Membership.person_id == self.running.officer.person_id)
            db.session.execute(ended.values(ended_at=clock.now()))
            db.session.commit()

    @rule()
    def a_funder_sees_it_no_more(self) -> None:
        """Swindon ends what it gave, past the page that would take the party out of the record too."""
        if self._out(self.running.odpm):
            return
        with at_noon(self.day), self.running.at(self.running.swindon) as one:
            lists = (one.access_list_id, one.inner_list_id)
            end_access(lists, self.running.odpm.organisation_id)

    @rule()
    def a_review_begins(self) -> None:
        with at_noon(self.day), self.running.at(self.running.kent) as one:
            if one.state == "active":
                actions.take_step(one, Step.REVIEW, day=self.day + timedelta(days=9), note="")

    def _out(self, viewer: Viewer) -> bool:
        with at_noon(self.day):
            return not self.running.sees(viewer)


@pytest.mark.slow
def test_nights(made_app: Portal, database: SqliteDatabases | PostgresDatabases) -> None:
    def start() -> Running:
        begin_again(made_app, database)
        world = World(made_app)
        return Running(made_app, world).begin_running()

    Nights.start = staticmethod(start)
    run_state_machine_as_test(
        Nights, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, phases=[Phase.generate])
    )
