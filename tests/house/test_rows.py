"""A row is reached through its own record only: at the address of another record, which the visitor may change just as
well, it answers like a row that does not exist.

Every door with more than one reference is tried with a row that opens there, found by walking and not listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from werkzeug.exceptions import HTTPException

from portal.access import viewing
from portal.core.errors import NotFound
from portal.data import AccessListed, Base, db
from portal.demo.cast import DOMAIN
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Role
from portal.web.application import Portal
from tests.house.crawling import Stage, draft, viewer_of
from tests.house.test_sweep import NOBODYS, shape, token_for

MOST = 12
"""How many other records are tried at a door."""
WITHOUT_PARTY = (
    " AND NOT EXISTS (SELECT 1 FROM party p JOIN organisation o ON o.id = p.organisation_id"
    " WHERE p.arrangement_id = r.id AND o.reference = :row)"
)
NOT_OF_THE_RECORD = {
    "matching.name_reader": "any organisation can be named",
    "matching.unname_reader": "an organisation is nobody's row",
}
NO_OTHER_RECORD = {
    "arrangements.joining": "one's own place, which one has in each of one's arrangements",
    "arrangements.contact": "the same",
    "arrangements.change_party": "the same",
    "succession.choose": "an organisation ends once",
    "audits.check_chain": "nobody of the demo has two audits",
}
"""Doors at which nobody has a second record that the row is not in."""


@dataclass(frozen=True)
class Opened:
    """A door with more than one reference, those at which it opens, and who opens it."""

    endpoint: str
    values: dict[str, Any]
    email: str


def names(app: Portal, endpoint: str) -> list[str]:
    """The references in the address of a door, the outermost first."""
    return re.findall(r"<ref:(\w+)>", next(app.url_map.iter_rules(endpoint)).rule)


def opened(stage: Stage) -> Iterator[Opened]:
    """Every door with a row, as it was found by walking."""
    matcher = stage.app.url_map.bind("localhost")
    places = [(form.action, form.email) for forms in stage.forms.values() for form in forms]
    places += [(address, visitor.email) for visitor in stage.visitors.values() for address in visitor.seen]
    known = set()
    for address, email in places:
        try:
            endpoint, values = matcher.match(address.partition("?")[0], "GET")
        except HTTPException:
            continue
        if endpoint not in known and len(names(stage.app, endpoint)) > 1:
            known.add(endpoint)
            yield Opened(endpoint, dict(values), email)


def others(engine: Engine, reference: str, organisation_id: int, row: str) -> list[str]:
    """Other records of the same table that the organisation can see; arrangements without the party ``row``, where that
    is an organisation: one that is a party to both is rightly found at both."""
    with engine.connect() as connection:
        for mapper in Base.registry.mappers:
            table = mapper.local_table
            if not issubclass(mapper.class_, AccessListed) or "reference" not in table.c:
                continue
            own = connection.execute(select(table.c.id).where(table.c.reference == reference)).scalar()
            if own is not None:
                apart = WITHOUT_PARTY if str(table) == "arrangement" else ""
                seen = text(
                    f"SELECT reference FROM {table} r WHERE id <> :own AND EXISTS (SELECT 1 FROM access_grant g WHERE"
                    f" g.access_list_id = r.access_list_id AND g.organisation_id = :organisation){apart}"
                    " ORDER BY id DESC"
                )
                values = {"own": own, "organisation": organisation_id} | ({"row": row} if apart else {})
                found = connection.execute(seen, values).scalars()
                return list(found)[:MOST]
    return []


def _acting_for(app: Portal, email: str) -> int:
    with app.app_context():
        return viewer_of(email).organisation_id


def strays(stage: Stage, engine: Engine, door: Opened) -> tuple[list[str], int]:
    """Where a row answers at another record otherwise than one that does not exist; how many told."""
    organisation_id = _acting_for(stage.app, door.email)
    visitor = stage.visitors[door.email]
    address = stage.app.url_map.bind("localhost")
    *outer, innermost = names(stage.app, door.endpoint)
    faults, tried = [], 0
    token = token_for(visitor.browser())
    for name in outer:
        for reference in others(engine, door.values[name], organisation_id, door.values[innermost]):
            moved = {**door.values, name: reference}
            for method in ("GET", "POST"):
                browser, answers = visitor.browser(), []
                if (door.endpoint, method) not in allowed(stage.app):
                    continue
                for row in (moved[innermost], NOBODYS):
                    place = address.build(door.endpoint, {**moved, innermost: row})
                    data = {"csrf_token": token} if method == "POST" else None
                    answers.append(shape(browser.open(place, method=method, data=data), row))
                tried += answers[1][0] == 404
                if answers[0] != answers[1]:
                    faults.append(f"{method} {door.endpoint}: {answers[0][0]} for a row, {answers[1][0]} for none")
    return faults, tried


def allowed(app: Portal) -> set[tuple[str, str]]:
    return {(rule.endpoint, method) for rule in app.url_map.iter_rules() for method in rule.methods or ()}


def another_for(who: str) -> None:
    """One more arrangement for somebody of the demo who has one only."""
    with viewing(viewer_of(f"{who}@{DOMAIN}")):
        about = actions.About(kind="pilot", title="One more", purpose="To try.", starts_on=date(2006, 1, 1))
        actions.create_arrangement(about, [Role.PROVIDER])
        db.session.commit()


def test_a_row_is_reached_through_its_own_record_only(stage: Stage, engine: Engine) -> None:
    with stage.app.app_context():
        draft(stage.app)
        another_for("manager.dartford")
    doors = list(opened(stage))
    every = {rule.endpoint for rule in stage.app.url_map.iter_rules() if len(names(stage.app, rule.endpoint)) > 1}
    assert every - {door.endpoint for door in doors} == set(), "no row was found to try there"
    faults, untried = [], []
    for door in doors:
        found, tried = strays(stage, engine, door)
        faults += found if door.endpoint not in NOT_OF_THE_RECORD else []
        untried += [] if tried else [door.endpoint]

    assert not faults, "\n".join(faults)
    assert sorted(untried) == sorted(NOT_OF_THE_RECORD | NO_OTHER_RECORD)


def test_without_the_record_a_row_is_found_to_stray(
    stage: Stage, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def row_of(model: Any, _arrangement: Any, reference: str) -> Any:
        """Whatever record it belongs to."""
        if (row := db.session.scalar(select(model).where(model.reference == reference))) is None:
            raise NotFound
        return row

    monkeypatch.setattr(queries, "row_of", row_of)
    with stage.app.app_context():
        draft(stage.app)
        another_for("manager.dartford")
    door = next(one for one in opened(stage) if one.endpoint == "arrangements.change_milestone")
    assert strays(stage, engine, door)[0]
