"""Inviting people, and joining."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access import MembershipRole, Viewer, viewing
from portal.data import db
from portal.features.organisations import Membership, Organisation, OrganisationIdentifier, Person
from portal.features.signin import rules
from portal.features.signin.models import Invitation, SignInSession
from portal.jobs import enqueue_daily, run_due
from portal.ledger import LedgerEntry
from portal.web.application import Portal
from tests.factories.world import PASSWORD, World, csrf_token
from tests.signin.steps import is_in, link_in, plain, send, try_password

NEW = "a new and longer secret"
Mailed = Callable[[], list[EmailMessage]]


@pytest.fixture
def manager(world: World, ann: Viewer) -> FlaskClient:
    """Ann's browser."""
    return world.browser(ann)


def invite(manager: FlaskClient, mailed: Mailed, email: str = "bo@example.org", role: str = "contributor") -> str:
    """Invite somebody; the path of the link they were sent."""
    answer = send(manager, "/invitations/new", name="Bo Ek", email=email, role=role)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    (message,) = mailed()
    assert message["To"] == email
    return link_in(message)


def actions(app: Portal, viewer: Viewer) -> list[str]:
    with app.app_context(), viewing(viewer):
        return list(db.session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.sequence)))


def roles(app: Portal, email: str) -> list[tuple[str, MembershipRole]]:
    with app.app_context():
        rows = db.session.execute(
            select(Organisation.name, Membership.role)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.email == email, Membership.ended_at.is_(None))
            .order_by(Organisation.name)
        )
        return [(name, role) for name, role in rows]


def test_somebody_new_joins(
    app: Portal, ann: Viewer, manager: FlaskClient, client: FlaskClient, mailed: Mailed
) -> None:
    link = invite(manager, mailed)
    page = client.get(link).get_data(as_text=True)
    assert "Join Kent" in page
    assert 'value="Bo Ek"' in page
    answer = send(client, link, name="Bo Ek-Li", password=NEW)
    assert answer.status_code == 303
    assert not is_in(client)
    entered = send(client, answer.headers["Location"], email="bo@example.org", password=NEW, next=link)
    assert entered.headers["Location"] == link
    assert client.get(link).headers["Location"] == "/"
    assert roles(app, "bo@example.org") == [("Kent", MembershipRole.CONTRIBUTOR)]
    told = ["organisation.opened", "invitation.sent", "membership.started", "invitation.accepted"]
    assert actions(app, ann) == told


def test_somebody_who_has_an_account_joins_once_signed_in(
    app: Portal, world: World, manager: FlaskClient, mailed: Mailed
) -> None:
    swindon = world.person("Swindon")
    email = world.emails[swindon.person_id]
    link = invite(manager, mailed, email)
    browser = world.browser(swindon)
    assert "Join Kent" in browser.get(link).get_data(as_text=True)
    assert roles(app, email) == [("Swindon", MembershipRole.MANAGER)]
    assert send(browser, link).headers["Location"] == "/"
    assert roles(app, email) == [("Kent", MembershipRole.CONTRIBUTOR), ("Swindon", MembershipRole.MANAGER)]
    assert "<strong>Kent</strong>" in browser.get("/your-sign-ins").get_data(as_text=True)


def test_the_link_and_the_mail_do_not_tell_whether_there_is_an_account(
    app: Portal, world: World, manager: FlaskClient, mailed: Mailed
) -> None:
    swindon = world.person("Swindon")
    known, unknown = world.emails[swindon.person_id], "bo@example.org"
    seen = []
    for email in (known, unknown):
        sent = plain(send(manager, "/invitations/new", name="Bo Ek", email=email, role="viewer"))
        (message,) = mailed()
        link = link_in(message)
        browser = app.test_client()
        steps = [
            plain(browser.get(link)),
            plain(send(browser, link, name="Bo Ek", password="password1234")),
            plain(send(browser, link, name="Bo Ek", password=NEW)),
            plain(browser.get(f"/sign-in?next={link}")),
            plain(browser.get(link)),
            plain(app.test_client().get(link)),
        ]
        text = repr((sent, message.get_content(), message["Subject"], steps))
        seen.append(text.replace(link, "LINK").replace(link.replace("/", "%2F"), "LINK").replace(email, "EMAIL"))
    assert seen[0] == seen[1]
    assert try_password(app.test_client(), known, NEW).status_code == 422
    assert try_password(app.test_client(), known, PASSWORD).status_code == 303
    assert roles(app, known) == [("Swindon", MembershipRole.MANAGER)]


