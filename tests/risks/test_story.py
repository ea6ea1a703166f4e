"""The parties of case 3 keep one register of risks, each with its own view, on both databases."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import DatabaseError

from portal.access import Viewer
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements.actions import look_at_all, remove_party, withdraw_arrangement
from portal.features.risks import Matrix, OwnScore, Progress, RiskScore, Score, actions, queries, usual_matrix
from tests.arrangements.people import Person, day
from tests.downloads.conftest import as_csv, column
from tests.harness.databases import PostgresDatabases, SqliteDatabases
from tests.house.test_statement_budget import BUDGET, counted
from tests.risks.conftest import JoinedUp

OWNER: dict[str, Any] = {"owner_post": "Regeneration manager"}


def at_browser(joined: JoinedUp, viewer: Viewer) -> Person:
    return Person(joined.world.browser(viewer))


def past_the_portal(engine: Engine, statement: str) -> None:
    """Run SQL as the superuser of the database."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.execute(text(statement))


def test_a_risk_from_its_first_score_to_its_closing(joined: JoinedUp) -> None:
    kent, dartford = at_browser(joined, joined.kent), at_browser(joined, joined.dartford)
    register = f"/arrangements/{joined.reference}/risks"
    assert "No open risks" in kent.reads(register)
    shown = kent.sends(
        f"{register}/add",
        what="Nobody owns the work",
        owner=joined.dartford.organisation_reference,
        response="reduce",
        likelihood="3",
        impact="4",
        **OWNER,
        **day("review_on", 1, 9, 2008),
    )
    assert "Took the usual risk matrix for this arrangement" in kent.reads(f"/arrangements/{joined.reference}")
    chart = kent.reads(shown)
    assert ">0</text>" in chart
    assert ">16</text>" in chart
    page = kent.reads(register)
    assert re.search(r"likelihood=3&amp;impact=4\">1 risk<", page)
    assert "3 of 4: likely" in kent.reads(shown)
    dartford.sends(
        f"{shown}/mitigations/add",
        what="Write down who does what",
        owner=joined.dartford.organisation_reference,
        progress="to_do",
        **OWNER,
        **day("due_on", 1, 10, 2008),
    )
    dartford.sends(f"{shown}/score", likelihood="2", impact="2", why="The table is there.")
    page = dartford.reads(shown)
    assert "12 (3 × 4)" in page
    assert "4 (2 × 2)" in page
    assert "Overdue" in page
    home = dartford.reads("/")
    assert "Write down who does what" in home
    assert "Nobody owns the work" in home
    assert "Write down who does what" not in kent.reads("/")
    story = kent.reads(f"/arrangements/{joined.reference}")
    assert "Nobody owns the work" in story
    assert "Added a risk to this arrangement" in story
    table = as_csv(kent.browser.get(f"{register}/download"))
    assert column(table, "Risk") == ["Nobody owns the work"]
    assert column(table, "Mitigating actions") == ["Write down who does what"]
    assert column(table, "Score") == ["4"]
    kent.sends(f"{shown}/state", state_why="It is settled.")
    assert "It is settled." in kent.reads(shown)
    assert "Nobody owns" not in kent.reads(register)
    assert "Nobody owns" in kent.reads(f"{register}?state=closed")
    assert "Nobody owns" not in dartford.reads("/")
    assert "This risk is closed" in kent.sends(f"{shown}/score", 422, likelihood="1", impact="1", why="")


