"""Case 3: Kent and two districts join up their work on worklessness, and write down what may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.access import Viewer, viewing
from portal.core import clock
from portal.data import db
from portal.features.arrangements import Arrangement, actions
from portal.features.audits import Plan, open_engagement
from portal.features.organisations import Organisation, OrganisationType
from portal.features.risks import Response, Risk, RiskFacts, Score, add_risk
from portal.web.application import Portal
from tests.factories.world import World


class JoinedUp:
    """The people of case 3, up to an arrangement that was sent. A forum watches."""

    def __init__(self, app: Portal, world: World) -> None:
        self.app, self.world = app, world
        world.once(self, self._begin)

    def _begin(self) -> None:
        world = self.world
        self.kent = world.person("Kent County Council", name="Kim of Kent")
        self.dartford = world.person("Dartford Borough Council", name="Dan of Dartford")
        self.thanet = world.person("Thanet District Council", name="Tess of Thanet")
        self.forum = world.person("Dartford Forum", type_=OrganisationType.VOLUNTARY_BODY, name="Fay of the forum")
        self.auditor = world.person("Audit Office", type_=OrganisationType.AUDIT_BODY, name="Ada of the Audit Office")
        self.rival = world.person("Other Auditors", type_=OrganisationType.AUDIT_BODY, name="Otto of Other Auditors")
        self.stranger = world.person("Uttlesford District Council", name="Una of Uttlesford")
        about = actions.About(
            kind="joint_strategy",
            title="Joined-up work on worklessness",
            purpose="A strategy programme and a delivery service link up.",
            starts_on=date(2008, 4, 1),
        )
        with self.at(self.kent):
            one = actions.create_arrangement(about, ["provider", "accountable_body"])
            for viewer, role in ((self.dartford, "provider"), (self.thanet, "provider"), (self.forum, "observer")):
                actions.add_party(one, db.session.get_one(Organisation, viewer.organisation_id), [role])
            actions.set_legal_basis(one, None, "Local Government Act 2000, section 2", self.kent.organisation_id)
            self.reference = one.reference
        with self.at(self.kent):
            actions.send_arrangement(self.arrangement)

    @contextmanager
    def at(self, viewer: Viewer) -> Iterator[Viewer]:
        """As ``viewer``, outside a request."""
        with self.app.app_context(), viewing(viewer):
            yield viewer

    @property
    def arrangement(self) -> Arrangement:
        return db.session.scalars(select(Arrangement).where(Arrangement.reference == self.reference)).one()

    def add_risk(self, what: str = "Nobody owns the work", score: tuple[int, int] = (3, 3)) -> str:
        """Kent adds a risk that Dartford watches; its reference."""
        with self.at(self.kent):
            facts = RiskFacts(what, self.dartford.organisation_id, "Regeneration manager", Response.REDUCE)
            return add_risk(self.arrangement, facts, Score(*score)).reference

    def risk(self, reference: str) -> Risk:
        """In the block of a viewer."""
        return db.session.scalars(select(Risk).where(Risk.reference == reference)).one()

    def audited(self, by: Viewer, auditor: Viewer) -> None:
        """A party opens an audit over the arrangement."""
        with self.at(by):
            today = clock.today()
            plan = Plan("Review", "Are risks watched?", today, today + timedelta(days=30), [self.reference])
            open_engagement(plan, db.session.get_one(Organisation, auditor.organisation_id))


@pytest.fixture
def joined(app: Portal, world: World) -> JoinedUp:
    """Its beginning."""
    return JoinedUp(app, world)