def test_a_double_click_joins_once(
    app: Portal, world: World, ann: Viewer, manager: FlaskClient, mailed: Mailed
) -> None:
    swindon = world.person("Swindon")
    known, new = invite(manager, mailed, world.emails[swindon.person_id]), invite(manager, mailed)
    signed_in, visitors = world.browser(swindon), [app.test_client(), app.test_client()]
    click = {"csrf_token": csrf_token(signed_in, known)}
    kept = signed_in.get_cookie("accord")
    assert kept
    cookie = kept.value
    typed = [{"csrf_token": csrf_token(one, new), "name": "Bo Ek", "password": NEW} for one in visitors]

    def press(number: int) -> int:
        if number < 2:
            browser = app.test_client()
            browser.set_cookie("accord", cookie)
            return browser.post(known, data=click).status_code
        return visitors[number - 2].post(new, data=typed[number - 2]).status_code

    with ThreadPoolExecutor(4) as clicks:
        assert set(clicks.map(press, range(4))) <= {200, 303}
    told = actions(app, ann)
    assert told.count("membership.started") == told.count("invitation.accepted") == 2


def test_whoever_answered_with_an_account_can_go_on_by_signing_in(
    app: Portal, world: World, manager: FlaskClient, mailed: Mailed
) -> None:
    swindon = world.person("Swindon")
    email = world.emails[swindon.person_id]
    link = invite(manager, mailed, email)
    send(app.test_client(), link, name="Bo Ek", password=NEW)
    assert send(world.browser(swindon), link).headers["Location"] == "/"
    assert ("Kent", MembershipRole.CONTRIBUTOR) in roles(app, email)


def test_somebody_else_cannot_take_the_place(world: World, app: Portal, manager: FlaskClient, mailed: Mailed) -> None:
    link = invite(manager, mailed)
    other = world.person("Swindon")
    browser = world.browser(other)
    page = browser.get(link).get_data(as_text=True)
    assert "another email address" in page
    assert "bo@example.org" not in page
    assert send(browser, link, "/your-sign-ins").status_code == 422
    assert roles(app, world.emails[other.person_id]) == [("Swindon", MembershipRole.MANAGER)]


def test_an_invitation_lasts_seven_days(world: World, ann: Viewer, client: FlaskClient, mailed: Mailed) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False) as moved:
        link = invite(world.browser(ann), mailed)
        moved.move_to(noon + timedelta(days=7, seconds=-1))
        assert client.get(link).status_code == 200
        moved.move_to(noon + timedelta(days=7))
        answer = client.get(link)
    assert answer.status_code == 404
    assert plain(answer) == plain(client.get("/invitation/nonsense"))


def test_names_of_those_who_never_came_are_let_go(
    app: Portal, world: World, ann: Viewer, client: FlaskClient, mailed: Mailed
) -> None:
    """And old sign-ins too; whoever joined stays on the record."""

    def night() -> tuple[list[str], int]:
        with app.app_context():
            assert "signin.clear" in enqueue_daily()
            db.session.commit()
            run_due(app)
            emails = list(db.session.scalars(select(Invitation.email).order_by(Invitation.email)))
            return emails, db.session.scalar(select(func.count()).select_from(SignInSession)) or 0

    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False) as moved:
        manager = world.browser(ann)
        link = invite(manager, mailed)
        assert send(client, link, name="Bo Ek", password=NEW).status_code == 303
        invite(manager, mailed, "never@example.org")
        moved.shift(timedelta(days=6))
        assert night()[0] == ["bo@example.org", "never@example.org"]
        moved.shift(timedelta(days=2))
        assert night()[0] == ["bo@example.org"]
        assert night()[1]
        moved.shift(rules.SESSIONS_KEPT)
        assert night() == (["bo@example.org"], 0)


