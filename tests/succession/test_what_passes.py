"""Kettering has everything that an organisation can have; what is still to be done its successor does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, select, text

from portal import passing
from portal.core import clock
from portal.core.errors import Forbidden
from portal.data import db
from portal.features.arrangements import Figure, Pair, actions, stands_for
from portal.features.arrangements.actions import Paid, correct_figure, record_paid, state_figure
from portal.features.arrangements.models import CheckSummary, DifferingFigure, MentoringPair, MoneyFlow, PaidYear
from portal.features.arrangements.rules.lifecycle import Step
from portal.features.duties import Duty, DutyFacts, DutyPart, Part, add_duty
from portal.features.lessons import LessonFacts, SharedLesson, Sort, share_lesson, withdraw_lesson, write_lesson
from portal.features.lessons.models import Lesson
from portal.features.matching import Audience, PostingFacts, Side, add_posting, change_posting, choose_audience
from portal.features.matching.models import Posting
from portal.features.risks import (
    Mitigation,
    MitigationFacts,
    Response,
    Risk,
    RiskFacts,
    Score,
    add_mitigation,
    add_risk,
    close_risk,
)
from portal.ledger import LedgerEntry
from portal.ledger.cli import commands as ledger_commands
from tests.arrangements.people import Person
from tests.succession.conftest import Northants

SERVICE = "adult_social_care"


def everything(northants: Northants) -> tuple[str, str]:
    """Kettering registers, owns risks, has duties, offers help, has paid, is asked and is to mend something. The
    arrangement that it leads, and the one in which it gave notice and is asked to confirm."""
    old, partner = northants.old.organisation_id, northants.partner.organisation_id
    reference = northants.registered(northants.old, northants.partner)
    northants.statement(northants.partner, reference)
    with northants.at(northants.partner):
        one = northants.arrangement(reference)
        add_duty(one, DutyFacts("Check the passes", old, {Part.RESPONSIBLE: [partner], Part.CONSULTED: []}))
        add_duty(one, DutyFacts("Print the passes", partner, {Part.RESPONSIBLE: [old]}))
    with northants.at(northants.old):
        one = northants.arrangement(reference)
        late = clock.today() - timedelta(days=3)
        for what, closed in (("Fares rise", False), ("Passes are forged", True)):
            risk = add_risk(one, RiskFacts(what, old, "Manager", Response.REDUCE), Score(4, 4))
            add_mitigation(risk, MitigationFacts("Ask for a quote", old, "Manager", late))
            if closed:
                close_risk(risk, "It was settled")
        flow = db.session.query(MoneyFlow.reference).order_by(MoneyFlow.id).limit(1).scalar()
        record_paid(one, flow, Paid(2019, pence=2000))
        state_figure(one, Figure(pence=4800, source="Our accounts"), flow)
        lesson = write_lesson(one, LessonFacts(Sort.WORKED, "Print early", "Passes came late in spring."))
        share_lesson(one, lesson, "Two councils")
        facts = PostingFacts(Side.OFFER, SERVICE, "Two days a week", rating="csci_stars:3",
                             rating_on=date(2019, 4, 1), rating_source="Ratings 2019")  # fmt: skip
        choose_audience(add_posting(facts), Audience.MEMBERS)
    other = northants.registered(northants.partner, northants.old, "Parks")
    with northants.at(northants.old):
        parks = northants.arrangement(other)
        actions.take_step(parks, Step.START)
        actions.take_step(parks, Step.END, day=clock.today() + timedelta(days=300), note="We are abolished")
    with northants.at(northants.partner):
        actions.add_party(northants.arrangement(reference), northants.organisation(northants.west), ["funder"])
        actions.set_visits(northants.arrangement(other), None, "Every month", 1)
    northants.confirm(northants.old, reference)
    return reference, other


def test_what_the_old_council_had_to_do_its_successor_does(northants: Northants) -> None:
    """West Northamptonshire is a party too, and takes over nothing."""
    reference, other = everything(northants)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    each_column_that_passes_has_passed(northants)
    what_waits_waits_for_the_successor(northants, reference)
    it_pays_corrects_and_withdraws(northants, reference)
    nobody_else_does(northants, reference)
    north = Person(northants.world.browser(northants.north))
    assert f"/arrangements/{other}/resume" in north.reads(f"/arrangements/{other}"), "the notice of the old council"
    north.sends(f"/arrangements/{other}/resume", note="We carry on")
    verified = northants.app.test_cli_runner().invoke(ledger_commands, ["verify"])
    assert "no faults" in verified.output, verified.output


def each_column_that_passes_has_passed(northants: Northants) -> None:
    """What every feature says that it passes names the successor somewhere."""
    with northants.app.app_context():
        said = sorted(name for kind in passing.kinds() for name in kind.passes)
    engine = create_engine(northants.admin_url)
    with engine.connect() as connection:
        named = {
            name: set(connection.execute(text("SELECT {1} FROM {0}".format(*name.split(".")))).scalars())
            for name in said
        }
    engine.dispose()
    assert [name for name, ids in named.items() if northants.north.organisation_id not in ids] == [], "not passed"


def what_waits_waits_for_the_successor(northants: Northants, reference: str) -> None:
    """And what was done stays under the old name."""
    old, north = northants.old.organisation_id, northants.north.organisation_id
    with northants.at(northants.north):
        owners = {risk.what: risk.owner_id for risk in db.session.query(Risk)}
        assert owners == {"Fares rise": north, "Passes are forged": old}
        assert {row.owner_id for row in db.session.query(Mitigation)} == {old, north}
        told = set(db.session.scalars(select(LedgerEntry.action)))
        assert {"risk.passed", "mitigation.passed"} <= told
        duties = {duty.what: duty.accountable_id for duty in db.session.query(Duty)}
        assert duties == {"Check the passes": north, "Print the passes": northants.partner.organisation_id}
        assert old not in {row.organisation_id for row in db.session.query(DutyPart)}
    browser = Person(northants.world.browser(northants.north))
    page = browser.reads(f"/arrangements/{reference}")
    assert "What is to be done about a risk is overdue: “Fares rise”" in page
    assert "is a party no more" not in page
    assert "1 check fails" in browser.reads("/")


def it_pays_corrects_and_withdraws(northants: Northants, reference: str) -> None:
    """In the place of the old council, whose record stays its own."""
    north, page = Person(northants.world.browser(northants.north)), f"/arrangements/{reference}"
    old, mine = northants.old.organisation_id, northants.north.organisation_id
    with northants.at(northants.north):
        flow = db.session.query(MoneyFlow.reference).order_by(MoneyFlow.id).limit(1).scalar()
        paid = db.session.query(PaidYear.reference).scalar()
        lesson = db.session.query(Lesson.reference).scalar()
    shown = north.reads(f"{page}/money/{flow}")
    assert f"{page}/money/paid/{paid}" in shown
    assert "Record what was paid" in shown
    north.sends(f"{page}/money/{flow}/paid/add", year="2020", pence="30", note="The rest")
    north.sends(f"{page}/money/paid/{paid}", year="2019", pence="21", note="")
    assert f"{page}/lessons/{lesson}/withdraw" in north.reads(f"{page}/lessons")
    north.sends(f"{page}/lessons/{lesson}/withdraw")
    with northants.at(northants.north):
        one, figure = northants.arrangement(reference), db.session.query(DifferingFigure).one()
        correct_figure(one, figure.reference, None, Figure(pence=4900, source="Our accounts"))
        recorded = {row.year: (row.pence, row.recorded_by_id) for row in db.session.query(PaidYear)}
        assert recorded == {2019: (2100, old), 2020: (3000, mine)}
        posting = db.session.query(Posting).one()
        assert (posting.organisation_id, posting.rating_place) == (mine, None)
        change_posting(posting, PostingFacts(Side.OFFER, SERVICE, "Three days a week"))


def nobody_else_does(northants: Northants, reference: str) -> None:
    """Neither a party that is no successor nor the other end."""
    with northants.at(northants.west):
        one = northants.arrangement(reference)
        assert stands_for(one) == {northants.west.organisation_id}
        flow = db.session.query(MoneyFlow.reference).order_by(MoneyFlow.id).limit(1).scalar()
        with pytest.raises(Forbidden):
            record_paid(one, flow, Paid(2021, pence=1))
        with pytest.raises(Forbidden):
            share_lesson(one, db.session.query(Lesson).one(), "Not theirs")


def test_what_everybody_reads_can_be_taken_back_after_it_is_over(northants: Northants) -> None:
    """The lesson of an arrangement that ended before the council did, in which nobody takes a place as a party."""
    reference = northants.registered(northants.old, northants.partner)
    with northants.at(northants.old):
        one = northants.arrangement(reference)
        share_lesson(one, write_lesson(one, LessonFacts(Sort.WORKED, "Print early", "In spring.")), "Two councils")
        actions.withdraw_arrangement(one)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    for viewer, may in ((northants.partner, False), (northants.north, True)):
        with northants.at(viewer):
            one, lesson = northants.arrangement(reference), db.session.query(Lesson).one()
            if may:
                withdraw_lesson(one, lesson)
            else:
                with pytest.raises(Forbidden):
                    withdraw_lesson(one, lesson)
    with northants.at(northants.north):
        assert db.session.query(SharedLesson).count() == 0


def test_a_mentoring_pair_of_the_old_council_is_red_until_it_names_who_takes_part(northants: Northants) -> None:
    reference = northants.registered(northants.old, northants.partner, "Mentoring in Corby")
    with northants.at(northants.old):
        pair = Pair(northants.old.organisation_id, "Head of finance", northants.partner.organisation_id, "Treasurer")
        actions.add_pair(northants.arrangement(reference), pair)
    for viewer in (northants.old, northants.partner):
        northants.confirm(viewer, reference)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    north, page = Person(northants.world.browser(northants.north)), f"/arrangements/{reference}"
    said = "A mentoring pair still names Kettering Borough Council, which left on 1 April 2021: “Head of finance”"
    assert said in north.reads(page)
    assert reference in north.reads("/arrangements?checks=failing")
    assert "Checks that fail" in north.reads("/")
    with northants.at(northants.north):
        one = northants.arrangement(reference)
        (kept,) = db.session.scalars(select(MentoringPair)).all()
        now = Pair(northants.north.organisation_id, "Head of finance", kept.mentee_id, "Treasurer")
        red = db.session.scalars(select(CheckSummary.red)).one()
        actions.change_pair(one, kept.reference, kept.version, now)
        assert db.session.scalars(select(CheckSummary.red)).one() == red - 1
    assert "A mentoring pair still names" not in north.reads(page)
