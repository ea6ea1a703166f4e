"""What happened in an arrangement goes out with it, each to whoever sees it; what was one's own comes back in."""

from __future__ import annotations

from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.core.bringing import Bringing
from portal.core.errors import Invalid
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.rules.records_read import Records, read_records
from portal.features.arrangements.rules.terms_read import Known, read_rows
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
from portal.ledger.cli import commands
from portal.wiring import TAKEN
from tests.arrangements.conftest import Case
from tests.arrangements.legal_terms import TODAY
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


def test_what_happened_goes_out_to_whoever_sees_it(case: Case, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case.sent()
    live(case)
    sam = Carrier(case, world)
    told = sam.takes(case.reference)
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
    monkeypatch.setattr("portal.features.arrangements.views.documents.MOST_BESIDE", 1)
    told = sam.takes(case.reference)
    assert {"readings", "lessons", "risk_scores"} <= set(told["cut"])
    assert [len(told[name]) for name in ("readings", "lessons", "risk_scores")] == [1, 1, 1]


def told_alike(told: dict[str, Any], part: str, *without: str) -> list[dict[str, Any]]:
    """The rows of a part, without what is new when they come in: references, and who put them there when."""
    new = {
        "reference",
        "recorded_by",
        "logged_by",
        "evidence",
        "said_by",
        "said_at",
        "scored_at",
        "written_at",
        *without,
    }
    return [{name: value for name, value in row.items() if name not in new} for row in told[part]]


def test_what_was_ones_own_comes_back_and_what_others_said_stays(case: Case, world: World) -> None:
    case.sent()
    live(case)
    sam = Carrier(case, world)
    told = sam.takes(case.reference)
    check = sam.checks(told)
    page = unescape(sam.reads(check))
    for words in (
        "1 milestone", "1 session", "1 follow-up", "2 readings", "1 figure that differs", "1 payment", "1 risk,",
        "1 score of your own", "1 thing done about a risk", "1 duty", "1 lesson",
        "They come in as your organisation’s own",
        "Stays in the file", "2 versions, ", "1 statement", "1 reply", "2 lessons", "What others said never comes in",
    ):  # fmt: skip
        assert words in page, words
    sam.sends(check)
    again = sam.takes(sam.newest)
    assert again["state"] == "idea"
    swindon = case.swindon.organisation_reference
    for part, without in {
        "contacts": (), "assessment": (), "milestones": (), "readings": ("measure", "replaces"), "risk_matrix": (),
        "sessions": ("pair", "measure"), "follow_ups": ("session",), "paid": ("money",), "risks": (),
        "own_scores": ("risk",), "mitigations": ("risk",), "duties": (), "duty_parts": ("duty",),
    }.items():  # fmt: skip
        assert told_alike(again, part, *without) == told_alike(told, part, *without), part
    assert again["readings"][1]["replaces"] == again["readings"][0]["reference"]
    assert again["sessions"][0]["pair"] in again["terms"]["pairs"]
    assert {one["logged_by"] for one in again["sessions"]} == {swindon}
    assert again["governance"]["exit_readiness"] == "drafted"
    assert [(one["pence"], one["stated_by"]) for one in again["differing_figures"]] == [(3_660_000_00, swindon)]
    assert [one["title"] for one in again["lessons"]] == ["Visit often"]
    assert not again["statements"] + again["replies"] + again["confirmations"] + again["versions"] + again["evidence"]
    verified = case.app.test_cli_runner().invoke(commands, ["verify"])
    assert verified.exit_code == 0, verified.output
    case.reference = sam.newest
    for address in ("", "/measures", "/sessions", "/money", "/risks", "/duties", "/lessons", "/tasks"):
        sam.reads(f"/arrangements/{case.reference}{address}")
    case.send()
    assert sam.takes(case.reference)["state"] == "proposed"
    kim = Carrier(case, world, case.kent)
    page = unescape(kim.reads(kim.checks(told)))
    assert "1 score of your own" in page.partition("Stays in the file")[2]


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        ("sessions", {}), ("sessions", [1]), ("sessions", [{"on_date": "2005-01-01"}]), ("readings", [{"measure": 1}]),
        ("milestones", [{"name": "x" * 300}]), ("assessment", [{"question": "luck", "score": 1}]),
        ("earlier_targets", [{"reference": "a"}]), ("duties", [{"what": ""}]), ("risks", [{"likelihood": 9}]),
        ("risk_matrix", [{"size": 2}]), ("lessons", "all of them"), ("governance", {"exit_readiness": "soon"}),
        ("mitigations", [{"progress": []}]), ("contacts", [{"email": 5}]),
    ],
)  # fmt: skip
def test_what_cannot_be_beside_the_terms_is_refused(part: str, rows: Any) -> None:
    by, measure = Bringing("A", {"A": "A"}, ["A"], TODAY), {"name": "x", "scale": "number", "direction": "higher"}
    terms = {
        "about": {"kind": "pilot", "title": "T"}, "parties": {"A": {"roles": ["provider"]}},
        "governance": {"exit_plan": "Hand back"}, "measures": {"x": measure},
    }  # fmt: skip
    agreed = read_rows(terms, Known({"pilot"}), "A", TODAY)

    def read(told: dict[str, Any]) -> Records:
        return read_records(told | {"stays": {}}, agreed, by, [one.TAKER.read(told, by) for one in TAKEN])

    assert not read({}).come
    with pytest.raises((Invalid, ValueError)):
        read({part: rows})


def test_what_is_wrong_beside_the_terms_is_shown(case: Case, world: World) -> None:
    case.sent()
    sam = Carrier(case, world)
    page = sam.reads(sam.checks(sam.takes(case.reference) | {"risks": [{"likelihood": 2, "response": "pray"}]}))
    assert "Risks: response must be one of" in page
    assert "Import 1" not in page
