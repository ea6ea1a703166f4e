"""A forgotten password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.access import Viewer
from portal.data import db
from portal.features.organisations import Person
from portal.features.signin import rules
from portal.web.application import Portal
from tests.factories.world import World
from tests.signin.steps import counted, is_in, link_in, plain, send, try_password

NEW = "a new and longer secret"
Mailed = Callable[[], list[EmailMessage]]


@pytest.fixture
def link(world: World, ann: Viewer, client: FlaskClient, mailed: Mailed) -> str:
    """A reset link, sent to Ann."""
    send(client, "/reset-password", email=world.emails[ann.person_id])
    (message,) = mailed()
    return link_in(message)


def test_a_mail_with_a_link_gives_a_new_password(
    app: Portal, world: World, ann: Viewer, client: FlaskClient, link: str, mailed: Mailed
) -> None:
    email = world.emails[ann.person_id]
    old = world.browser(ann)
    answer = send(client, link, password=NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert not is_in(old)
    assert not is_in(client)
    assert "changed" in mailed()[0].get_content()
    assert try_password(app.test_client(), email).status_code == 422
    assert try_password(app.test_client(), email, NEW).status_code == 303


def test_whoever_is_signed_in_here_is_told_too(world: World, ann: Viewer, link: str) -> None:
    browser = world.browser(ann)
    answer = send(browser, link, password=NEW)
    assert "Your password has been changed" in browser.get(answer.headers["Location"]).get_data(as_text=True)


def test_another_persons_sign_in_here_goes_on(world: World, link: str) -> None:
    browser = world.browser(world.person("Kent"))
    send(browser, link, password=NEW)
    assert is_in(browser)


def test_a_link_works_once(client: FlaskClient, link: str) -> None:
    assert send(client, link, password=NEW).status_code == 303
    assert client.get(link).status_code == 404
    page = send(client, link, "/sign-in", password="yet another long secret")
    assert page.status_code == 404


def test_every_link_dies_with_the_first_that_is_used(
    world: World, ann: Viewer, client: FlaskClient, link: str, mailed: Mailed
) -> None:
    send(client, "/reset-password", email=world.emails[ann.person_id])
    second = link_in(mailed()[0])
    send(client, link, password=NEW)
    assert client.get(second).status_code == 404


def test_a_link_works_for_an_hour(world: World, ann: Viewer, client: FlaskClient, mailed: Mailed) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False) as moved:
        send(client, "/reset-password", email=world.emails[ann.person_id])
        link = link_in(mailed()[0])
        moved.move_to(noon + timedelta(minutes=59))
        assert client.get(link).status_code == 200
        moved.move_to(noon + timedelta(minutes=61))
        assert client.get(link).status_code == 404


def test_a_link_that_is_not_ours_says_no_more_than_an_old_one(app: Portal, client: FlaskClient, link: str) -> None:
    send(client, link, password=NEW)
    visitor = app.test_client()
    used = plain(visitor.get(link))
    for token in ("x", "a.b.c", "%00", "WzEsMl0.abc.def", "é" * 50, "x" * 5000):
        assert plain(visitor.get(f"/reset-password/{token}")) == used


def test_an_inactive_person_chooses_no_password(app: Portal, ann: Viewer, client: FlaskClient, link: str) -> None:
    with app.app_context():
        db.session.execute(update(Person).where(Person.id == ann.person_id).values(active=False))
        db.session.commit()
    assert client.get(link).status_code == 404


def test_a_weak_password_is_refused_and_the_link_lives_on(client: FlaskClient, link: str) -> None:
    answer = send(client, link, password="password1234")
    assert answer.status_code == 422
    assert "too easy to guess" in answer.get_data(as_text=True)
    assert send(client, link, password=NEW).status_code == 303


def test_the_answer_is_the_same_for_every_address(app: Portal, world: World, ann: Viewer, mailed: Mailed) -> None:
    gone = world.person("Kent")
    with app.app_context():
        db.session.execute(update(Person).where(Person.id == gone.person_id).values(active=False))
        db.session.commit()
    answers, spent = [], []
    for email in ("nobody@example.org", world.emails[ann.person_id], world.emails[gone.person_id]):
        browser = app.test_client()
        browser.get("/reset-password")
        with counted(app) as statements:
            answers.append(plain(send(browser, "/reset-password", email=email)))
        spent.append(len(statements))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 303
    assert spent[0] == spent[1] == spent[2]
    assert [message["To"] for message in mailed()] == [world.emails[ann.person_id]]


def test_one_account_gets_few_mails_and_nobody_is_told(app: Portal, world: World, ann: Viewer, mailed: Mailed) -> None:
    answers = [
        plain(send(app.test_client(), "/reset-password", email=world.emails[ann.person_id]))
        for _ in range(rules.ACCOUNT_MAILS + 2)
    ]
    assert all(answer == answers[0] for answer in answers)
    assert len(mailed()) == rules.ACCOUNT_MAILS


def test_one_client_cannot_ask_for_ever(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "ADDRESS_MAILS", 2)
    statuses = [send(client, "/reset-password", email=f"n{n}@example.org").status_code for n in range(3)]
    assert statuses == [303, 303, 429]


def test_a_new_password_ends_the_rest_of_an_account(
    app: Portal, world: World, ann: Viewer, client: FlaskClient, link: str
) -> None:
    email = world.emails[ann.person_id]
    for _ in range(app.config["SETTINGS"].lockout_attempts):
        try_password(app.test_client(), email, "not the password")
    send(client, link, password=NEW)
    assert try_password(app.test_client(), email, NEW).status_code == 303
