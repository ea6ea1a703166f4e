"""The Local Services Audit Office reads the proof of case 1 for Swindon; other auditors do not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import event, select
from werkzeug.datastructures import FileStorage

from portal.access import Viewer, viewing
from portal.core import clock
from portal.data import db
from portal.features.audits import Engagement, Plan, open_engagement
from portal.features.evidence import add_evidence
from portal.features.organisations import Organisation, OrganisationType
from portal.web.application import Portal
from tests.arrangements.conftest import Case
from tests.factories.world import World

AUDIT = OrganisationType.AUDIT_BODY
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
NOON = datetime(2026, 6, 1, 11, tzinfo=clock.LONDON)


class Audit(Case):
    """Case 1 with its auditors. The story plays in June 2026."""

    def __init__(self, app: Portal, world: World) -> None:
        super().__init__(app, world)
        self.engagement_reference = ""
        world.once(self, self._enter_auditors)

    def _enter_auditors(self) -> None:
        world = self.world
        self.auditor = world.person("Local Services Audit Office", type_=AUDIT, name="Ada of the Audit Office")
        self.rival = world.person("Other Auditors", type_=AUDIT, name="Otto of Other Auditors")

    def sent(self) -> Audit:
        """The arrangement, sent to its parties."""
        super().sent()
        return self

    def opened(self, first: date = FIRST, last: date = LAST) -> Audit:
        """Swindon opens the engagement."""
        with self.at(self.swindon):
            plan = Plan("Review of the pilot", "Does the mentoring work?", first, last, [self.reference])
            body = db.session.get_one(Organisation, self.auditor.organisation_id)
            self.engagement_reference = open_engagement(plan, body).reference
        return self

    @contextmanager
    def inside(self, viewer: Viewer) -> Iterator[Engagement]:
        """As ``viewer``, with the engagement."""
        with self.app.app_context(), viewing(viewer):
            yield db.session.scalars(select(Engagement).where(Engagement.reference == self.engagement_reference)).one()

    def sees_engagement(self, viewer: Viewer) -> bool:
        """Whether ``viewer`` finds the engagement."""
        with self.app.app_context(), viewing(viewer):
            found = select(Engagement.id).where(Engagement.reference == self.engagement_reference)
            return db.session.scalar(found) is not None

    def evidence(
        self, words: bytes = b"Two stars were reached.", *, inner: bool = False, title: str = "Minutes"
    ) -> str:
        """Kent adds a file to the arrangement (or to its private part); the evidence's reference."""
        with self.at(self.kent) as one:
            on = one.inner_list_id if inner else one.access_list_id
            return add_evidence(on, title, (None, None), upload(words)).reference


def upload(words: bytes) -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(BytesIO(words), filename="minutes.txt")


def after(last: date) -> datetime:
    """The first moment after the day ``last`` in London."""
    return datetime.combine(last + timedelta(days=1), datetime.min.time(), clock.LONDON)


@contextmanager
def counted(app: Portal) -> Iterator[list[str]]:
    """Every SQL statement sent in the block."""
    said: list[str] = []

    def listen(*arguments: Any) -> None:
        said.append(arguments[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)


@pytest.fixture
def audit(app: Portal, world: World) -> Iterator[Audit]:
    """The people of the story, at noon of its first day."""
    with clock.pinned(NOON):
        yield Audit(app, world)
