"""The sweep: every door that leads to a record, tried by everybody who must not come in.

Another organisation, an expired auditor, a removed member, and nobody. Each gets the answer that a record
which does not exist gets, byte for byte, and the database stays as it was. Doors added later are swept
without being listed here. The harness proves itself: with one guard or one wall down, it finds the hole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, inspect, select, text, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.access.guard import declaration_of
from portal.core import clock
from portal.core.errors import NotFound
from portal.data import AccessListed, Base, Scope, db, wall
from portal.demo.cast import DOMAIN
from portal.features.organisations import Membership, Organisation, Person, queries
from portal.web.application import SAFE_METHODS, Portal
from tests.factories.world import csrf_token
from tests.harness.databases import contents
from tests.harness.walled import watched
from tests.house.crawling import signed_in

NOBODYS = "0000-0000"
EACH = 2
"""How many records of a kind are tried at each door."""


NOT_ON_ITS_LIST = (
    " r WHERE NOT EXISTS (SELECT 1 FROM access_grant g"
    " WHERE g.access_list_id = r.access_list_id AND g.organisation_id = :organisation)"
)
DRAFTS = f"SELECT reference FROM import_draft{NOT_ON_ITS_LIST}"
OTHERS_PEOPLE = "SELECT reference FROM membership WHERE organisation_id <> :own"
KEYS = {
    **{f"arrangements.import_list_{step}": DRAFTS for step in ("check", "columns", "names", "add", "find", "rows")},
    "matching.approach": f"SELECT reference FROM posting{NOT_ON_ITS_LIST} AND open_id IS NULL",
    "organisations.change_role": OTHERS_PEOPLE,
    "organisations.end_membership": OTHERS_PEOPLE,
    "reminders.feed": "SELECT token_digest FROM calendar_feed UNION SELECT reference FROM calendar_feed",
    "reminders.stop": "SELECT actor_id FROM person",
    "signin.accept_invitation": "SELECT token_digest FROM invitation UNION SELECT reference FROM invitation",
    "signin.reset_password": "SELECT fs_uniquifier FROM person UNION SELECT actor_id FROM person",
}
"""Doors whose view finds the record by itself, by what stands first in the address; and a SELECT of real records that
``:organisation`` has no business with; ``:own`` is whom the one who tries them acts for. Where a secret opens, what we
keep of it does not."""
FOR_MEMBERS = {
    "lessons.shared": "SELECT reference FROM shared_lesson",
    "organisations.show": "SELECT reference FROM organisation",
}
"""The same, of what everybody reads who acts for an organisation, and nobody else."""


@dataclass(frozen=True)
class Door:
    """One route to a record, and a SELECT of records that the one who tries it has no business with."""

    rule: str
    endpoint: str
    method: str
    records: str

    def address(self, reference: str) -> str:
        path = re.sub(r"<\w+:\w+>", reference, self.rule, count=1)
        path = re.sub(r"<int:\w+>", "1", path)
        return re.sub(r"<\w+:\w+>", NOBODYS, path)


def doors(app: Portal, *, for_members: bool = False) -> Iterator[Door]:
    """Every door that leads to a record; with ``for_members`` those too that are open to all who act for somebody."""
    keys = KEYS | (FOR_MEMBERS if for_members else {})
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if declared and declared.model and issubclass(declared.model, AccessListed):
            records = f"SELECT reference FROM {inspect(declared.model).local_table}{NOT_ON_ITS_LIST}"
        elif rule.endpoint in keys:
            records = keys[rule.endpoint]
        else:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Door(rule.rule, rule.endpoint, method, records)


def references(engine: Engine, door: Door, seen_by: int, own: int) -> list[str]:
    """Some records that the organisation ``seen_by`` has no business with, or, of people, ``own`` has none."""
    asked = text(f"SELECT * FROM ({door.records}) found ORDER BY 1 DESC LIMIT {EACH}")
    with engine.connect() as connection:
        values = {"organisation": seen_by, "own": own}
        named = {name: value for name, value in values.items() if f":{name}" in door.records}
        return list(connection.execute(asked, named).scalars())


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


STRANGERS = "Regional Assurance Board"
VISITORS: dict[str, tuple[Callable[[Portal], FlaskClient], bool]] = {
    "another organisation": (stranger, False),
    "a removed member": (removed_member, True),
    "nobody": (nobody, True),
}
"""Who tries the doors, and whether also those that are open to all who act for an organisation."""


def holes(
    app: Portal,
    engine: Engine,
    browser: FlaskClient,
    organisation_id: int,
    *,
    own: int | None = None,
    for_members: bool = False,
) -> list[str]:
    """Every door at which a real record answers otherwise than one that does not exist. ``own`` is whom the browser
    acts for, where that is not the organisation whose lists are left out."""
    tried = Counter[str]()
    asked = doors(app, for_members=for_members)
    found = list(holes_at(asked, engine, browser, organisation_id, own=own, tried=tried))
    assert len(tried) > 50, "the sweep found too few records to try"
    assert set(KEYS) <= set(tried), "no record was found to try there"
    return found


def holes_at(
    asked: Iterable[Door],
    engine: Engine,
    browser: FlaskClient,
    organisation_id: int,
    *,
    own: int | None = None,
    tried: Counter[str] | None = None,
) -> Iterator[str]:
    """The same at these doors, one after another; ``tried`` counts the records."""
    token = token_for(browser)
    for door in asked:
        nothing = shape(knock(browser, door, NOBODYS, token), NOBODYS)
        for reference in references(engine, door, organisation_id, organisation_id if own is None else own):
            if tried is not None:
                tried[door.endpoint] += 1
            answer = shape(knock(browser, door, reference, token), reference)
            if answer != nothing or answer[0] not in {303, 302, 401, 404}:
                yield f"{door.method} {door.rule}: {answer[0]} for a record, {nothing[0]} for none"


def doors_to(app: Portal, *endpoints: str) -> list[Door]:
    """The doors of these views: a proof that the sweep sees a hole needs no others."""
    found = [door for door in doors(app, for_members=True) if door.endpoint in endpoints]
    assert {door.endpoint for door in found} == set(endpoints)
    return found


def organisation_id(app: Portal, name: str) -> int:
    with app.app_context():
        return db.session.scalars(select(Organisation.id).where(Organisation.name == name)).one()


@pytest.mark.parametrize("visitor", VISITORS)
def test_no_door_opens_to_who_must_not_come_in(swept: Portal, engine: Engine, visitor: str) -> None:
    make, for_members = VISITORS[visitor]
    browser = make(swept)
    before = contents(engine)
    assert holes(swept, engine, browser, organisation_id(swept, STRANGERS), for_members=for_members) == []
    assert contents(engine) == before


def test_every_door_with_a_key_is_swept(app: Portal) -> None:
    """A view that finds its record by itself stands in ``KEYS`` or ``FOR_MEMBERS``."""
    swept = {door.endpoint for door in doors(app, for_members=True)}
    keyed = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}
    assert keyed - swept == {"static"}
    assert set(KEYS) | set(FOR_MEMBERS) <= keyed


def test_a_view_that_does_not_ask_whose_it_is_is_found(
    swept: Portal, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whosever(_organisation_id: int, reference: str) -> Any:
        asked = select(Membership, Person).join(Person, Person.id == Membership.person_id)
        if (found := db.session.execute(asked.where(Membership.reference == reference)).one_or_none()) is None:
            raise NotFound
        return found

    monkeypatch.setattr(queries, "membership_in", whosever)
    asked = doors_to(swept, "organisations.end_membership")
    found = list(holes_at(asked, engine, stranger(swept), organisation_id(swept, STRANGERS)))
    assert any("/people/<ref:ref>/end-membership" in hole for hole in found)


def test_one_changed_word_is_seen(demo_app: Portal, engine: Engine) -> None:
    before = contents(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE statement SET words = 'x' WHERE id = (SELECT min(id) FROM statement)"))
    after = contents(engine)
    assert {name for name in before if before[name] != after[name]} == {"statement"}


def test_an_engagement_that_ended_shuts_every_door(swept: Portal, engine: Engine) -> None:
    """The auditor of the demo, a hundred years on: whatever they could see, they see no more."""
    with clock.pinned(clock.now() + timedelta(days=36500)):
        browser = signed_in(swept, f"manager.auditor@{DOMAIN}")
        own = organisation_id(swept, "Local Services Audit Office")
        assert holes(swept, engine, browser, 0, own=own) == []


def test_a_read_never_writes(demo_app: Portal, engine: Engine) -> None:
    """Every address that can be read, as people who may: no commit, no row more or less, no row read past wall one."""
    browser = signed_in(demo_app, f"manager.swindon@{DOMAIN}")
    before = contents(engine)
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
            door = Door(rule.rule, rule.endpoint, "GET", "")
            with watched() as escaped:
                answer = browser.get(door.address(reference))
            broken += [f"{rule.rule}: {one}" for one in escaped]
            if answer.status_code >= 500:
                broken.append(f"{rule.rule}: {answer.status_code}")
    assert broken == []
    assert commits == []
    assert contents(engine) == before


def test_the_sweep_finds_a_fallen_wall(swept: Portal, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """With wall two down and wall one asking about Kent whoever looks, a stranger reads records: the sweep says so."""
    if inspect(engine).dialect.name == "postgresql":
        with engine.begin() as connection:
            for table in [*_private(), "access_grant", "access_list"]:
                connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    browser = stranger(swept)
    kent = Scope(organisation_id(swept, "Kent County Council"), 0, clock.now())
    monkeypatch.setattr(wall, "_looking", SimpleNamespace(get=lambda: kent, set=lambda _: None))
    assert any(holes_at(doors(swept), engine, browser, organisation_id(swept, STRANGERS)))


def _private() -> list[str]:
    return [str(mapper.local_table) for mapper in Base.registry.mappers if issubclass(mapper.class_, AccessListed)]
