"""A served site, its people, and an inspector who follows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from portal.demo.cast import DOMAIN, PASSWORD, Cast
from portal.web.application import Portal
from tests.harness.databases import PostgresDatabases, SqliteDatabases, begin_again, disposer
from tests.journeys.person import Person
from tests.journeys.site import Site
from tests.journeys.telling import WIDE, Inspector, Telling

Enter = Callable[[str], Person]
Databases = SqliteDatabases | PostgresDatabases


@pytest.fixture
def telling() -> Telling:
    """With script on a wide screen, unless a test says otherwise."""
    return WIDE


@pytest.fixture(scope="session")
def cast_kept(made_app: Portal, database: Databases) -> str:
    """The name under which a database is kept that has the organisations and people of the cases, and no records."""
    begin_again(made_app, database)
    with made_app.app_context():
        Cast().enter()
    database.keep(disposer(made_app), "cast")
    return "cast"


@pytest.fixture
def site(made_app: Portal, database: Databases, cast_kept: str) -> Iterator[Site]:
    """The organisations and people of the cases, and no records yet, on a server of their own."""
    begin_again(made_app, database, cast_kept)
    with Site(made_app).open() as opened:
        yield opened
    disposer(made_app)()


@pytest.fixture(scope="session")
def shapes_seen() -> dict[str, set[str]]:
    """The shapes of page that axe has looked at, by the telling."""
    return {}


@pytest.fixture
def inspector(chromium: Browser, telling: Telling, shapes_seen: dict[str, set[str]]) -> Iterator[Inspector]:
    """Fails the test at its end with everything that was wrong on any page."""
    inspector = Inspector(chromium, telling, shapes_seen.setdefault(telling.name, set()))
    yield inspector
    inspector.leave()
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
