"""At 320 px nothing of a list is cut, however long the names of organisations and people are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from portal.web.application import Portal
from tests.harness.databases import SqliteDatabases, begin_again, disposer
from tests.journeys.conftest import Enter
from tests.journeys.person import Person
from tests.journeys.site import Site
from tests.journeys.telling import NARROW, Telling

COUNCILS = (
    "Cyngor Bwrdeistref Sirol Rhondda Cynon Taf",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Community Council",
)
PEOPLE = ("Featherstonehaugh-Cholmondeley-Warner", "Rhydderch-Gwenllian-Angharad ap Llywelyn-Fitzherbert")
RENAMED = """UPDATE {table} SET name = CASE id % 2 WHEN 0 THEN :one ELSE :other END || ' ' || id"""
LISTS = ("/arrangements/board", "/arrangements/map", "/organisations", "/people")
PARTS = ("/money", "/days", "/sessions", "/versions")
WRITTEN = ("/tasks", "/parties")


@pytest.fixture
def telling() -> Telling:
    """On the smallest screen."""
    return NARROW


@pytest.fixture
def site(made_app: Portal, database: SqliteDatabases, demo_kept: str) -> Iterator[Site]:
    """The demo, in which everybody has a long name."""
    begin_again(made_app, database, demo_kept)
    engine = create_engine(database.admin_url)
    with engine.begin() as connection:
        for table, (one, other) in (("organisation", COUNCILS), ("person", PEOPLE)):
            connection.execute(text(RENAMED.format(table=table)), {"one": one, "other": other})
    engine.dispose()
    with Site(made_app).open() as opened:
        yield opened
    disposer(made_app)()


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_long_names_are_read_whole(somebody: Enter) -> None:
    kent: Person = somebody("manager.kent")
    kent.signs_in()
    for address in LISTS:
        kent.goes_to(address)
    kent.goes_to("/arrangements")
    kent.follows("Kent mentors Swindon")
    kent.sees("Llanfairpwllgwyngyll")
    base = f"/arrangements/{kent.reference()}"
    for part in PARTS:
        kent.goes_to(base + part)
    swindon: Person = somebody("manager.swindon")
    swindon.signs_in()
    for part in WRITTEN:
        swindon.goes_to(base + part)
