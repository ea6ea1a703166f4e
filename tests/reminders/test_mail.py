"""Reminders by mail: who gets which, how often, and how they stop."""

from __future__ import annotations

import re
from datetime import date, timedelta
from email.policy import SMTP

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from portal.adapters.mailing import compose
from portal.core import clock
from portal.data import db
from portal.features.arrangements import Decision, actions
from portal.features.arrangements.models import Milestone
from portal.features.organisations import Membership
from portal.features.reminders import Pace, ReminderChoice, ReminderSent, choose
from portal.jobs import enqueue, run_due
from tests.factories.world import csrf_token
from tests.reminders.conftest import BEGUN, MILESTONE, NOTICE, REVIEW, TODAY, Running, at_noon, lines

STOP = re.compile(r"https?://[^/\s]+(/reminders/stop/\S+)")


def test_each_is_told_what_they_can_see_to(running: Running) -> None:
    """Kent's manager can review and give notice, its officer cannot; Swindon leads; Bedfordshire and a viewer watch."""
    with at_noon(BEGUN):
        running.plan(TODAY - timedelta(days=2))
    mail = running.night(TODAY)
    told = {viewer.person_name: running.to(viewer, mail) for viewer in (running.kent, running.officer, running.swindon)}
    assert {name: [lines(text) for text in texts] for name, texts in told.items()} == {
        "Kim of Kent": [
            ["27 February 2006: Session", "30 March 2006: Last day to give notice", "31 March 2006: Review"]
        ],
        "Ola, officer of Kent": [["27 February 2006: Session"]],
        "Sam of Swindon": [
            ["8 March 2006: Milestone", "30 March 2006: Last day to give notice", "31 March 2006: Review"]
        ],
    }
    for viewer in (running.watcher, running.bedfordshire, running.stranger):
        assert running.to(viewer, mail) == []
    kim = running.to(running.kent, mail)[0]
    assert running.reference in kim
    assert "mentors Swindon" not in kim, "titles stay out of mail"
    assert "Budgets" not in kim


def test_nothing_is_told_twice_and_a_missed_night_loses_nothing(running: Running) -> None:
    first = running.night(TODAY)
    assert running.to(running.swindon, first)
    assert running.night(TODAY) == []
    assert running.night(TODAY + timedelta(days=1)) == []
    # Nobody worked on the eighth, the day of the milestone.
    again = running.to(running.swindon, running.night(MILESTONE + timedelta(days=2)))
    assert [lines(text) for text in again] == [["8 March 2006: Milestone"]]
    week = running.to(running.swindon, running.night(MILESTONE + timedelta(days=7)))
    assert [lines(text) for text in week] == [["8 March 2006: Milestone"]]
    with at_noon(MILESTONE + timedelta(days=8)), running.at(running.swindon) as one:
        row = db.session.scalars(select(Milestone)).one()
        reached = actions.MilestoneFacts("First report", MILESTONE, reached_on=MILESTONE + timedelta(days=8))
        actions.change_milestone(one, row.reference, row.version, reached)
    later = running.to(running.swindon, running.night(MILESTONE + timedelta(days=14)))
    assert not [line for text in later for line in lines(text) if "Milestone" in line]


def test_two_runs_of_one_job_cannot_both_keep_what_they_told(running: Running) -> None:
    running.night(TODAY)
    with running.app.app_context():
        row = db.session.scalars(select(ReminderSent).limit(1)).one()
        same = {name: getattr(row, name) for name in ("person_id", "organisation_id", "source", "key", "spoke_on")}
        db.session.add(ReminderSent(**same, sent_on=TODAY))
        with pytest.raises(IntegrityError):
            db.session.flush()


def test_one_mail_for_each_thing_or_one_a_week(running: Running) -> None:
    with running.at(running.kent):
        choose(running.kent.person_id, Pace.AT_ONCE)
    with running.at(running.swindon):
        choose(running.swindon.person_id, Pace.WEEKLY)
    mail = running.night(TODAY)
    assert sorted(line for text in running.to(running.kent, mail) for line in lines(text)) == [
        "30 March 2006: Last day to give notice",
        "31 March 2006: Review",
    ]
    assert len(running.to(running.kent, mail)) == 2
    assert len(running.to(running.swindon, mail)) == 1
    monday = TODAY + timedelta(days=5)
    # The milestone speaks again on its day, the Wednesday after: that is told on the Monday that follows.
    assert running.to(running.swindon, running.night(MILESTONE)) != []
    assert monday.weekday() == 0
    assert running.to(running.swindon, running.night(MILESTONE + timedelta(days=1))) == []


