"""Case 1 before it began: Kent does social services well, Swindon does not, and others look on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import MembershipRole, Viewer, viewing
from portal.data import db
from portal.features.matching import Audience, OpenPosting, Posting, PostingFacts, Side, add_posting, choose_audience
from portal.features.organisations import Organisation
from portal.web.application import Portal
from tests.arrangements.people import Person
from tests.factories.world import World

CARE = "adult_social_care"
STARS = {"rating_on": date(2004, 12, 1), "rating_source": "Star ratings 2004"}


class Seekers:
    """The people of the case, each in a region and of a type."""

    def __init__(self, app: Portal, world: World) -> None:
        self.app, self.world = app, world
        self.kent = self._manager("Kent County Council", "County", "South East")
        self.swindon = self._manager("Swindon Borough Council", "Unitary authority", "South West")
        self.plymouth = self._manager("Plymouth City Council", "Unitary authority", "South West")
        self.officer = world.person("Swindon Borough Council", MembershipRole.CONTRIBUTOR)

    def _manager(self, name: str, subtype: str, region: str) -> Viewer:
        made = self.world.person(name)
        with self.app.app_context():
            organisation = db.session.get_one(Organisation, made.organisation_id)
            organisation.subtype, organisation.region = subtype, region
            db.session.commit()
        return made

    @contextmanager
    def at(self, viewer: Viewer) -> Iterator[Viewer]:
        """As ``viewer``, outside a request."""
        with self.app.app_context(), viewing(viewer):
            yield viewer

    def browser(self, viewer: Viewer) -> Person:
        return Person(self.world.browser(viewer))

    def says(self, viewer: Viewer, side: Side, audience: Audience = Audience.US, **more: Any) -> str:
        """Somebody offers or seeks; the reference."""
        with self.at(viewer):
            facts = PostingFacts(
                side, **{"service_slug": CARE, "words": f"What {viewer.organisation_name} has", **more}
            )
            posting = add_posting(facts)
            choose_audience(posting, audience)
            return posting.reference

    def posting(self, reference: str) -> Posting:
        """In the block of a viewer."""
        return db.session.scalars(select(Posting).where(Posting.reference == reference)).one()

    def copies(self) -> int:
        with self.app.app_context():
            return len(db.session.scalars(select(OpenPosting)).all())


@pytest.fixture
def seekers(app: Portal, world: World) -> Seekers:
    """Its beginning."""
    return Seekers(app, world)