def test_an_invitation_can_be_taken_back(
    app: Portal, ann: Viewer, manager: FlaskClient, client: FlaskClient, mailed: Mailed
) -> None:
    link = invite(manager, mailed)
    page = manager.get("/invitations").get_data(as_text=True)
    found = re.search(r'name="invitation" value="([^"]+)"', page)
    assert found
    assert send(manager, "/invitations", invitation=found[1]).status_code == 303
    assert client.get(link).status_code == 404
    assert send(manager, "/invitations", invitation=found[1]).status_code == 404
    assert actions(app, ann) == ["organisation.opened", "invitation.sent", "invitation.withdrawn"]


def test_nobody_takes_another_organisations_invitation_back(
    world: World, manager: FlaskClient, client: FlaskClient, mailed: Mailed
) -> None:
    link = invite(manager, mailed)
    found = re.search(r'name="invitation" value="([^"]+)"', manager.get("/invitations").get_data(as_text=True))
    assert found
    other = world.browser(world.person("Swindon"))
    assert "bo@example.org" not in other.get("/invitations").get_data(as_text=True)
    assert send(other, "/invitations", invitation=found[1]).status_code == 404
    assert client.get(link).status_code == 200


def test_a_second_invitation_replaces_the_first(manager: FlaskClient, client: FlaskClient, mailed: Mailed) -> None:
    first, second = invite(manager, mailed), invite(manager, mailed)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_a_member_is_not_invited_again(world: World, ann: Viewer, manager: FlaskClient) -> None:
    answer = send(manager, "/invitations/new", name="Ann", email=world.emails[ann.person_id], role="viewer")
    assert answer.status_code == 422
    assert "already in your organisation" in answer.get_data(as_text=True)


def test_only_managers_invite(world: World) -> None:
    for role in (MembershipRole.VIEWER, MembershipRole.CONTRIBUTOR):
        browser = world.browser(world.person("Kent", role))
        assert browser.get("/invitations/new").status_code == 403
        assert browser.get("/invitations").status_code == 403


def test_a_form_filled_in_badly_sends_nothing(manager: FlaskClient, mailed: Mailed) -> None:
    good = {"name": "Bo Ek", "email": "bo@example.org", "role": "viewer"}
    wrongs = [("email", "nobody"), ("email", ""), ("name", ""), ("name", "12"), ("name", "x" * 201), ("role", "owner")]
    for field, wrong in [*wrongs, ("role", ""), ("name", "Bo\x00"), ("name", "Bo \u202e"), ("email", "a@b\u0000.uk")]:
        assert send(manager, "/invitations/new", **good | {field: wrong}).status_code == 422, (field, wrong)
    assert mailed() == []


def test_nobody_sends_invitations_without_end(
    manager: FlaskClient, mailed: Mailed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "INVITATIONS_A_DAY", 1)
    invite(manager, mailed)
    answer = send(manager, "/invitations/new", name="Cy", email="cy@example.org", role="viewer")
    assert answer.status_code == 422
    assert "Try again tomorrow" in answer.get_data(as_text=True)


def test_names_cannot_smuggle_a_link_into_mail(manager: FlaskClient, mailed: Mailed) -> None:
    name = "Bo http://evil.example/"
    send(manager, "/invitations/new", name=name, email="bo@example.org", role="viewer")
    assert "http://evil" not in mailed()[0].get_content()


def test_the_operator_lets_the_first_person_in(app: Portal, world: World, client: FlaskClient) -> None:
    kent = world.organisation("Kent")
    with app.app_context():
        db.session.add(OrganisationIdentifier(organisation_id=kent, scheme="GB-LAE", value="KEN"))
        db.session.commit()
    options = ["people", "invite", "--email", "Bo@example.org", "--name", "Bo Ek", "--role", "manager"]
    runner = app.test_cli_runner()
    from portal.cli import main

    done = runner.invoke(main, [*options, "--organisation", "GB-LAE-KEN"])
    assert done.exit_code == 0, done.output
    found = re.search(r"http://[^/]+(/invitation/\S+)", done.output)
    assert found
    assert send(client, found[1], name="Bo Ek", password=NEW).status_code == 303
    assert try_password(client, "bo@example.org", NEW).status_code == 303
    assert roles(app, "bo@example.org") == [("Kent", MembershipRole.MANAGER)]
    unknown = runner.invoke(main, [*options, "--organisation", "GB-LAE-XXX"])
    assert unknown.exit_code == 1
    again = runner.invoke(main, [*options, "--organisation", "GB-LAE-KEN"])
    assert "already" in again.output
