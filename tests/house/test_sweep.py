"""The sweep: every door that leads to a record, tried by everybody who must not come in.

Another organisation, an expired auditor, a removed member, and nobody. Each gets the answer that a record
which does not exist gets, byte for byte, and the database stays as it was. Doors added later are swept
without being listed here. The harness proves itself: with one guard or one wall down, it finds the hole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, inspect, select, text, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.access.guard import declaration_of
from portal.core import clock
from portal.data import AccessListed, Base, Scope, db, wall
from portal.demo.cast import DOMAIN, PASSWORD
from portal.features.organisations import Membership, Organisation, Person
from portal.web.application import SAFE_METHODS, Portal
from tests.factories.world import csrf_token
from tests.harness.databases import PostgresDatabases, SqliteDatabases
from tests.harness.walled import watched

NOBODYS = "0000-0000"
EACH = 2
"""How many records of a kind are tried at each door."""


@dataclass(frozen=True)
class Door:
    """One route to a record, and the class of the record."""

    rule: str
    endpoint: str
    method: str
    model: type[Any]

    def address(self, reference: str) -> str:
        path = re.sub(r"<ref:ref>", reference, self.rule)
        path = re.sub(r"<int:\w+>", "1", path)
        return re.sub(r"<\w+:\w+>", NOBODYS, path)


def doors(app: Portal) -> Iterator[Door]:
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if "ref" in rule.arguments and declared and declared.model and issubclass(declared.model, AccessListed):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Door(rule.rule, rule.endpoint, method, declared.model)


@pytest.fixture
def engine(database: SqliteDatabases | PostgresDatabases) -> Iterator[Engine]:
    """The database as its superuser sees it: past both walls."""
    made = create_engine(database.admin_url)
    yield made
    made.dispose()


def references(engine: Engine, model: type[Any], seen_by: int) -> list[str]:
    """Some records that the organisation is not on the list of."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                f"SELECT reference FROM {model.__tablename__} r WHERE NOT EXISTS (SELECT 1 FROM access_grant g"
                " WHERE g.access_list_id = r.access_list_id AND g.organisation_id = :organisation) ORDER BY id DESC"
            ),
            {"organisation": seen_by},
        ).scalars()
        return list(rows)[:EACH]


def state(engine: Engine) -> dict[str, int]:
    """How many rows each table has; sign-in's own are left out, for each visitor signs in."""
    own = {"sign_in_session", "sign_in_attempt"}
    with engine.connect() as connection:
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in Base.metadata.tables
            if name not in own
        }


def signed_in(app: Portal, email: str) -> FlaskClient:
    browser = app.test_client()
    token = csrf_token(browser, "/sign-in")
    answer = browser.post("/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 303, answer.status_code
    return browser


def token_for(browser: FlaskClient) -> str:
    """A token that this browser may send, signed in or not."""
    signed_out = browser.get("/sign-in").status_code == 200
    return csrf_token(browser, "/sign-in" if signed_out else "/choose-organisation")


def knock(browser: FlaskClient, door: Door, reference: str, token: str) -> TestResponse:
    if door.method in SAFE_METHODS:
        return browser.open(door.address(reference), method=door.method)
    return browser.open(door.address(reference), method=door.method, data={"csrf_token": token})


def shape(answer: TestResponse, reference: str) -> tuple[int, str, str | None]:
    """What an outsider can tell one answer from another by; the place asked for is not news to them."""
    location = answer.headers.get("Location")
    body = re.sub(r'nonce="[^"]+"|value="[^"]+"|next=[^"&]+', "", answer.get_data(as_text=True))
    return answer.status_code, body, location and location.split("?")[0]


def stranger(app: Portal) -> FlaskClient:
    """A manager of an organisation that is in the demo and on none of the tried lists."""
    return signed_in(app, f"manager.other-auditor@{DOMAIN}")


def removed_member(app: Portal) -> FlaskClient:
    """Somebody who signed in while they belonged to Kent, and was then removed."""
    browser = signed_in(app, f"manager.kent@{DOMAIN}")
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == f"manager.kent@{DOMAIN}")).one()
        db.session.execute(update(Membership).where(Membership.person_id == person.id).values(ended_at=clock.now()))
        db.session.commit()
    return browser