def test_a_confirmation_that_waits_is_told_after_a_week(running: Running) -> None:
    with at_noon(TODAY), running.at(running.swindon) as one:
        actions.set_legal_basis(one, None, "Local Government Act 2000, section 2", running.swindon.organisation_id)
    for away, expected in ((6, []), (7, ["31 March 2006: Confirmation"])):
        mail = running.to(running.odpm, running.night(TODAY + timedelta(days=away)))
        found = [line for text in mail for line in lines(text) if "Confirmation" in line]
        assert found == expected
    running.answer(running.odpm, Decision.CONFIRMED)
    later = running.to(running.odpm, running.night(TODAY + timedelta(days=25)))
    assert not [line for text in later for line in lines(text) if "Confirmation" in line]


def test_the_link_in_a_mail_stops_them_without_signing_in(running: Running) -> None:
    message = next(one for one in running.night(TODAY) if one["To"] == running.world.emails[running.kent.person_id])
    found = STOP.search(message.get_content())
    assert found
    assert message["List-Unsubscribe"].strip("<>").endswith(found[1])
    nobody = running.app.test_client()
    page = nobody.get(found[1])
    assert "Stop reminders by email" in page.get_data(as_text=True)
    assert nobody.post(found[1], data={}).status_code == 400, "not without the token of the page"
    assert running.to(running.kent, running.night(NOTICE - timedelta(days=7)))
    sent = nobody.post(found[1], data={"csrf_token": csrf_token(nobody, found[1])})
    assert "You get no more reminders" in nobody.get(sent.headers["Location"]).get_data(as_text=True)
    for day in (NOTICE, REVIEW, REVIEW + timedelta(days=7)):
        assert running.to(running.kent, running.night(day)) == []
    assert running.to(running.swindon, running.night(REVIEW + timedelta(days=14)))


def test_the_button_of_a_mail_program_stops_them_too(running: Running) -> None:
    message = next(one for one in running.night(TODAY) if one["To"] == running.world.emails[running.kent.person_id])
    found = STOP.search(message.get_content())
    assert found
    answer = running.app.test_client().post(found[1], data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    with running.app.app_context():
        assert db.session.scalars(select(ReminderChoice.pace)).all() == [Pace.NEVER]
    forged = found[1][:-3] + "abc"
    wrong = running.app.test_client().post(forged, data={"List-Unsubscribe": "One-Click"})
    assert wrong.status_code == 404


def test_a_person_chooses_on_a_page(running: Running) -> None:
    kent = running.sits(running.kent)
    assert "Choose how often" in kent.sends("/your-reminders", 422)
    assert "Choose from the options" in kent.sends("/your-reminders", 422, pace="hourly")
    assert kent.sends("/your-reminders", pace="never") == "/your-reminders"
    assert running.to(running.kent, running.night(TODAY)) == []
    kent.sends("/your-reminders", pace="daily")
    assert running.to(running.kent, running.night(TODAY))


def test_a_member_who_left_and_an_organisation_that_ended_get_nothing(running: Running) -> None:
    with running.app.app_context():
        db.session.execute(
            update(Membership).where(Membership.person_id == running.kent.person_id).values(ended_at=clock.now())
        )
        reference = db.session.scalars(
            select(Membership.reference).where(Membership.person_id == running.kent.person_id)
        ).one()
        db.session.commit()
    assert running.to(running.kent, running.night(TODAY)) == []
    with running.app.app_context():
        enqueue("reminders.of_member", organisation_id=running.kent.organisation_id, membership=reference)
        db.session.commit()
        run_due(running.app)
        told = select(func.count(ReminderSent.id)).where(ReminderSent.person_id == running.kent.person_id)
        assert db.session.scalar(told) == 0


def test_a_long_list_is_cut_and_the_rest_comes_the_next_night(running: Running) -> None:
    with at_noon(BEGUN):
        for number in range(45):
            running.plan(date(2006, 1, 2) + timedelta(days=number), f"Visit {number}")
    first = running.to(running.officer, running.night(TODAY))
    assert len(lines(first[0])) == 40
    assert "There is more: 5 others" in first[0]
    second = running.to(running.officer, running.night(TODAY + timedelta(days=1)))
    told = {line for text in (*first, *second) for line in lines(text)}
    assert len(told) == 45


def test_the_address_that_stops_reminders_is_written_whole() -> None:
    """However long it is: an encoded one is found by no mail program (RFC 2369)."""
    link = f"https://accord.a-council-with-a-long-name.gov.uk/reminders/stop/{'x' * 90}"
    message = compose("Accord <no-reply@example.org>", "kim@example.org", "Reminder", "Hello", link)
    written = message.as_bytes(policy=SMTP).decode()
    assert f"List-Unsubscribe: <{link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in written
    plain = compose("Accord <no-reply@example.org>", "kim@example.org", "Hello", "Hello")
    assert plain["List-Unsubscribe"] is None
