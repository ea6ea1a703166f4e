"""What was done with an account is told to its person, and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.access import MembershipRole, Viewer, viewing
from portal.core import clock
from portal.core.errors import Forbidden
from portal.data import db
from portal.features.organisations import Membership
from portal.features.signin import AccountEvent, note_in_account
from portal.web.application import Portal
from tests.factories.world import World
from tests.harness.databases import on_postgresql
from tests.signin.steps import link_in, send, try_password

NEW = "a new and longer secret"
Mailed = Callable[[], list[EmailMessage]]


def told(browser: FlaskClient) -> list[str]:
    """What the page of one's account says was done, the newest first."""
    html = browser.get("/your-sign-ins").get_data(as_text=True)
    return re.findall(r'<dd class="govuk-summary-list__value">(You [^<]+)</dd>', html)


def test_a_new_password_is_told_to_its_person_whoever_has_the_link(
    app: Portal, world: World, ann: Viewer, client: FlaskClient, mailed: Mailed
) -> None:
    colleague = world.browser(world.person("Kent"))
    assert "Nothing yet" in colleague.get("/your-sign-ins").get_data(as_text=True)
    send(client, "/reset-password", email=world.emails[ann.person_id])
    link = link_in(mailed()[0])
    assert send(colleague, link, password="short").status_code == 422
    assert send(colleague, link, password=NEW).status_code == 303
    browser = app.test_client()
    assert try_password(browser, world.emails[ann.person_id], NEW).status_code == 303
    assert told(browser) == ["You chose a new password"]
    assert told(colleague) == []


def test_reminders_and_calendars_are_told(world: World, ann: Viewer) -> None:
    browser = world.browser(ann)
    send(browser, "/your-reminders", pace="weekly")
    send(browser, "/your-reminders", pace="weekly")
    send(browser, "/your-reminders", pace="never")
    send(browser, "/your-calendars/add")
    _acts_for_another(world, ann, browser)
    calendar = re.search(r'name="calendar" value="([^"]+)"', browser.get("/your-calendars").get_data(as_text=True))
    assert calendar
    assert send(browser, "/your-calendars", calendar=calendar[1]).status_code == 303
    assert told(browser) == [
        "You took back a calendar address of Kent",
        "You made a calendar address for Kent",
        "You stopped all reminders by email",
        "You chose how often reminders come by email",
    ]


def _acts_for_another(world: World, ann: Viewer, browser: FlaskClient) -> None:
    organisation_id = world.organisation("Swindon")
    with world.app.app_context():
        there = Membership(
            person_id=ann.person_id,
            organisation_id=organisation_id,
            role=MembershipRole.VIEWER,
            started_at=clock.now(),
        )
        db.session.add(there)
        db.session.commit()
    page = browser.get("/choose-organisation").get_data(as_text=True)
    swindon = re.search(r'value="([^"]+)"[^>]*>\s*<label[^>]*>\s*Swindon', page)
    assert swindon
    send(browser, "/choose-organisation", organisation=swindon[1])


def test_an_invitation_answered_by_whoever_has_the_link_is_told_to_who_has_the_account(
    world: World, ann: Viewer, client: FlaskClient, mailed: Mailed
) -> None:
    email = world.emails[ann.person_id]
    swindon = world.browser(world.person("Swindon"))
    send(swindon, "/invitations/new", name="Ann Lee", email=email, role="viewer")
    link = link_in(mailed()[0])
    assert send(client, link, name="Somebody", password=NEW).status_code == 303
    assert told(world.browser(ann)) == ["You or somebody with the link answered an invitation to Swindon"]


def test_nobody_writes_into_the_account_of_another(app: Portal, world: World, ann: Viewer) -> None:
    other = world.person("Kent")
    with app.app_context(), pytest.raises(Forbidden), viewing(other):
        note_in_account("password.changed", ann.person_id)
    with app.app_context(), pytest.raises(Forbidden):
        note_in_account("password.changed", ann.person_id)


def test_what_was_told_stays(app: Portal, ann: Viewer) -> None:
    with app.app_context(), viewing(ann):
        note_in_account("password.changed", ann.person_id)
    for statement in ("UPDATE account_event SET what = 'x'", "DELETE FROM account_event"):
        with app.app_context(), db.engine.begin() as connection, pytest.raises(DBAPIError):
            connection.execute(text(statement))


@on_postgresql
def test_the_database_shows_an_account_to_its_person_only(app: Portal, world: World, ann: Viewer) -> None:
    with app.app_context(), viewing(ann):
        note_in_account("password.changed", ann.person_id)
    for viewer, seen in ((ann, 1), (world.person("Kent"), 0)):
        with app.app_context(), viewing(viewer):
            assert len(db.session.scalars(select(AccountEvent)).all()) == seen
