"""Case 4: what voluntary organisations say of how Kent buys home care, and what Kent answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest
from sqlalchemy import select

from portal import adapters
from portal.access import Viewer, grant_access, open_list, viewing
from portal.adapters.mailing import OutboxMail
from portal.data import GrantRole, db
from portal.features.arrangements import Arrangement
from portal.features.feedback import Capacity, Kind, Statement, make_statement
from portal.features.organisations import OrganisationType
from portal.jobs import run_due
from portal.web.application import Portal
from tests.factories.world import World

VOLUNTARY = OrganisationType.VOLUNTARY_BODY
WORDS = "The council has been driving down the value of home-care contracts for years."


class Case:
    """The people of case 4, and the arrangement that they speak about."""

    def __init__(self, app: Portal, world: World) -> None:
        self.app, self.world = app, world
        world.once(self, self._begin)

    def _begin(self) -> None:
        world = self.world
        self.council = world.person("Kent County Council", name="Kim of Kent")
        self.forum = world.person("Dartford Voluntary Organisations Forum", type_=VOLUNTARY, name="Fay of the forum")
        self.other = world.person("Ashford Carers", type_=VOLUNTARY, name="Ada of Ashford")
        self.auditor = world.person("Audit Commission", type_=OrganisationType.AUDIT_BODY, name="Al of Audit")
        self.stranger = world.person("Uttlesford District Council", name="Una of Uttlesford")
        with self.at(self.council):
            outer = open_list("registered it")
            inner = open_list("registered it", within=outer.id)
            for partner in (self.forum, self.other):
                grant_access(outer.id, partner.organisation_id, GrantRole.CONTRIBUTOR, "Provides home care")
            grant_access(outer.id, self.auditor.organisation_id, GrantRole.AUDITOR, "Engagement of 2010")
            arrangement = Arrangement(
                access_list_id=outer.id,
                inner_list_id=inner.id,
                registered_by_id=self.council.organisation_id,
                kind="joint_strategy",
                title="Buying home care in Kent",
                state="agreed",
                terms_number=1,
            )
            db.session.add(arrangement)
            db.session.flush()
            self.about = arrangement.reference

    @contextmanager
    def at(self, viewer: Viewer) -> Iterator[Viewer]:
        """As ``viewer``, outside a request."""
        with self.app.app_context(), viewing(viewer):
            yield viewer

    @property
    def arrangement(self) -> Arrangement:
        return db.session.scalars(select(Arrangement).where(Arrangement.reference == self.about)).one()

    def say(
        self, words: str = WORDS, kind: Kind = Kind.CLAIM, by: Viewer | None = None, capacity=Capacity.CONTRACTOR
    ) -> str:
        """The forum says something; its reference."""
        with self.at(by or self.forum):
            return make_statement(self.arrangement, capacity, kind, words).reference

    def statement(self, reference: str) -> Statement:
        """In the block of a viewer."""
        return db.session.scalars(select(Statement).where(Statement.reference == reference)).one()

    def sees(self, viewer: Viewer, reference: str) -> bool:
        """Whether ``viewer`` finds a statement."""
        with self.at(viewer):
            found = db.session.scalar(select(Statement.id).where(Statement.reference == reference))
            return found is not None

    def mail(self) -> list[tuple[str, str, str]]:
        """(to, subject, text) of all mail that is due, sent now."""
        with self.app.app_context():
            sent = cast(OutboxMail, adapters.mail()).outbox
        sent.clear()
        run_due(self.app)
        return [(one["To"], one["Subject"], one.get_content()) for one in sent]


@pytest.fixture
def case(app: Portal, world: World) -> Case:
    """Its beginning."""
    return Case(app, world)
