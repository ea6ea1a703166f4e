"""Pages of an arrangement ask the database as often when there is much to show."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from portal.data import db
from portal.features.arrangements.actions.terms import tell
from portal.features.arrangements.models import (
    Arrangement,
    Measure,
    MentoringSession,
    Reading,
)
from tests.arrangements.conftest import Case
from tests.arrangements.people import counted, sits, statements
from tests.factories.world import World


def test_telling_many_parties_takes_as_many_statements_as_telling_one(case: Case, world: World) -> None:
    case.begin()
    there = [world.person(f"Council {number}", name=f"Manager {number}").organisation_id for number in range(12)]
    sent = []
    for told in (there[:1], there):
        with counted(case) as statements_of, case.at(case.swindon) as one:
            tell("arrangements.sent", one, told)
        sent.append([one for one in statements_of if one.startswith("SELECT membership")])
    assert len(sent[0]) == len(sent[1]) == 1


def test_the_story_takes_as_many_statements_at_any_size(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    kim.reads(base)
    small = {path: statements(case, kim, base + path) for path in ("", "/sessions", "/download")}
    with case.at(case.kent) as one:
        measure = db.session.scalars(select(Measure)).one()
        db.session.add_all(sessions(one, case.kent.organisation_id, 2000))
        db.session.add_all(readings(measure, case.kent.organisation_id, 300))
    large = {path: statements(case, kim, base + path) for path in ("", "/sessions", "/download")}
    assert small == large
    assert max(large.values()) <= 8
    with case.at(case.kent):
        reference = db.session.scalars(select(Measure.reference)).one()
    assert statements(case, kim, f"{base}/measures/{reference}") <= 8
    assert statements(case, kim, "/arrangements") <= 8


def sessions(one: Arrangement, by: int, many: int) -> list[MentoringSession]:
    facts = {"access_list_id": one.inner_list_id, "arrangement_id": one.id, "state": "held", "minutes": 60}
    start = date(2005, 1, 17)
    return [
        MentoringSession(**facts, on_date=start + timedelta(days=n), topic=f"Topic {n}", logged_by_id=by)
        for n in range(many)
    ]


def readings(measure: Measure, by: int, many: int) -> list[Reading]:
    facts = {"access_list_id": measure.access_list_id, "measure_id": measure.id, "label": "1 star", "source": "S"}
    start = date(2005, 1, 17)
    return [
        Reading(**facts, value=Decimal(1), on_date=start + timedelta(days=n), recorded_by_id=by) for n in range(many)
    ]
