"""Organisations and people of a story, and browsers that are signed in as them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from flask.testing import FlaskClient

from portal.access import MembershipRole, Viewer, viewing
from portal.core import clock
from portal.data import db
from portal.features.organisations import (
    Membership,
    Organisation,
    OrganisationFacts,
    OrganisationType,
    Person,
    create_organisation,
)
from portal.web.application import Portal
from tests.harness.beginnings import Beginnings

PASSWORD = "correct horse battery staple"
PASSES, KIBIBYTES, LANES = 1, 8, 1
"""What argon2id costs in tests, where it should cost nothing."""


@cache
def password_hash() -> str:
    """A real argon2id hash of PASSWORD, but a cheap one."""
    return PasswordHasher(PASSES, KIBIBYTES, LANES).hash(PASSWORD)


def hash_cheaply(app: Portal) -> None:
    """Let ``app`` hash as cheaply, or whoever signs in would be given a dear hash in place of the cheap one."""
    app.extensions["security"].pwd_context.update(
        argon2__time_cost=PASSES, argon2__memory_cost=KIBIBYTES, argon2__parallelism=LANES
    )


class World:
    """Makes organisations and people by name, once each. With ``beginnings`` it tells what many stories begin with
    ``once``."""

    def __init__(self, app: Portal, beginnings: Beginnings | None = None) -> None:
        self.app, self.beginnings = app, beginnings
        self._organisations: dict[str, int] = {}
        self._people = 0
        self.emails: dict[int, str] = {}

    def once(self, story: object, tell: Callable[[], Any]) -> None:
        """Do ``tell``, a method of ``story``, or put back what came of it (``Beginnings.once``)."""
        if self.beginnings is None:
            tell()
        else:
            self.beginnings.once(tell, story, self)

    def organisation(self, name: str, type_: OrganisationType = OrganisationType.COUNCIL) -> int:
        """The id of the organisation called ``name``."""
        if name not in self._organisations:
            with self.app.app_context(), viewing(Viewer(0, "operator", "Operator")):
                self._organisations[name] = create_organisation(name, type_, OrganisationFacts()).id
        return self._organisations[name]

    def person(
        self,
        organisation: str,
        role: MembershipRole = MembershipRole.MANAGER,
        type_: OrganisationType = OrganisationType.COUNCIL,
        name: str = "",
    ) -> Viewer:
        """Somebody new in ``organisation`` (made if need be), as the viewer they are when they act for it."""
        organisation_id = self.organisation(organisation, type_)
        with self.app.app_context():
            self._people += 1
            person = Person(
                name=name or f"{role.value.title()} of {organisation}",
                email=f"person-{self._people}@example.org",
                password=password_hash(),
            )
            db.session.add(person)
            db.session.flush()
            self.emails[person.id] = person.email
            db.session.add(
                Membership(person_id=person.id, organisation_id=organisation_id, role=role, started_at=clock.now())
            )
            db.session.commit()
            made = db.session.get_one(Organisation, organisation_id)
            return Viewer(person.id, person.actor_id, person.name, organisation_id, made.reference, made.name, role)

    def browser(self, viewer: Viewer) -> FlaskClient:
        """A browser in which this person has signed in with their password."""
        browser = self.app.test_client()
        answer = browser.post(
            "/sign-in",
            data={
                "email": self.emails[viewer.person_id],
                "password": PASSWORD,
                "csrf_token": csrf_token(browser, "/sign-in"),
            },
        )
        assert answer.status_code in {302, 303}, answer.get_data(as_text=True)
        return browser


def csrf_token(browser: FlaskClient, page: str) -> str:
    """The token in the first form of ``page``."""
    html = browser.get(page).get_data(as_text=True)
    start = html.index('name="csrf_token"')
    value = html.index('value="', start) + len('value="')
    return html[value : html.index('"', value)]