def test_what_a_party_thinks_for_itself_stays_with_it_and_its_own_auditors(joined: JoinedUp) -> None:
    """An auditor that Kent let in before, and one that comes after, see nothing of Dartford's annex."""
    reference = joined.add_risk()
    joined.audited(joined.kent, joined.rival)
    with joined.at(joined.dartford):
        actions.score_for_oneself(joined.risk(reference), Score(4, 4, "From a district it looks worse."))
    joined.audited(joined.dartford, joined.auditor)
    with joined.at(joined.dartford):
        actions.score_for_oneself(joined.risk(reference), Score(4, 3))
        assert len({row.access_list_id for row in db.session.scalars(select(OwnScore))}) == 1
    seen = {}
    for viewer in (joined.kent, joined.dartford, joined.thanet, joined.rival, joined.auditor, joined.stranger):
        with joined.at(viewer):
            seen[viewer.organisation_name] = len(db.session.scalars(select(OwnScore)).all())
    assert {name for name, count in seen.items() if count} == {"Dartford Borough Council", "Audit Office"}
    page = f"/risks/{reference}"
    assert "looks worse" in at_browser(joined, joined.dartford).reads(page)
    assert "looks worse" in at_browser(joined, joined.auditor).reads(page)
    for viewer in (joined.kent, joined.rival):
        assert "looks worse" not in at_browser(joined, viewer).reads(page)


def test_who_only_watches_sees_no_risk(joined: JoinedUp) -> None:
    reference = joined.add_risk()
    forum, stranger = at_browser(joined, joined.forum), at_browser(joined, joined.stranger)
    forum.reads(f"/risks/{reference}", 404)
    forum.reads(f"/arrangements/{joined.reference}/risks", 403)
    story = forum.reads(f"/arrangements/{joined.reference}")
    assert "Nobody owns" not in story
    assert 'id="risks"' not in story
    stranger.reads(f"/arrangements/{joined.reference}/risks", 404)


def test_old_scores_keep_the_words_they_were_given_in(joined: JoinedUp) -> None:
    reference = joined.add_risk(score=(3, 3))
    labels = ["Rare", "Now and then", "Often", "Always"]
    with joined.at(joined.kent):
        actions.set_matrix(joined.arrangement, 1, 4, Matrix(labels, usual_matrix().impact, 4, 12))
    with joined.at(joined.thanet):
        actions.score_risk(joined.risk(reference), Score(3, 3))
        rows = db.session.scalars(select(RiskScore).order_by(RiskScore.id)).all()
        assert [row.likelihood_label for row in rows] == ["Likely", "Often"]
        assert [row.level for row in rows] == ["high", "medium"]
    kent = at_browser(joined, joined.kent)
    page = kent.reads(f"/arrangements/{joined.reference}/risks/matrix")
    assert 'name="size"' not in page
    assert "2. Now and then" in kent.reads(f"/arrangements/{joined.reference}/risks")


def test_matrices_cannot_be_mixed(joined: JoinedUp, database: SqliteDatabases | PostgresDatabases) -> None:
    """The rule refuses another size, and so does the database, to anybody."""
    reference = joined.add_risk()
    with joined.at(joined.kent), pytest.raises(RuleBroken, match="4 steps already"):
        actions.set_matrix(joined.arrangement, 1, 5, usual_matrix(5))
    engine = create_engine(database.admin_url)
    for statement in (
        "UPDATE risk_matrix SET size = 5",
        f"UPDATE risk SET size = 5 WHERE reference = '{reference}'",
        f"UPDATE risk SET impact = 5, rating = 15 WHERE reference = '{reference}'",
        "UPDATE risk_score SET impact = 1",
        "DELETE FROM risk_score",
    ):
        with pytest.raises(DatabaseError):
            past_the_portal(engine, statement)
    engine.dispose()


def test_a_withdrawn_arrangement_takes_no_risks(joined: JoinedUp) -> None:
    reference = joined.add_risk()
    with joined.at(joined.kent):
        withdraw_arrangement(joined.arrangement)
    with joined.at(joined.dartford), pytest.raises(RuleBroken):
        actions.score_risk(joined.risk(reference), Score(1, 1))
    assert "Score it again" not in at_browser(joined, joined.kent).reads(f"/risks/{reference}")


