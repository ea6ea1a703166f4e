"""Case 1: Kent mentors Swindon, two departments pay, Bedfordshire watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import select

from portal.access import Viewer, viewing
from portal.core.money import read_pence
from portal.data import db
from portal.features.arrangements import actions
from portal.features.arrangements.models import Arrangement, Decision
from portal.features.arrangements.queries import terms_version
from portal.features.organisations import Organisation, OrganisationType
from portal.web.application import Portal
from tests.arrangements.rows import Desk
from tests.factories.world import World

DEPARTMENT = OrganisationType.GOVERNMENT_DEPARTMENT


class Case:
    """The people of case 1 and what they do, through the actions of the feature."""

    def __init__(self, app: Portal, world: World) -> None:
        self.app, self.world, self.reference, self.measure = app, world, "", ""
        world.once(self, self._enter)

    def _enter(self) -> None:
        world = self.world
        self.swindon = world.person("Swindon Borough Council", name="Sam of Swindon")
        self.kent = world.person("Kent County Council", name="Kim of Kent")
        self.odpm = world.person("Office of the Deputy Prime Minister", type_=DEPARTMENT, name="Olive of ODPM")
        self.health = world.person("Department of Health", type_=DEPARTMENT, name="Harry of Health")
        self.bedfordshire = world.person("Bedfordshire County Council", name="Bea of Bedfordshire")
        self.stranger = world.person("Uttlesford District Council", name="Una of Uttlesford")

    @contextmanager
    def at(self, viewer: Viewer) -> Iterator[Arrangement]:
        """As ``viewer``, with the arrangement if there is one."""
        with self.app.app_context(), viewing(viewer):
            yield self.arrangement if self.reference else None  # type: ignore[misc]

    def sees(self, viewer: Viewer) -> bool:
        """Whether ``viewer`` finds it."""
        with self.app.app_context(), viewing(viewer):
            return db.session.scalar(select(Arrangement.id).where(Arrangement.reference == self.reference)) is not None

    @property
    def arrangement(self) -> Arrangement:
        return db.session.scalars(select(Arrangement).where(Arrangement.reference == self.reference)).one()

    def begin(self) -> None:
        """Swindon starts a draft."""
        about = actions.About(
            kind="mentoring",
            title="Kent mentors Swindon's social services",
            purpose="Kent runs core management of social services and mentors its people.",
            starts_on=date(2005, 1, 17),
            success_gate="Two stars before the form is used elsewhere.",
        )
        with self.at(self.swindon):
            self.reference = actions.create_arrangement(about, ["recipient", "mentee"]).reference

    def fill(self) -> None:
        """Swindon says the rest: parties, money, legal basis, mentoring, a measure with a target."""
        with self.at(self.swindon) as one:
            for viewer, roles in (
                (self.kent, ["provider", "mentor"]),
                (self.odpm, ["funder", "broker"]),
                (self.health, ["funder"]),
                (self.bedfordshire, ["observer"]),
            ):
                organisation = db.session.get_one(Organisation, viewer.organisation_id)
                actions.add_party(one, organisation, roles)
            swindon, kent = self.swindon.organisation_id, self.kent.organisation_id
            actions.add_money(one, actions.Money(swindon, kent, pence=read_pence("2.6m"), purpose="Core management"))
            joint = actions.Money(self.odpm.organisation_id, kent, self.health.organisation_id, read_pence("1m"))
            actions.add_money(one, joint)
            actions.set_legal_basis(one, None, "Local Government Act 1972, section 101", swindon)
            actions.set_visits(one, None, "Two or three days a week", 10)
            pair = actions.Pair(kent, "Head of finance", swindon, "Finance manager", "Financial controls")
            actions.add_pair(one, pair)
            stars = actions.MeasureFacts(
                "Stars for social services",
                "rating",
                "higher",
                labels="0 stars\n1 star\n2 stars\n3 stars",
                baseline="0 stars",
                baseline_on=date(2004, 12, 1),
            )
            measure = actions.add_measure(one, stars)
            actions.set_target(one, measure.reference, "2 stars", date(2007, 12, 31))

    def send(self) -> None:
        """Swindon sends it, which confirms it for Swindon."""
        with self.at(self.swindon) as one:
            actions.send_arrangement(one)

    def answer(self, viewer: Viewer, decision: Decision = Decision.CONFIRMED, comment: str = "") -> None:
        """A party answers the newest version."""
        with self.at(viewer) as one:
            actions.answer_terms(one, terms_version(one, one.terms_number).digest, decision, comment)

    def sent(self) -> Case:
        """All of it, up to sending."""
        self.world.once(self, self._send_all)
        return self

    def _send_all(self) -> None:
        self.begin()
        self.fill()
        self.send()


@pytest.fixture
def case(app: Portal, world: World) -> Case:
    """Case 1 before anything is written."""
    return Case(app, world)


@pytest.fixture
def desk(world: World) -> Desk:
    """Kim of Kent at her desk, with a file to bring in."""
    return Desk(world)
