"""Signing in and out: one answer to every failure, rests, and what the cookie is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.access import Viewer
from portal.core import clock
from portal.data import db
from portal.factory import create_app
from portal.features.organisations import Person
from portal.features.signin import SignInAttempt, SignInSession, rules
from portal.web.application import Portal
from tests.factories.world import PASSWORD, World, csrf_token
from tests.harness.databases import PostgresDatabases, SqliteDatabases
from tests.harness.pages import Page
from tests.signin.steps import counted, is_in, plain, send, try_password

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def deactivate(app: Portal, viewer: Viewer) -> None:
    with app.app_context():
        db.session.execute(update(Person).where(Person.id == viewer.person_id).values(active=False))
        db.session.commit()


def test_the_right_password_signs_in_and_leads_home(world: World, ann: Viewer, client: FlaskClient) -> None:
    answer = try_password(client, world.emails[ann.person_id].upper())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert is_in(client)


def test_every_failure_gives_the_same_bytes(app: Portal, world: World, ann: Viewer) -> None:
    gone, resting = world.person("Kent"), world.person("Kent")
    deactivate(app, gone)
    browser = app.test_client()
    for _ in range(app.config["SETTINGS"].lockout_attempts):
        try_password(browser, world.emails[resting.person_id], "not the password")
    tries = {
        "unknown": ("person-0@example.org", PASSWORD),
        "wrong": (world.emails[ann.person_id], "not the password"),
        "inactive": (world.emails[gone.person_id], PASSWORD),
        "resting": (world.emails[resting.person_id], PASSWORD),
    }
    answers = {}
    for name, (email, password) in tries.items():
        status, html, headers = plain(try_password(app.test_client(), email, password))
        answers[name] = status, html.replace(email, "…"), headers
    assert answers["unknown"][0] == 422
    assert "The email address or password is not right" in answers["unknown"][1]
    assert len(set(map(repr, answers.values()))) == 1


def test_every_failure_takes_the_same_statements(app: Portal, world: World, ann: Viewer) -> None:
    gone = world.person("Kent")
    deactivate(app, gone)
    taken = []
    for email in ("person-0@example.org", world.emails[ann.person_id], world.emails[gone.person_id]):
        browser = app.test_client()
        token = csrf_token(browser, "/sign-in")
        with counted(app) as statements:
            browser.post("/sign-in", data={"email": email, "password": "not the password", "csrf_token": token})
        taken.append(statements)
    assert taken[0] == taken[1] == taken[2]


def test_an_unknown_address_costs_a_real_verification(
    app: Portal, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    def verify(_password: str, stored: str) -> bool:
        verified.append(stored)
        return False

    monkeypatch.setattr("portal.features.signin.engine.verify_password", verify)
    try_password(client, "nobody@example.org")
    assert len(verified) == 1
    assert verified[0].startswith("$argon2id$")


def test_an_account_rests_and_wakes(app: Portal, world: World, ann: Viewer) -> None:
    email, most = world.emails[ann.person_id], app.config["SETTINGS"].lockout_attempts
    browser = app.test_client()
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(most):
            try_password(browser, email, "not the password")
        assert try_password(browser, email).status_code == 422
        clock.move_to(NOON + timedelta(minutes=14, seconds=59))
        assert try_password(browser, email).status_code == 422
        clock.move_to(NOON + timedelta(minutes=15))
        assert try_password(browser, email).status_code == 303


def test_one_failure_fewer_does_not_make_it_rest(app: Portal, world: World, ann: Viewer) -> None:
    email, browser = world.emails[ann.person_id], app.test_client()
    for _ in range(app.config["SETTINGS"].lockout_attempts - 1):
        try_password(browser, email, "not the password")
    assert try_password(browser, email).status_code == 303
    with app.app_context():
        kinds = set(db.session.scalars(select(SignInAttempt.kind)))
    assert kinds == {"sign_in_address"}


def test_other_people_can_sign_in_meanwhile(app: Portal, world: World, ann: Viewer) -> None:
    for _ in range(app.config["SETTINGS"].lockout_attempts):
        try_password(app.test_client(), world.emails[ann.person_id], "not the password")
    assert try_password(app.test_client(), world.emails[world.person("Kent").person_id]).status_code == 303


def test_one_client_cannot_try_for_ever(
    app: Portal, world: World, ann: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ADDRESS_FAILURES", 3)
    for number in range(3):
        assert try_password(app.test_client(), f"nobody-{number}@example.org").status_code == 422
    email = world.emails[ann.person_id]
    stopped = try_password(app.test_client(), email)
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in stopped.get_data(as_text=True)
    elsewhere = {"REMOTE_ADDR": "192.0.2.99"}
    assert try_password(app.test_client(), email, environ_base=elsewhere).status_code == 303


def test_old_attempts_are_cleared_away(app: Portal) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        try_password(app.test_client(), "nobody@example.org")
        clock.move_to(NOON + timedelta(days=2))
        try_password(app.test_client(), "nobody@example.org")
    with app.app_context():
        assert db.session.scalar(select(func.count(SignInAttempt.id))) == 2


def test_a_form_filled_in_badly_says_what_is_missing(client: FlaskClient) -> None:
    forms: list[dict[str, str]] = [{}, {"email": "nobody"}, {"email": "a@example.org"}, {"password": "x" * 5000}]
    for form in forms:
        answer = send(client, "/sign-in", **form)
        assert answer.status_code == 422
        assert "There is a problem" in answer.get_data(as_text=True)


def test_what_no_browser_sends_is_refused(app: Portal, client: FlaskClient) -> None:
    token = csrf_token(client, "/sign-in")
    start = f"csrf_token={token}&password=some+secret+words&email="
    kind = "application/x-www-form-urlencoded"
    bodies = ["%00", "%FF@", "a%E2%80%AE@example.org", "%FF%FE", "a@example.org&email=b@example.org",
              "a@example.org&admin=yes", "a@example.org" + "&x=1" * 10_000, "a" * 100_000]  # fmt: skip
    for body in bodies:
        answer = client.post("/sign-in", data=start + body, content_type=kind)
        assert 400 <= answer.status_code < 500, body[:50]
    with app.app_context():
        assert db.session.scalar(select(func.count(SignInAttempt.id))) == 0


def test_no_password_is_shown_again(client: FlaskClient) -> None:
    answer = try_password(client, "nobody@example.org", "a very secret password")
    assert "a very secret password" not in answer.get_data(as_text=True)
    assert "nobody@example.org" in answer.get_data(as_text=True)


def test_without_a_token_nobody_is_signed_in(world: World, ann: Viewer, client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": world.emails[ann.person_id], "password": PASSWORD})
    assert answer.status_code == 400
    assert not is_in(client)


def test_where_one_goes_on_to(app: Portal, world: World, ann: Viewer) -> None:
    inside = "/organisations?type=council"
    wishes = {inside: inside, "//evil.example": "/", "https://evil.example/": "/", "/\\evil.example": "/"}
    for wanted, leads in wishes.items():
        browser = app.test_client()
        answer = send(browser, "/sign-in", email=world.emails[ann.person_id], password=PASSWORD, next=wanted)
        assert answer.headers["Location"] == leads
        assert browser.get("/sign-in", query_string={"next": wanted}).headers["Location"] == leads


def test_the_wanted_page_is_kept_on_the_way_in(client: FlaskClient) -> None:
    answer = client.get("/your-sign-ins?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/your-sign-ins?x%3D1")
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'name="next" value="/your-sign-ins?x=1"' in page


def test_a_session_that_was_there_before_is_worth_nothing_after(world: World, ann: Viewer, app: Portal) -> None:
    victim, attacker = app.test_client(), app.test_client()
    attacker.get("/sign-in")
    planted = attacker.get_cookie("accord")
    assert planted
    victim.set_cookie("accord", planted.value)
    try_password(victim, world.emails[ann.person_id])
    fresh = victim.get_cookie("accord")
    assert fresh
    assert fresh.value != planted.value
    assert is_in(victim)
    assert not is_in(attacker)
    with victim.session_transaction() as after, attacker.session_transaction() as before:
        assert after.get("csrf_token") != before["csrf_token"]


def test_signing_in_again_ends_the_sign_in_before(app: Portal, world: World, ann: Viewer) -> None:
    browser = world.browser(ann)
    kept = browser.get_cookie("accord")
    token = csrf_token(browser, "/your-sign-ins")
    answer = browser.post(
        "/sign-in", data={"email": world.emails[ann.person_id], "password": PASSWORD, "csrf_token": token}
    )
    assert answer.status_code == 303
    other = app.test_client()
    assert kept
    other.set_cookie("accord", kept.value)
    assert not is_in(other)
    assert is_in(browser)


def test_the_cookie_says_what_it_must(world: World, ann: Viewer, client: FlaskClient) -> None:
    cookie = try_password(client, world.emails[ann.person_id]).headers["Set-Cookie"]
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/", "Expires="):
        assert flag in cookie
    assert "Domain" not in cookie


def test_where_there_is_https_the_cookie_goes_nowhere_else(
    database: SqliteDatabases | PostgresDatabases, app: Portal, tmp_path: Path
) -> None:
    strict = create_app(app.config["SETTINGS"].model_copy(update={"cookie_secure": True, "portal_data_dir": tmp_path}))
    cookie = strict.test_client().get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-accord=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie
    with strict.app_context():
        db.engine.dispose()


def test_what_was_typed_survives_being_signed_out(app: Portal, world: World, ann: Viewer) -> None:
    browser = world.browser(ann)
    token = csrf_token(browser, "/invitations/new")
    with app.app_context():
        db.session.execute(update(SignInSession).values(revoked_at=clock.now()))
        db.session.commit()
    typed = {"name": "Bo <b>Ek</b>", "email": "bo@example.org", "role": "viewer", "password": "secret words here"}
    answer = browser.post("/invitations/new", data={**typed, "csrf_token": token})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert 'name="name" value="Bo &lt;b&gt;Ek&lt;/b&gt;"' in page
    assert "secret words here" not in page
    try_password(browser, world.emails[ann.person_id])
    own = {"Sec-Fetch-Site": "same-origin"}
    again = browser.post("/invitations/new", data={**typed, "csrf_token": token}, headers=own)
    assert again.status_code == 400
    page = again.get_data(as_text=True)
    assert "bo@example.org" in page
    for question in ("Full name", "Email address", "Role"):
        assert f'govuk-summary-list__key">{question}' in page


def test_who_was_signed_out_meanwhile_meets_one_page_that_was_open_too_long(app: Portal, ann: Viewer, world: World):
    """Signed out so long ago that the cookie is gone too: first the way in, then what was typed, then it is done."""
    own = {"Sec-Fetch-Site": "same-origin"}
    old = csrf_token(world.browser(ann), "/invitations/new")
    browser = app.test_client()
    typed = {"name": "Bo Ek", "email": "bo@example.org", "role": "viewer", "csrf_token": old}
    first = browser.post("/invitations/new", data=typed, headers=own)
    assert first.status_code == 401
    assert "You have been signed out" in first.text
    sent = Page(first.text).posting()[-1].filled()
    try_password(browser, world.emails[ann.person_id])
    second = browser.post("/invitations/new", data=sent, headers=own)
    assert second.status_code == 400
    assert "Your page was open for too long" in second.text
    assert browser.post("/invitations/new", data=Page(second.text).posting()[-1].filled()).status_code == 303


def test_the_database_holds_no_token(app: Portal, world: World, ann: Viewer) -> None:
    browser = world.browser(ann)
    with browser.session_transaction() as session:
        token = session["sign_in"]
    with app.app_context():
        digest = db.session.scalar(select(SignInSession.token_digest))
    assert digest
    assert token not in digest
    assert len(digest) == 64


def test_signing_out_ends_the_session_on_the_server(app: Portal, world: World, ann: Viewer) -> None:
    browser = world.browser(ann)
    kept = browser.get_cookie("accord")
    answer = send(browser, "/sign-out", "/your-sign-ins")
    assert answer.headers["Location"] == "/sign-in"
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert not is_in(browser)
    stolen = app.test_client()
    assert kept
    stolen.set_cookie("accord", kept.value)
    assert not is_in(stolen)


def test_signing_out_is_never_a_link(world: World, ann: Viewer) -> None:
    browser = world.browser(ann)
    assert browser.get("/sign-out").status_code == 405
    assert browser.post("/sign-out").status_code == 400
    assert is_in(browser)


def test_a_page_costs_one_look_up_that_also_tells_wall_two(app: Portal, world: World, ann: Viewer) -> None:
    browser = world.browser(ann)
    with counted(app) as statements:
        browser.get("/reset-password")
    spent = [statement for statement in statements if statement != "BEGIN"]
    assert len(spent) == 1
    assert "sign_in_session" in spent[0]


def test_style_and_pictures_ask_nothing(app: Portal, world: World, ann: Viewer) -> None:
    browser = world.browser(ann)
    with counted(app) as statements:
        browser.get("/static/accord.css").close()
    assert not statements


def test_a_new_setting_of_the_hash_is_taken_up_at_sign_in(
    app: Portal, world: World, ann: Viewer, tmp_path: Path
) -> None:
    """What people sign in to hashes as it should; the application of the other tests hashes more cheaply."""
    real = create_app(app.config["SETTINGS"].model_copy(update={"portal_data_dir": tmp_path}))
    try_password(real.test_client(), world.emails[ann.person_id])
    with real.app_context():
        stored = db.session.scalar(select(Person.password).where(Person.id == ann.person_id))
    with real.app_context():
        db.engine.dispose()
    assert stored
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_in(world.browser(ann))
