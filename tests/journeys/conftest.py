"""A served site, its people, and an inspector who follows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from portal.demo.cast import DOMAIN, PASSWORD, Cast
from portal.web.application import Portal
from tests.journeys.person import Person
from tests.journeys.site import Site
from tests.journeys.telling import WIDE, Inspector, Telling

Enter = Callable[[str], Person]


@pytest.fixture
def telling() -> Telling:
    """With script on a wide screen, unless a test says otherwise."""
    return WIDE


@pytest.fixture
def site(app: Portal) -> Iterator[Site]:
    """The organisations and people of the cases, and no records yet."""
    with app.app_context():
        Cast().enter()
    with Site(app).open() as opened:
        yield opened


@pytest.fixture
def inspector(chromium: Browser, telling: Telling) -> Iterator[Inspector]:
    """Fails the test at its end with everything that was wrong on any page."""
    inspector = Inspector(chromium, telling)
    yield inspector
    assert not inspector.faults, "\n".join(inspector.faults)


@pytest.fixture
def somebody(site: Site, inspector: Inspector) -> Iterator[Enter]:
    """A person by the part of their address before the @, at a browser of their own, not signed in yet."""
    people: list[Person] = []

    def enter(local: str) -> Person:
        people.append(Person(site, inspector, f"{local}@{DOMAIN}", PASSWORD))
        return people[-1]

    yield enter
    for person in people:
        person.context.close()