def nobody(app: Portal) -> FlaskClient:
    return app.test_client()


VISITORS: dict[str, tuple[Callable[[Portal], FlaskClient], str]] = {
    "another organisation": (stranger, "Regional Assurance Board"),
    "a removed member": (removed_member, "Regional Assurance Board"),
    "nobody": (nobody, "Regional Assurance Board"),
}


def holes(app: Portal, engine: Engine, browser: FlaskClient, organisation_id: int) -> list[str]:
    """Every door at which a real record answers otherwise than one that does not exist."""
    token = token_for(browser)
    found = []
    tried = 0
    for door in doors(app):
        nothing = shape(knock(browser, door, NOBODYS, token), NOBODYS)
        for reference in references(engine, door.model, organisation_id):
            tried += 1
            answer = shape(knock(browser, door, reference, token), reference)
            if answer != nothing or answer[0] not in {303, 302, 401, 404}:
                found.append(f"{door.method} {door.rule}: {answer[0]} for a record, {nothing[0]} for none")
    assert tried > 10, "the sweep found too few records to try"
    return found


def organisation_id(app: Portal, name: str) -> int:
    with app.app_context():
        return db.session.scalars(select(Organisation.id).where(Organisation.name == name)).one()


@pytest.mark.parametrize("visitor", VISITORS)
def test_no_door_opens_to_who_must_not_come_in(demo_app: Portal, engine: Engine, visitor: str) -> None:
    make, name = VISITORS[visitor]
    browser = make(demo_app)
    before = state(engine)
    assert holes(demo_app, engine, browser, organisation_id(demo_app, name)) == []
    assert state(engine) == before


def test_an_engagement_that_ended_shuts_every_door(demo_app: Portal, engine: Engine) -> None:
    """The auditor of the demo, a hundred years on: whatever they could see, they see no more."""
    with clock.pinned(clock.now() + timedelta(days=36500)):
        browser = signed_in(demo_app, f"manager.auditor@{DOMAIN}")
        assert holes(demo_app, engine, browser, 0) == []


def test_a_read_never_writes(demo_app: Portal, engine: Engine) -> None:
    """Every address that can be read, as people who may: no commit, no row more or less, no row read past wall one."""
    browser = signed_in(demo_app, f"manager.swindon@{DOMAIN}")
    before = state(engine)
    commits: list[str] = []
    event.listen(Session, "after_commit", lambda _: commits.append("commit"))
    broken = []
    for rule in demo_app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        declared = declaration_of(demo_app, rule.endpoint)
        tried = [NOBODYS]
        if declared and declared.model and "ref" in rule.arguments:
            with engine.connect() as connection:
                tried += list(
                    connection.execute(
                        text(f"SELECT reference FROM {declared.model.__tablename__} ORDER BY id LIMIT 3")
                    ).scalars()
                )
        for reference in tried:
            door = Door(rule.rule, rule.endpoint, "GET", AccessListed)
            with watched() as escaped:
                answer = browser.get(door.address(reference))
            broken += [f"{rule.rule}: {one}" for one in escaped]
            if answer.status_code >= 500:
                broken.append(f"{rule.rule}: {answer.status_code}")
    assert broken == []
    assert commits == []
    assert state(engine) == before


def test_the_sweep_finds_a_fallen_wall(demo_app: Portal, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """With wall two down and wall one asking about Kent whoever looks, a stranger reads records: the sweep says so."""
    if inspect(engine).dialect.name == "postgresql":
        with engine.begin() as connection:
            for table in [*_private(), "access_grant", "access_list"]:
                connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    browser = stranger(demo_app)
    kent = Scope(organisation_id(demo_app, "Kent County Council"), 0, clock.now())
    monkeypatch.setattr(wall, "_looking", SimpleNamespace(get=lambda: kent, set=lambda _: None))
    assert holes(demo_app, engine, browser, organisation_id(demo_app, "Regional Assurance Board"))


def _private() -> list[str]:
    return [str(mapper.local_table) for mapper in Base.registry.mappers if issubclass(mapper.class_, AccessListed)]
