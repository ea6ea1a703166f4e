"""Two people change one thing, or one sends twice: nothing is lost and nothing is done unseen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.data import db
from portal.features.arrangements import actions
from portal.features.arrangements.models import (
    Measure,
    MentoringPair,
    MentoringSession,
    MoneyFlow,
    Target,
)
from portal.features.arrangements.queries import parties_of
from tests.arrangements.conftest import Case
from tests.arrangements.people import LENGTH, day, reference_of, sits
from tests.factories.world import World


def test_two_people_change_one_thing(case: Case, world: World) -> None:
    case.sent()
    base = f"/arrangements/{case.reference}"
    sam, also = sits(case, world, case.swindon), sits(case, world, case.swindon)
    page = also.reads(f"{base}/about")
    facts = {"title": "Kent mentors Swindon", "kind": "mentoring", **day("starts_on", 17, 1, 2005)}
    sam.sends(f"{base}/about", purpose="What Sam typed", **facts)
    conflict = also.sends(f"{base}/about", 409, page=page, purpose="What the other typed", **facts)
    assert "What Sam typed" in conflict
    assert "What the other typed" in conflict
    with case.at(case.swindon):
        flow = db.session.scalars(select(MoneyFlow.reference).order_by(MoneyFlow.id)).first()
    own, kent = reference_of(case, "Swindon Borough Council"), reference_of(case, "Kent County Council")
    page = also.reads(f"{base}/money/{flow}/change")
    sam.sends(f"{base}/money/{flow}/change", payer=own, payee=kent, basis="fixed", pence="2.7m")
    conflict = also.sends(
        f"{base}/money/{flow}/change", 409, page=page, payer=own, payee=kent, basis="fixed", pence="2.8m"
    )
    assert "£2,700,000" in conflict
    assert "2.8m" in conflict


def test_sent_twice_is_done_once(case: Case, world: World) -> None:
    case.sent()
    kim = sits(case, world, case.kent)
    address = f"/arrangements/{case.reference}/sessions/add"
    page = kim.reads(address)
    told = LENGTH | {"state": "held", "topic": "Invoices", **day("on_date", 1, 2, 2005)}
    for _ in range(2):
        kim.sends(address, page=page, **told)
    with case.at(case.kent):
        assert len(db.session.scalars(select(MentoringSession)).all()) == 1


def test_withdrawing_what_has_changed_since_is_refused(case: Case, world: World) -> None:
    case.sent()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    stale = swindon.reads(f"{base}/withdraw")
    with case.at(case.swindon) as one:
        actions.set_visits(one, None, "Once a week", 4)
    swindon.sends(f"{base}/withdraw", 409, stale)
    with case.at(case.swindon) as one:
        assert one.state != "withdrawn"


def test_removing_a_row_that_has_changed_since_is_refused(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    with case.at(case.swindon):
        rows: list[Any] = [
            db.session.scalars(select(model).order_by(model.id)).all()[0]
            for model in (MoneyFlow, MentoringPair, Measure)
        ]
        pages = [
            f"{base}/{place}/{row.reference}/remove"
            for place, row in zip(("money", "pairs", "measures"), rows, strict=True)
        ]
    stale = [swindon.reads(page) for page in pages]
    with case.at(case.swindon):
        money, pair, measure = (db.session.merge(row) for row in rows)
        money.source, pair.focus, measure.name = "The minutes", "Budgets", "Stars"
    for page, html in zip(pages, stale, strict=True):
        swindon.sends(page, 409, html)
        swindon.sends(page)


def test_taking_out_a_party_or_a_target_that_has_changed_since_is_refused(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    watching = case.bedfordshire.organisation_reference
    with case.at(case.swindon):
        target = db.session.scalars(select(Target.reference)).one()
    pages = [f"{base}/parties/{watching}/remove", f"{base}/targets/{target}/remove"]
    stale = [swindon.reads(page) for page in pages]
    with case.at(case.swindon) as one:
        actions.change_party(one, watching, None, ["observer"], "Watches the pilot")
        db.session.scalars(select(Measure)).one().name = "Stars for care"
    for page, html in zip(pages, stale, strict=True):
        swindon.sends(page, 409, html)
    with case.at(case.swindon) as one:
        assert watching in {party.reference for party in parties_of(one)}
        assert db.session.scalars(select(Target.reference)).all() == [target]
    for page in pages:
        swindon.sends(page)