def test_only_a_party_that_takes_part_watches_a_risk(joined: JoinedUp) -> None:
    reference = joined.add_risk()
    with joined.at(joined.kent):
        risk = joined.risk(reference)
        facts = actions.MitigationFacts("Ask", joined.forum.organisation_id, "Secretary", clock.today())
        with pytest.raises(RuleBroken, match="takes part"):
            actions.add_mitigation(risk, facts)


def test_the_checks_say_what_is_amiss_before_it_is_late(joined: JoinedUp) -> None:
    page, soon = f"/arrangements/{joined.reference}", clock.today() + timedelta(days=20)
    kent = at_browser(joined, joined.kent)
    assert "Before an auditor asks" not in kent.reads(page)
    reference = joined.add_risk(score=(4, 4))
    assert "Nothing is done about a high risk: “Nobody owns the work”" in kent.reads(page)
    assert "1 check fails" in kent.reads("/arrangements?checks=failing")
    assert "1 check fails" in kent.reads("/")
    assert "Nobody owns the work" not in at_browser(joined, joined.forum).reads(page)
    facts = actions.MitigationFacts("Write it down", joined.dartford.organisation_id, "Manager", soon)
    with joined.at(joined.dartford):
        made = actions.add_mitigation(joined.risk(reference), facts).reference
    assert "What is to be done about a risk is due soon: “Nobody owns the work”" in kent.reads(page)
    assert "1 check fails" not in kent.reads("/")
    for days, words in ((6, "is due soon: “Nobody"), (21, "is overdue: “Nobody")):
        with clock.pinned(clock.now() + timedelta(days=days)):
            with joined.at(joined.kent):
                look_at_all()
            later = at_browser(joined, joined.kent)
            assert f"What is to be done about a risk {words}" in later.reads(page)
            assert "1 check fails" in later.reads("/"), "two weeks before its day it is red"
    with joined.at(joined.dartford):
        risk = joined.risk(reference)
        done = replace(facts, progress=Progress.DONE)
        actions.change_mitigation(risk, queries.mitigation_of(risk, made), done)
    assert "Before an auditor asks" not in kent.reads(page)
    with joined.at(joined.kent):
        remove_party(joined.arrangement, joined.dartford.organisation_reference)
    assert "Whoever watched a risk is a party no more: “Nobody owns the work”" in kent.reads(page)


def test_the_task_list_leads_to_the_risks(joined: JoinedUp) -> None:
    tasks = at_browser(joined, joined.kent).reads(f"/arrangements/{joined.reference}/tasks")
    assert f"/arrangements/{joined.reference}/risks" in tasks
    joined.add_risk()
    again = at_browser(joined, joined.kent).reads(f"/arrangements/{joined.reference}/tasks")
    assert again.count("Completed") == tasks.count("Completed") + 1


def test_pages_ask_no_more_often_when_they_are_full(joined: JoinedUp) -> None:
    reference = joined.add_risk()
    browser = joined.world.browser(joined.dartford)
    pages = (f"/arrangements/{joined.reference}/risks", f"/risks/{reference}", f"/arrangements/{joined.reference}", "/")
    sent = []
    for round_ in range(2):
        with joined.at(joined.dartford):
            risk = joined.risk(reference)
            for number in range(25 * round_):
                joined_score = Score(1 + number % 4, 2)
                actions.score_risk(risk, joined_score)
                actions.score_for_oneself(risk, joined_score)
                due = clock.today() - timedelta(days=number)
                who = joined.dartford.organisation_id
                actions.add_mitigation(risk, actions.MitigationFacts(f"Do {number}", who, "Manager", due))
        for number in range(30 * round_):
            joined.add_risk(f"Something {number}")
        with joined.app.app_context():
            counts = []
            for page in pages:
                assert browser.get(page).status_code == 200
                with counted() as statements:
                    browser.get(page)
                assert len(statements) <= BUDGET, "\n\n".join([page, *statements])
                counts.append(len(statements))
            sent.append(counts)
    assert sent[0] == sent[1]
