"""Case 1 again, running, with days to keep: Swindon leads, Kent mentors, Bedfordshire watches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from email.message import EmailMessage

import pytest

from portal import adapters
from portal.access import MembershipRole, Viewer
from portal.adapters.mailing import OutboxMail
from portal.core import clock
from portal.data.driver import own_transaction
from portal.features.arrangements import Step, actions
from portal.jobs import enqueue_daily, run_due
from portal.web.application import Portal
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person
from tests.factories.world import World

TODAY = date(2006, 3, 1)
"""A Wednesday."""
BEGUN = date(2006, 2, 28)
MILESTONE, NOTICE, REVIEW, ENDS = date(2006, 3, 8), date(2006, 3, 30), date(2006, 3, 31), date(2006, 6, 30)


class Running(Case):
    """The arrangement is active. A night is one run of the work of the day."""

    officer: Viewer
    watcher: Viewer

    def begin_running(self) -> Running:
        self.world.once(self, self._run)
        return self

    def _run(self) -> None:
        world = self.world
        self.officer = world.person("Kent County Council", MembershipRole.CONTRIBUTOR, name="Ola, officer of Kent")
        self.watcher = world.person("Kent County Council", MembershipRole.VIEWER, name="Vic, viewer of Kent")
        self.begin()
        self.fill()
        with self.at(self.swindon) as one:
            one.ends_on = ENDS
            governance = actions.GovernanceFacts(next_review_on=REVIEW, notice_months=3)
            actions.set_governance(one, None, governance)
            actions.add_milestone(one, actions.MilestoneFacts("First report", MILESTONE))
        self.send()
        for viewer in (self.kent, self.odpm, self.health):
            self.answer(viewer)
        with self.at(self.swindon) as one:
            actions.take_step(one, Step.START)

    def plan(self, day: date, topic: str = "Budgets") -> None:
        """Kent plans a session."""
        with self.at(self.kent) as one:
            actions.log_session(one, actions.Visit("planned", day, topic, 60))

    def night(self, on: date) -> list[EmailMessage]:
        """Do the work of the night before the morning of a day; the mail that went out, reminders only."""
        with clock.pinned(datetime.combine(on, time(3), UTC)), self.app.app_context():
            box = adapters.mail()
            assert isinstance(box, OutboxMail)
            run_due(self.app)
            box.outbox.clear()
            with own_transaction(self.app):
                enqueue_daily()
            while run_due(self.app):
                pass
            return [one for one in box.outbox if one["Subject"].startswith("Reminder")]

    def to(self, viewer: Viewer, mail: list[EmailMessage]) -> list[str]:
        """The texts of those to one person."""
        return [one.get_content() for one in mail if one["To"] == self.world.emails[viewer.person_id]]

    def sits(self, viewer: Viewer) -> Person:
        return Person(self.world.browser(viewer))


@pytest.fixture
def running(app: Portal, world: World) -> Running:
    """Its beginning, the day before."""
    with at_noon(BEGUN):
        return Running(app, world).begin_running()


@contextmanager
def at_noon(day: date) -> Iterator[None]:
    """Hold the clock at noon of a day."""
    with clock.pinned(datetime.combine(day, time(12), UTC)):
        yield


def lines(text: str) -> list[str]:
    """What a mail says is due, as ``day: what``."""
    return [f"{day}: {what}" for day, what in re.findall(r"^(\d+ \w+ \d{4}): (.+?) \(", text, re.MULTILINE)]
