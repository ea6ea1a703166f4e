"""Case 1 through the actions: who sees what, who has confirmed, what changes undo."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, RuleBroken
from portal.core.money import read_pence
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Decision, Measure, MoneyFlow, State, Target
from portal.features.arrangements.queries import due
from tests.arrangements.conftest import Case


def headline(case: Case) -> str:
    with case.at(case.swindon) as one:
        return queries.story(one).standing.words


def test_a_draft_is_seen_by_nobody_else(case: Case) -> None:
    case.begin()
    case.fill()
    assert case.sees(case.swindon)
    for other in (case.kent, case.odpm, case.bedfordshire, case.stranger):
        assert not case.sees(other)


def test_parties_see_everything_and_observers_no_money(case: Case) -> None:
    case.sent()
    with case.at(case.kent) as one:
        seen = queries.story(one)
        assert [name for name, _ in seen.totals] == [
            "Swindon Borough Council",
            "Office of the Deputy Prime Minister and Department of Health between them",
        ]
        assert seen.whole == read_pence("3.6m")
    with case.at(case.bedfordshire) as one:
        seen = queries.story(one)
        assert not any(seen.rows[name] for name in ("money", "pairs", "sessions", "said", "versions", "inner_events"))
        assert [row.name for row in seen.rows["measures"]] == ["Stars for social services"]
        assert len(seen.parties) == 5


def test_confirmed_by_two_of_four_then_agreed_then_changed(case: Case) -> None:
    case.sent()
    assert headline(case) == "Confirmed by 1 of 4"
    case.answer(case.kent)
    assert headline(case) == "Confirmed by 2 of 4"
    case.answer(case.odpm)
    case.answer(case.health)
    with case.at(case.kent) as one:
        assert one.state == State.AGREED
    with case.at(case.swindon) as one:
        flow = db.session.scalars(select(MoneyFlow).order_by(MoneyFlow.id)).all()[0]
        money = actions.Money(flow.payer_id, flow.payee_id, pence=read_pence("2.7m"))
        actions.change_money(one, flow.reference, flow.version, money)
        measure = db.session.scalars(select(Measure)).one()
        actions.set_target(one, measure.reference, "3 stars", date(2008, 12, 31))
    assert headline(case) == "4 of 4 have confirmed; changed since: money and targets"
    with case.at(case.kent) as one:
        assert (one.state, one.terms_number) == (State.PROPOSED, 3)
    case.answer(case.kent)
    assert headline(case) == "Confirmed by 1 of 4"


def test_a_stale_digest_confirms_nothing(case: Case) -> None:
    case.sent()
    with case.at(case.kent) as one:
        digest = queries.terms_version(one, 1).digest
    with case.at(case.swindon) as one:
        actions.set_visits(one, None, "Every day", 20)
    with pytest.raises(Conflict), case.at(case.kent) as one:
        actions.answer_terms(one, digest, Decision.CONFIRMED)
    assert headline(case) == "1 of 4 has confirmed; changed since: expected visits"


def test_a_dispute_says_why_and_an_observer_is_not_asked(case: Case) -> None:
    case.sent()
    with pytest.raises(RuleBroken):
        case.answer(case.kent, Decision.DISPUTED)
    case.answer(case.kent, Decision.DISPUTED, "The amount should be £2.66 million")
    assert headline(case) == "Confirmed by 1 of 4; disputed by 1"
    with case.at(case.swindon) as one:
        digest = queries.terms_version(one, 1).digest
    with pytest.raises((Forbidden, NotFound)), case.at(case.bedfordshire) as one:
        actions.answer_terms(one, digest, Decision.CONFIRMED)


def test_a_party_taken_out_sees_nothing_more(case: Case) -> None:
    case.sent()
    with case.at(case.swindon) as one:
        flow = db.session.scalars(select(MoneyFlow).order_by(MoneyFlow.id.desc())).all()[0]
        reference = next(
            line.reference for line in queries.workings(one).parties if line.name == "Department of Health"
        )
        with pytest.raises(RuleBroken):
            actions.remove_party(one, reference)
        actions.remove_money(one, flow.reference)
        actions.remove_party(one, reference)
    assert not case.sees(case.health)
    assert headline(case) == "1 of 3 has confirmed; changed since: money and parties"


def test_an_observer_who_becomes_a_party_sees_the_money(case: Case) -> None:
    case.sent()
    with case.at(case.swindon) as one:
        line = next(line for line in queries.workings(one).parties if line.observes)
        actions.change_party(one, line.reference, line.version, ["funder"])
    with case.at(case.bedfordshire) as one:
        assert queries.story(one).whole == read_pence("3.6m")
    with case.at(case.swindon) as one:
        actions.change_party(one, line.reference, line.version + 1, ["observer"])
    with case.at(case.bedfordshire) as one:
        assert queries.story(one).whole == 0


def test_sessions_readings_and_what_waits(case: Case) -> None:
    case.sent()
    with case.at(case.kent) as one:
        pair = queries.pairs_of(one)[0]
        held = actions.Visit(
            "held", date(2005, 2, 1), "Budget monitoring", 180, "Two managers", "A plan", pair.reference
        )
        actions.log_session(one, held)
        with pytest.raises(Invalid):
            actions.log_session(one, actions.Visit("held", date(2005, 2, 1), "No length"))
        waiting = queries.waiting_parts(case.kent.organisation_id)
        assert len(db.session.execute(waiting["to_confirm"]).all()) == 1
    with case.at(case.swindon) as one:
        assert [row.what for row in db.session.execute(due.TARGETS)] == ["Stars for social services"]
        measure = db.session.scalars(select(Measure)).one()
        said = "Commission for Social Care Inspection"
        actions.record_reading(one, measure.reference, actions.ReadingFacts("1 STAR", date(2005, 12, 1), said))
        assert db.session.scalars(select(Target.read_on)).one() is None
        actions.record_reading(one, measure.reference, actions.ReadingFacts("2 stars", date(2008, 1, 1), said))
        assert not db.session.execute(due.TARGETS).all()
        seen = queries.story(one)
        assert [row.label for row in seen.rows["readings"]] == ["2 stars", "1 star"]
        assert seen.rows["sessions"][0].minutes == 180
        assert seen.timeline[0].title == "Recorded a reading of Stars for social services: 2 stars"


def test_the_figure_of_the_trade_press_stands_beside(case: Case) -> None:
    case.sent()
    with case.at(case.kent) as one:
        actions.state_figure(one, actions.Figure(read_pence("3.66m"), "A trade paper", "over three years"))
    with case.at(case.swindon) as one:
        seen = queries.story(one)
        assert (seen.whole, seen.rows["figures"][0].pence) == (read_pence("3.6m"), read_pence("3.66m"))
        assert one.terms_number == 1
