"""Who decides, how it ends, how well it is run; milestones, what a pilot must show, and its form used elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Criterion, Milestone, State
from portal.features.arrangements.rules import governance, trial
from portal.features.arrangements.rules.kinds import KindOf
from portal.features.arrangements.rules.watch import failing
from tests.arrangements.conftest import Case
from tests.arrangements.people import day, sits
from tests.arrangements.test_watch import TODAY, watched
from tests.factories.world import World

FREE, GATED = KindOf("x", "X", "", (), ()), KindOf("pilot", "Pilot", "", ("criteria",), ("criteria",))


def looked_after(**said: Any) -> dict[str, Any]:
    row = {"next_review_on": None, "notice_months": None, "exit_readiness": "not_started"}
    return {"more": {"governance": [SimpleNamespace(**{**row, **said})]}}


@pytest.mark.parametrize(
    ("said", "changed", "severity", "words"),
    [
        ({"next_review_on": date(2007, 5, 1)}, {}, "red", "The review was due on 1 May 2007"),
        ({"next_review_on": date(2007, 7, 1)}, {}, "amber", "The review is due on 1 July 2007"),
        ({}, {"ends_on": date(2007, 11, 30)}, "red", "there is no exit plan"),
        ({"exit_readiness": "drafted"}, {"ends_on": date(2007, 11, 30)}, "amber", "the exit plan is not agreed"),
        ({"notice_months": 36}, {}, "red", "Notice was to be given by 31 December 2006, and none was"),
        ({"notice_months": 29}, {}, "amber", "Notice has to be given by 31 July 2007"),
    ],
)
def test_what_the_checks_say(said: dict[str, Any], changed: dict[str, Any], severity: str, words: str) -> None:
    found = failing(watched(looked_after(**said), **changed), TODAY)
    assert [(one.severity, words in one.words) for one in found] == [(severity, True)], found


def test_nothing_is_said_of_what_is_looked_after() -> None:
    assert failing(watched(looked_after(exit_readiness="tested"), ends_on=date(2007, 11, 30)), TODAY) == []


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_before_a_day(ends: date, months: int) -> None:
    before = governance.months_before(ends, months)
    assert (ends.year * 12 + ends.month) - (before.year * 12 + before.month) == months
    assert before.day == ends.day or (before.day < ends.day and (before + timedelta(days=1)).day == 1)


def test_significance_by_each_councils_own_thresholds() -> None:
    assert [governance.significance(score, 9, 17) for score in (0, 8, 9, 16, 17, 24)] == [
        "low", "low", "medium", "medium", "high", "high",
    ]  # fmt: skip


def test_the_gate() -> None:
    met, shown = SimpleNamespace(name="A", judgement="met"), SimpleNamespace(name="B", judgement="not_shown")
    assert trial.gate(FREE, "", []) == ""
    assert "no success criteria are set" in trial.gate(GATED, "", [])
    assert "no success criteria are set" in trial.gate(FREE, "Two stars", [])
    assert trial.gate(FREE, "", [met, shown]).endswith("it has shown all this: B")
    assert trial.gate(GATED, "", [met]) == ""


def test_swindon_says_how_it_is_looked_after(case: Case, world: World) -> None:
    case.sent()
    base, sam = f"/arrangements/{case.reference}", sits(case, world, case.swindon)
    page = sam.reads(f"{base}/governance")
    first: dict[str, Any] = {
        "board": "The two cabinets",
        "exit_plan": "Kent’s managers leave in turn",
        "notice_months": "6",
    }
    sam.sends(f"{base}/governance", 303, "", exit_readiness="drafted", **first)
    stale = sam.sends(f"{base}/governance", 409, page=page, board="Only Kent", exit_readiness="not_started")
    assert "The two cabinets" in stale
    assert "Only Kent" in stale
    assert "Say what the exit plan is" in sam.sends(f"{base}/governance", 422, exit_readiness="agreed", exit_plan="")
    answers = dict.fromkeys(governance.QUESTIONS, "2")
    sam.sends(f"{base}/assessment", 303, "", **answers, risk_note="One register for both")
    for page in (sam.reads(base), sits(case, world, case.kent).reads(base)):
        assert "The two cabinets" in page
        assert "Drafted" in page
        assert "16 of 24" in page
        assert "One register for both" in page
    seen = sits(case, world, case.bedfordshire).reads(base)
    assert "The two cabinets" not in seen
    assert "16 of 24" not in seen
    answers["risk"] = ""
    sam.sends(f"{base}/assessment", 303, "", **answers)
    assert "of 24" not in sam.reads(base)


def test_milestones_are_seen_by_observers_and_told_when_late(case: Case, world: World) -> None:
    case.sent()
    base, sam = f"/arrangements/{case.reference}", sits(case, world, case.swindon)
    sam.sends(f"{base}/milestones/add", name="First joint report", **day("due_on", 1, 4, 2005))
    page = sam.reads(base)
    assert "“First joint report” was to be reached by 1 April 2005" in page
    assert "First joint report" in sits(case, world, case.bedfordshire).reads(base)
    with case.at(case.swindon):
        row = db.session.scalars(select(Milestone.reference)).one()
    sam.sends(
        f"{base}/milestones/{row}",
        name="First joint report",
        **day("due_on", 1, 4, 2005),
        **day("reached_on", 4, 4, 2005),
    )
    page = sam.reads(base)
    assert "was to be reached by" not in page
    assert "Reached the milestone “First joint report” on 4 April 2005" in page
    sam.sends(f"{base}/milestones/{row}/remove")
    assert "First joint report</th>" not in sam.reads(base)


def test_a_pilot_is_judged_after_its_end_too(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    base, sam, kim = f"/arrangements/{case.reference}", sits(case, world, case.swindon), sits(case, world, case.kent)
    sam.sends(f"{base}/criteria/add", name="Two stars")
    with case.at(case.swindon):
        judge = f"{base}/criteria/{db.session.scalars(select(Criterion.reference)).one()}/judge"
    assert "Send the arrangement" in sam.sends(judge, 422, judgement="met", evidence="The rating")
    case.send()
    for viewer in (case.kent, case.odpm, case.health):
        case.answer(viewer)
    sam.sends(f"{base}/start")
    sam.sends(f"{base}/end", note="It is done", **day("day", 31, 12, 2008))
    assert "success criteria of a pilot can still be judged" in sam.reads(f"{base}/close")
    sam.sends(f"{base}/close", note="It went well")
    assert f'href="{judge}"' in kim.reads(base)
    kim.sends(judge, judgement="met", evidence="The rating of December 2008")
    assert "Judged “Two stars”: met" in kim.reads(base)


def test_the_form_is_used_elsewhere_once_the_pilot_has_shown_that_it_works(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    base, sam = f"/arrangements/{case.reference}", sits(case, world, case.swindon)
    sam.sends(f"{base}/criteria/add", name="Two stars", how="The Commission’s rating in 2007")
    sam.sends(f"{base}/criteria/add", name="No budget overspent")
    case.send()
    assert "they stay as they are" in sam.sends(f"{base}/criteria/add", 422, name="One more")
    bea, kim = sits(case, world, case.bedfordshire), sits(case, world, case.kent)
    assert "Not judged yet" in bea.reads(base)
    assert "it has shown all this: Two stars; No budget overspent" in bea.reads(f"{base}/start-another").replace(
        "&#39;", "'"
    )
    with case.at(case.swindon):
        rows = list(db.session.scalars(select(Criterion.reference).order_by(Criterion.id)))
    bea.reads(f"{base}/criteria/{rows[0]}/judge", 403)
    assert "Say what the judgement rests on" in kim.sends(f"{base}/criteria/{rows[0]}/judge", 422, judgement="met")
    with case.at(case.bedfordshire) as one, pytest.raises(RuleBroken):
        actions.use_elsewhere(one, "Bedfordshire is mentored")
    for row, said in zip(rows, ("The rating of December 2007", "The accounts of both years"), strict=True):
        kim.sends(f"{base}/criteria/{row}/judge", judgement="met", evidence=said)
    page = bea.reads(base)
    assert "The accounts of both years" in page
    assert "Judged “Two stars”: met" in page
    to = bea.sends(f"{base}/start-another", title="Essex mentors Bedfordshire")
    tasks = bea.reads(to)
    assert f'href="{base}"' in tasks
    copied = to.removesuffix("/tasks")
    assert "Two stars" in bea.reads(f"{copied}/criteria")
    assert "Stars for social services" in bea.reads(f"{copied}/measures")
    for secret in ("2,600,000", "Head of finance", "Kent County Council", "accounts of both"):
        assert secret not in bea.reads(copied)
    sam.reads(copied, 404)
    with case.at(case.bedfordshire):
        made = queries.arrangement_by_reference(copied.rsplit("/", 1)[1])
        assert (made.state, made.copied_from, made.kind) == (State.IDEA, case.reference, "mentoring")
        assert all(one.judgement == "" for one in queries.criteria_of(made))
