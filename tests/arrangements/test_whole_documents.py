"""What happened in an arrangement goes out with it, each to whoever sees it; what was one's own comes back in."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.duties import DutyFacts, Part, add_duty
from portal.features.evidence import add_evidence
from portal.features.feedback import Capacity, Kind, Stance, Statement, make_statement, reply_to
from portal.features.lessons import LessonFacts, Sort, share_lesson, write_lesson
from portal.features.risks import (
    MitigationFacts,
    Response,
    Risk,
    RiskFacts,
    Score,
    add_mitigation,
    add_risk,
    score_for_oneself,
    score_risk,
)
from tests.arrangements.conftest import Case
from tests.arrangements.people import sits
from tests.arrangements.test_documents import Carrier, taken
from tests.factories.world import World

SECRET = "Kent alone thinks that it will fail"


def live(case: Case) -> None:
    """Case 1 with all that can happen in it."""
    swindon, kent = case.swindon.organisation_id, case.kent.organisation_id
    with case.at(case.swindon) as one:
        rows = queries.workings(one)
        pair, measure, flow = rows.pairs[0].reference, rows.measures[0].reference, rows.money[0].reference
        actions.set_governance(one, None, actions.GovernanceFacts(exit_plan="Hand back", exit_readiness="drafted"))
        actions.assess(one, None, {"risk": (2, "Two are open"), "finance": (3, "")})
        actions.add_milestone(one, actions.MilestoneFacts("First visit", date(2005, 2, 1), date(2005, 2, 2), "Done"))
        file = FileStorage(BytesIO(b"Minutes of the board"), "minutes.txt")
        proof = add_evidence(one, "Minutes", (date(2005, 1, 1), None), file)
        actions.attach_evidence(one, proof)
        visit = actions.Visit(
            "held",
            date(2005, 3, 1),
            "Budgets",
            90,
            "Two heads",
            "A plan",
            pair,
            "Count twice",
            measure,
            proof.reference,
        )
        met = actions.log_session(one, visit)
        actions.add_follow_up(
            one, met.reference, actions.ToDo("Send the list", kent, date(2005, 4, 1), "Head of finance")
        )
        reading = actions.record_reading(
            one, measure, actions.ReadingFacts("1 star", date(2005, 12, 1), "The commission")
        )
        better = actions.ReadingFacts("2 stars", date(2005, 12, 1), "The commission", "Typed wrongly")
        actions.correct_reading(one, measure, reading.reference, better)
        actions.record_paid(one, flow, actions.Paid(2005, 100_00, note="First half"))
        actions.state_figure(one, actions.Figure(3_660_000_00, "A newspaper"), flow)
        risk = add_risk(
            one, RiskFacts("Nobody owns it", kent, "Director", Response.REDUCE, "Haste"), Score(3, 4, "New")
        )
        score_risk(risk, Score(2, 4, "Better"))
        score_for_oneself(risk, Score(4, 4, "Ours"))
        add_mitigation(risk, MitigationFacts("Name an owner", swindon, "Chief executive", date(2005, 6, 1)))
        add_duty(
            one, DutyFacts("Runs the budget", kent, {Part.RESPONSIBLE: [kent], Part.CONSULTED: [swindon]}, "Daily")
        )
        write_lesson(one, LessonFacts(Sort.WORKED, "Visit often", "Twice a week is enough."))
        shared = write_lesson(one, LessonFacts(Sort.ADVICE, "Write it down", "Before you begin."))
        share_lesson(one, shared, "A mentoring")
    with case.at(case.kent) as one:
        score_for_oneself(db.session.scalars(select(Risk)).one(), Score(4, 4, SECRET))
        write_lesson(one, LessonFacts(Sort.FAILED, "Kent learnt this", "Slowly."))
        actions.state_figure(one, actions.Figure(3_600_000_00, "Kent’s accounts"))
        make_statement(one, Capacity.COMMISSIONER, Kind.EXPERIENCE, "Swindon answers quickly.")
    with case.at(case.swindon):
        reply_to(db.session.scalars(select(Statement)).one(), Stance.ACCEPTED, "We try to.")


def test_what_happened_goes_out_to_whoever_sees_it(case: Case, world: World) -> None:
    case.sent()
    live(case)
    told = Carrier(case, world).takes(case.reference)
    assert [one["topic"] for one in told["sessions"]] == ["Budgets"]
    assert told["evidence_files"][0]["filename"] == "minutes.txt"
    assert len(told["evidence_files"][0]["sha256"]) == 64
    assert told["sessions"][0]["evidence"] == told["evidence"][0]["reference"]
    assert [(one["likelihood"], one["impact"], one["owner"]) for one in told["risks"]] == [
        (2, 4, case.kent.organisation_reference)
    ]
    assert [one["why"] for one in told["risk_scores"]] == ["New", "Better"]
    assert [one["why"] for one in told["own_scores"]] == ["Ours"]
    assert told["mitigations"][0]["risk"] == told["risks"][0]["reference"]
    assert {(one["organisation"], one["part"]) for one in told["duty_parts"]} == {
        (case.kent.organisation_reference, "responsible"), (case.swindon.organisation_reference, "consulted"),
    }  # fmt: skip
    assert [one["title"] for one in told["lessons"]] == ["Visit often", "Write it down", "Kent learnt this"]
    assert told["statements"][0]["words"] == "Swindon answers quickly."
    assert told["replies"][0]["stance"] == "accepted"
    assert "cut" not in told
    assert SECRET not in str(told)
    bea = sits(case, world, case.bedfordshire)
    seen: dict[str, Any] = taken(bea, f"/arrangements/{case.reference}/download")["arrangements"][0]
    assert [one["title"] for one in seen["lessons"]] == ["Write it down"]
    assert [one["label"] for one in seen["readings"]] == ["1 star", "2 stars"]
    parts = {
        "risks",
        "risk_scores",
        "own_scores",
        "mitigations",
        "duties",
        "duty_parts",
        "contacts",
        "sessions",
        "paid",
    }
    assert not (parts | {"paid", "statements", "replies", "follow_ups", "assessment", "governance"}) & set(seen)


def test_a_long_story_is_cut_and_says_so(case: Case, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case.sent()
    live(case)
    monkeypatch.setattr("portal.features.arrangements.views.documents.MOST_BESIDE", 1)
    told = Carrier(case, world).takes(case.reference)
    assert {"readings", "lessons", "risk_scores"} <= set(told["cut"])
    assert [len(told[name]) for name in ("readings", "lessons", "risk_scores")] == [1, 1, 1]
