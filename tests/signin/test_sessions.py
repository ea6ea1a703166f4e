"""Sign-ins that last, and what ends them; whom one acts for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.access import MembershipRole, Viewer
from portal.core import clock
from portal.data import db
from portal.features.organisations import Membership, Organisation, Person, record_succession
from portal.features.signin import SignInSession
from portal.web.application import Portal
from tests.factories.world import World, csrf_token
from tests.signin.steps import is_in, send

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def end_membership(app: Portal, viewer: Viewer, organisation_id: int | None = None) -> None:
    with app.app_context():
        db.session.execute(
            update(Membership)
            .where(
                Membership.person_id == viewer.person_id,
                Membership.organisation_id == (organisation_id or viewer.organisation_id),
            )
            .values(ended_at=clock.now())
        )
        db.session.commit()


def join(app: Portal, viewer: Viewer, organisation_id: int, role: MembershipRole = MembershipRole.VIEWER) -> None:
    with app.app_context():
        db.session.add(Membership(person_id=viewer.person_id, organisation_id=organisation_id, role=role))
        db.session.commit()


def sign_ins(app: Portal) -> list[tuple[object, ...]]:
    columns = (SignInSession.token_digest, SignInSession.organisation_id, SignInSession.expires_at)
    with app.app_context():
        return [tuple(row) for row in db.session.execute(select(*columns, SignInSession.revoked_at))]


def acts_for(browser: FlaskClient, name: str) -> bool:
    return f"<strong>{name}</strong>" in browser.get("/choose-organisation").get_data(as_text=True)


def test_a_sign_in_ends_after_an_hour_without_a_click(app: Portal, world: World) -> None:
    ann = world.person("Kent")
    with time_machine.travel(NOON, tick=False) as moved:
        browser = world.browser(ann)
        for _ in range(3):
            moved.shift(timedelta(minutes=59))
            assert is_in(browser)
        kept = browser.get_cookie("accord")
        moved.shift(timedelta(minutes=61))
        assert not is_in(browser)
        assert kept
        browser.set_cookie("accord", kept.value)
        assert not is_in(browser)


def test_a_sign_in_ends_after_twelve_hours_in_any_case(app: Portal, world: World) -> None:
    ann = world.person("Kent")
    with time_machine.travel(NOON, tick=False) as moved:
        browser = world.browser(ann)
        for _ in range(13):
            moved.shift(timedelta(minutes=55))
            assert is_in(browser)
        moved.shift(timedelta(minutes=10))
        assert not is_in(browser)


def test_old_sign_ins_are_cleared_away(app: Portal, world: World) -> None:
    ann = world.person("Kent")
    with time_machine.travel(NOON, tick=False) as moved:
        world.browser(ann)
        moved.shift(timedelta(days=91))
        world.browser(ann)
    assert len(sign_ins(app)) == 1


def test_looking_writes_nothing(app: Portal, world: World) -> None:
    browser = world.browser(world.person("Kent"))
    before = sign_ins(app)
    browser.get("/your-sign-ins")
    assert sign_ins(app) == before


def test_one_browser_can_end_another(app: Portal, world: World) -> None:
    ann = world.person("Kent")
    here, there = world.browser(ann), world.browser(ann)
    page = here.get("/your-sign-ins").get_data(as_text=True)
    assert page.count('name="which"') == 3
    with there.session_transaction() as session:
        assert session["sign_in"] not in page
    with app.app_context():
        mark = db.session.scalar(select(SignInSession.token_digest).order_by(SignInSession.id.desc()).limit(1))
    assert mark
    assert send(here, "/your-sign-ins", which=mark[:16]).status_code == 303
    assert is_in(here)
    assert not is_in(there)


def test_all_others_end_at_once(world: World) -> None:
    ann = world.person("Kent")
    browsers = [world.browser(ann) for _ in range(3)]
    send(browsers[0], "/your-sign-ins", which="others")
    assert [is_in(browser) for browser in browsers] == [True, False, False]


def test_ending_this_one_is_signing_out(app: Portal, world: World) -> None:
    browser = world.browser(world.person("Kent"))
    with app.app_context():
        mark = db.session.scalars(select(SignInSession.token_digest)).one()
    assert send(browser, "/your-sign-ins", which=mark[:16]).headers["Location"] == "/sign-in"
    assert not is_in(browser)


def test_nobody_ends_anybody_elses(app: Portal, world: World) -> None:
    ann, bob = world.browser(world.person("Kent")), world.browser(world.person("Kent"))
    with app.app_context():
        mark = db.session.scalar(select(SignInSession.token_digest).order_by(SignInSession.id).limit(1))
    assert mark
    send(bob, "/your-sign-ins", which=mark[:16])
    send(bob, "/your-sign-ins", which="others")
    assert is_in(ann)


def test_somebody_made_inactive_is_out_on_the_next_click(app: Portal, world: World) -> None:
    ann = world.person("Kent")
    browser = world.browser(ann)
    with app.app_context():
        db.session.execute(update(Person).where(Person.id == ann.person_id).values(active=False))
        db.session.commit()
    assert not is_in(browser)


def test_a_removed_member_is_out_on_the_next_click(app: Portal, world: World) -> None:
    ann = world.person("Kent", name="Ann Lee")
    browser = world.browser(ann)
    assert browser.get("/invitations").status_code == 200
    end_membership(app, ann)
    for address in ("/invitations", "/people"):
        answer = browser.get(address)
        assert answer.headers["Location"] == "/choose-organisation"
    page = browser.get("/choose-organisation").get_data(as_text=True)
    assert "You belong to no organisation" in page
    assert "Kent" not in page


def test_a_removed_member_changes_nothing(app: Portal, world: World) -> None:
    ann = world.person("Kent")
    browser = world.browser(ann)
    token = csrf_token(browser, "/invitations/new")
    end_membership(app, ann)
    form = {"csrf_token": token, "name": "Bo", "email": "bo@example.org", "role": "manager"}
    assert browser.post("/invitations/new", data=form).headers["Location"] == "/choose-organisation"


def test_a_change_of_role_counts_at_once(app: Portal, world: World) -> None:
    ann = world.person("Kent")
    browser = world.browser(ann)
    with app.app_context():
        db.session.execute(update(Membership).values(role=MembershipRole.VIEWER))
        db.session.commit()
    assert browser.get("/invitations").status_code == 403


def test_one_chooses_among_ones_own_organisations(app: Portal, world: World) -> None:
    ann = world.person("Kent")
    swindon = world.person("Swindon")
    join(app, ann, swindon.organisation_id)
    browser = world.browser(ann)
    assert acts_for(browser, "Kent")
    answer = send(browser, "/choose-organisation", organisation=swindon.organisation_reference, next="/people")
    assert answer.headers["Location"] == "/people"
    assert acts_for(browser, "Swindon")
    assert browser.get("/invitations").status_code == 403


def test_the_next_sign_in_acts_for_the_same_organisation(app: Portal, world: World) -> None:
    ann, swindon = world.person("Kent"), world.person("Swindon")
    join(app, ann, swindon.organisation_id)
    browser = world.browser(ann)
    send(browser, "/choose-organisation", organisation=swindon.organisation_reference)
    assert acts_for(world.browser(ann), "Swindon")
    end_membership(app, ann, swindon.organisation_id)
    assert acts_for(world.browser(ann), "Kent")


def test_who_was_in_a_council_that_ended_is_told_who_took_over_and_acts_for_it(app: Portal, world: World) -> None:
    """A person of Alton too, which comes first by name: they act for the one that took over from theirs."""
    ann, north, alton = world.person("Kettering"), world.person("North Northamptonshire"), world.person("Alton")
    browser = world.browser(ann)
    with app.app_context():
        old = db.session.get_one(Organisation, ann.organisation_id)
        record_succession(old, db.session.get_one(Organisation, north.organisation_id), None)
        old.closed_at = clock.now()
        db.session.commit()
    assert browser.get("/invitations").headers["Location"] == "/choose-organisation"
    page = browser.get("/choose-organisation").get_data(as_text=True)
    assert "Kettering has ended. North Northamptonshire took over from it." in page
    assert "Ask the person there who looks after Accord to make you a member." in page
    join(app, ann, alton.organisation_id)
    join(app, ann, north.organisation_id)
    page = browser.get("/choose-organisation").get_data(as_text=True)
    assert re.search(rf'value="{north.organisation_reference}"[^>]* checked', page)
    assert acts_for(world.browser(ann), "North Northamptonshire")


def test_nobody_acts_for_an_organisation_not_theirs(world: World) -> None:
    ann, swindon = world.person("Kent"), world.person("Swindon")
    browser = world.browser(ann)
    answer = send(browser, "/choose-organisation", organisation=swindon.organisation_reference)
    assert answer.status_code == 422
    assert "Choose from the options shown" in answer.get_data(as_text=True)
    assert acts_for(browser, "Kent")


def test_flask_login_agrees(app: Portal, world: World) -> None:
    from flask_login import current_user

    ann = world.person("Kent")
    with world.browser(ann) as browser:
        browser.get("/your-sign-ins")
        assert (current_user.is_authenticated, current_user.person_id) == (True, ann.person_id)
    with app.test_client() as visitor:
        visitor.get("/sign-in")
        assert not current_user.is_authenticated
