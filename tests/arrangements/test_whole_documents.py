"""What happened in an arrangement goes out with it, each to whoever sees it; what was one's own comes back in."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage

from portal.core.bringing import Bringing
from portal.core.clock import pinned
from portal.core.errors import Invalid, RuleBroken
from portal.core.references import new_reference
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Criterion, Governance
from portal.features.arrangements.rules.documents import FORMAT, VERSION
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

OTHERS = "theirs"
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
        first = actions.state_figure(one, actions.Figure(3_600_000_01, "A newspaper"), flow)
        actions.correct_figure(one, first.reference, None, actions.Figure(3_660_000_00, "A newspaper"))
        actions.withdraw_figure(one, actions.state_figure(one, actions.Figure(1, "A rumour", "2005")).reference, None)
        with pinned(datetime(2005, 3, 2, 9, tzinfo=UTC)):
            risk = add_risk(
                one, RiskFacts("Nobody owns it", kent, "Director", Response.REDUCE, "Haste"), Score(3, 4, "New")
            )
        with pinned(datetime(2005, 6, 2, 9, tzinfo=UTC)):
            score_risk(risk, Score(3, 3, "A plan is there"))
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
        for likelihood in (3, 1):
            score_risk(db.session.scalars(select(Risk)).one(), Score(likelihood, 4, f"Kent says {likelihood}"))
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
        (1, 4, case.kent.organisation_reference)
    ]
    assert [one["why"] for one in told["risk_scores"]] == [
        "New", "A plan is there", "Better", "Kent says 3", "Kent says 1",
    ]  # fmt: skip
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
    """The rows of a part that are not said to be another's, without what is new when they come in: references, and who
    put them there when."""
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
    return [
        {name: value for name, value in row.items() if name not in new}
        for row in told[part]
        if row.get("reference") != OTHERS
    ]


def test_what_was_ones_own_comes_back_and_what_others_said_stays(case: Case, world: World) -> None:
    case.sent()
    live(case)
    sam = Carrier(case, world)
    told = sam.takes(case.reference)
    for part, who in (("sessions", "logged_by"), ("readings", "recorded_by"), ("paid", "recorded_by")):
        theirs = {"reference": OTHERS, who: case.kent.organisation_reference}
        told[part].append(told[part][-1] | theirs | ({"year": 2006} if part == "paid" else {"replaces": ""}))
    check = sam.checks(told | {"cut": ["sessions", "readings", "risk_scores", "nothing known"]})
    page = unescape(sam.reads(check))
    for words in (
        "1 milestone", "1 session", "1 follow-up", "2 readings", "3 figures that differ", "1 payment", "1 risk,",
        "3 earlier scores of risks", "1 score of your own", "1 mitigation", "1 duty", "1 lesson",
        "They come in as your organisation’s own",
        "The file does not hold all sessions, readings and risk scores. It was cut",
    ):  # fmt: skip
        assert words in page, words
    stays = page.partition("Stays in the file")[2]
    for words in (
        "2 versions, ", " confirmation", "1 session", "1 reading", "1 payment", "1 statement", "1 reply", "2 lessons",
        "1 earlier score of a risk", "What others said or recorded never comes in",
    ):  # fmt: skip
        assert words in stays, words
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
    mine = [one for one in told["differing_figures"] if one["stated_by"] == swindon]
    assert told_alike(again, "differing_figures", "money", "corrects") == told_alike(
        {"differing_figures": mine}, "differing_figures", "money", "corrects"
    )
    assert [bool(one["withdrawn_at"]) for one in again["differing_figures"]] == [True, False, True]
    assert again["differing_figures"][1]["corrects"] == again["differing_figures"][0]["reference"]
    ours = [one for one in told["risk_scores"] if one["organisation"] == swindon]
    *history, stands = again["risk_scores"]
    for one in (*history, *ours):
        one.pop("risk")
    assert history == ours
    assert (stands["likelihood"], stands["why"]) == (1, "")
    assert [one["title"] for one in again["lessons"]] == ["Visit often"]
    assert not again["statements"] + again["replies"] + again["confirmations"] + again["versions"] + again["evidence"]
    verified = case.app.test_cli_runner().invoke(commands, ["verify"])
    assert verified.exit_code == 0, verified.output
    case.reference = sam.newest
    for address in ("", "/measures", "/sessions", "/money", "/risks", "/duties", "/lessons", "/tasks"):
        sam.reads(f"/arrangements/{case.reference}{address}")
    page = sam.reads(f"/risks/{again['risks'][0]['reference']}")
    assert page.count("From a file") == 4
    assert "2 March 2005" in page
    case.send()
    assert sam.takes(case.reference)["state"] == "proposed"
    kim = Carrier(case, world, case.kent)
    page = unescape(kim.reads(kim.checks(told)))
    assert "1 score of your own" in page.partition("Stays in the file")[2]


def test_what_was_never_agreed_comes_back_for_the_parties_to_agree(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    with case.at(case.swindon) as one:
        actions.set_governance(one, None, actions.GovernanceFacts("Each month", notice_months=6, exit_plan="Hand back"))
        actions.add_criterion(one, "Two stars", "The commission says so")
        for model in (Governance, Criterion):
            db.session.execute(update(model).values(in_terms=False).execution_options(synchronize_session=False))
    case.send()
    sam = Carrier(case, world)
    told = sam.takes(case.reference)
    assert not {"governance", "criteria"} & set(told["terms"])
    again = sam.takes(sam.brings(told))
    assert again["governance"] == told["governance"]
    assert again["terms"]["governance"]["exit_plan"] == "Hand back"
    assert told_alike(again, "criteria") == told_alike(told, "criteria")
    assert [one["name"] for one in again["terms"]["criteria"].values()] == ["Two stars"]
    wrong = told["governance"] | {"notice_months": 61}
    assert "notice must be between" in sam.reads(sam.checks(told | {"governance": wrong}))


MEASURE = {"name": "x", "scale": "number", "direction": "higher"}
FLOW = {"payer": "A", "payee": "B", "pence": 100_00}
TERMS: dict[str, Any] = {
    "about": {"kind": "pilot", "title": "T"}, "parties": {"A": {"roles": ["provider"]}, "B": {"roles": ["recipient"]}},
    "governance": {"exit_plan": "Hand back"}, "measures": {"x": MEASURE}, "money": {"m": FLOW},
}  # fmt: skip


def beside(told: dict[str, Any]) -> Records:
    """What A brings in beside its terms with B."""
    agreed, by = read_rows(TERMS, Known({"pilot"}), "A", TODAY), Bringing("A", {"A": "A", "B": "B"}, ["A", "B"], TODAY)
    return read_records(told | {"stays": {}}, agreed, by, [one.TAKER.read(told, by) for one in TAKEN])


@pytest.mark.parametrize(
    ("part", "rows", "words"),
    [
        ("sessions", {}, "must be a list"), ("sessions", [1], "must be rows with"),
        ("sessions", [{"on_date": "2005-01-01"}], "state must be one of"),
        ("sessions", [{"state": "held", "on_date": "0001-01-01"}], "on_date must be a day from 1800 to 2200"),
        ("sessions", [{"state": "held", "on_date": "2201-01-01"}], "on_date must be a day from 1800 to 2200"),
        ("readings", [{"measure": 1}], "measure must be text"),
        ("differing_figures", [{"reference": "f", "pence": 1, "source": "x", "stated_by": "A"}] * 2, "of its own"),
        ("readings", [{"on_date": "1799-12-31"}], "on_date must be a day from 1800 to 2200"),
        ("milestones", [{"name": "x" * 300}], "name must be text of 200"),
        ("milestones", [{"due_on": "9999-12-31"}], "due_on must be a day from 1800 to 2200"),
        ("assessment", [{"question": "luck", "score": 1}], "question must be one of"),
        ("earlier_targets", [{"reference": "a"}], "Each earlier target must have"),
        ("duties", [{"what": ""}], "Each duty must say"), ("risks", [{"likelihood": 9}], "likelihood must be a whole"),
        ("risk_matrix", [{"size": 2}], "must have a size"), ("lessons", "all of them", "must be a list"),
        ("governance", {"exit_readiness": "soon"}, "must be one of"),
        ("mitigations", [{"progress": []}], "progress must be one of"), ("contacts", [{"email": 5}], "must be text"),
        ("contacts", [{"name": "Pat", "email": "a\nb c"}], "email must be an email address"),
    ],
)  # fmt: skip
def test_what_cannot_be_beside_the_terms_is_refused(part: str, rows: Any, words: str) -> None:
    assert not beside({}).come
    with pytest.raises((Invalid, ValueError), match=words):
        beside({part: rows})


@pytest.mark.parametrize("day", ["0001-01-01", "0001-03-01", "1799-12-31", "2201-01-01"])
def test_a_day_that_no_form_takes_is_refused_in_terms(day: str) -> None:
    for section, name in (("about", "starts_on"), ("about", "ends_on"), ("governance", "next_review_on")):
        terms = TERMS | {section: TERMS[section] | {name: day}}
        with pytest.raises(Invalid, match="must be a day from 1800 to 2200"):
            read_rows(terms, Known({"pilot"}), "A", TODAY)


def test_what_others_recorded_stays_in_the_file() -> None:
    def reading(key: str, by: str, replaces: str = "") -> dict[str, Any]:
        return {"reference": key, "measure": "x", "value": "1", "on_date": "2005-01-01", "source": "A report",
                "replaces": replaces, "recorded_by": by}  # fmt: skip

    session = {"state": "held", "on_date": "2005-01-01", "minutes": 60, "topic": "Budgets"}
    paid = {"money": "m", "pence": 1}
    step = {"what": "Send it", "owner": "B", "due_on": "2005-02-01"}
    read = beside({
        "readings": [
            reading("alone", "A"), reading("theirs", "B"), reading("nobody", ""),
            reading("first", "A"), reading("second", "A", "first"),
            reading("wrong", "A"), reading("put right", "B", "wrong"), reading("again", "A", "put right"),
        ],
        "sessions": [session | {"reference": by, "logged_by": by} for by in ("A", "B", "")],
        "follow_ups": [step | {"session": by} for by in ("A", "B")],
        "paid": [paid | {"year": 2005, "recorded_by": "A"}, paid | {"year": 2006, "recorded_by": "B"}],
        "risk_scores": [{"risk": "gone"}] * 2,
    })  # fmt: skip
    assert set(read.readings) == {"alone", "first", "second", "again"}
    assert [row.reference for row in read.sessions] == ["A"]
    assert [row.year for row in read.paid] == [2005]
    assert {many: count for (_, many), count in read.left.items()} == {
        "readings": 4, "sessions": 2, "follow-ups": 1, "payments": 1, "earlier scores of risks": 2,
    }  # fmt: skip


def test_what_is_wrong_with_scores_of_risks_is_said_where_they_stand() -> None:
    score = {"likelihood": 2, "impact": 2}
    risk = score | {"reference": "r", "what": "It fails", "owner": "A", "response": "reduce", "state": "open"}
    said = {"likelihood_label": "x", "impact_label": "x", "level": "low", "scored_at": "2199-01-01T00:00:00Z"}
    late = score | said | {"risk": "r", "organisation": "A"}
    for part in ("risk_scores", "own_scores"):
        with pytest.raises(RuleBroken, match="none later than today") as wrong:
            beside({"risks": [risk], part: [late]})
        assert set(wrong.value.errors) == {part}


def test_of_one_with_more_than_can_come_in_it_is_said_and_the_others_come_in(
    case: Case, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.features.arrangements.actions.arrangement_imports.MOST_RECORDS", 1)
    case.sent()
    live(case)
    sam = Carrier(case, world)
    told = sam.takes(case.reference) | {"reference": new_reference()}
    small = {name: told[name] for name in ("organisations", "terms")} | {"reference": new_reference()}
    small["terms"] = small["terms"] | {"about": small["terms"]["about"] | {"title": "A small one"}}
    whole = {"format": FORMAT, "version": VERSION, "arrangements": [told, small]}
    check = sam.matches(sam.uploads(json.dumps(whole).encode(), "theirs.json"))
    page = unescape(sam.reads(check))
    for words in (told["terms"]["about"]["title"], "1 come in at once", "from the list as CSV or Excel", "without it"):
        assert words in page
    sam.sends(check, 422)
    assert sam.newest == case.reference
    assert sam.sends(check, without="") == check
    sam.sends(check)
    assert sam.takes(sam.newest)["terms"]["about"]["title"] == "A small one"


def test_what_is_wrong_beside_the_terms_is_shown(case: Case, world: World) -> None:
    case.sent()
    sam = Carrier(case, world)
    page = sam.reads(sam.checks(sam.takes(case.reference) | {"risks": [{"likelihood": 2, "response": "pray"}]}))
    assert "Risks: response must be one of" in page
    assert "Import 1" not in page
