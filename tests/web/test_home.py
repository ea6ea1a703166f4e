"""Home, for a visitor, for somebody without an organisation, and for those in the story; and the health of a worker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from portal import ledger
from portal.access import open_list, viewing
from portal.core import clock
from portal.data import db
from portal.features.organisations import Membership, OrganisationRecord
from portal.ledger import LedgerEntry
from portal.ledger.newest import newest_entries
from portal.ledger.telling import sentence
from portal.web import health
from portal.web.application import Portal
from tests.audits.conftest import NOON, Audit, counted
from tests.factories.world import World


@pytest.fixture
def story(app: Portal, world: World) -> Iterator[Audit]:
    with clock.pinned(NOON):
        yield Audit(app, world)


def words(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True).partition("<main")[2]))


def links(answer: TestResponse) -> list[str]:
    return re.findall(r'href="(/[^"]+)"', answer.get_data(as_text=True).partition("<main")[2])


def test_a_visitor_is_told_what_this_is_and_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "/sign-in" in links(answer)
    assert "Waiting for you" not in words(answer)


def test_without_an_organisation_one_is_told_what_to_do(app: Portal, world: World) -> None:
    viewer = world.person("Kent County Council")
    browser = world.browser(viewer)
    with app.app_context():
        db.session.execute(delete(Membership).where(Membership.person_id == viewer.person_id))
        db.session.commit()
    answer = browser.get("/")
    assert answer.status_code == 200
    assert "You act for no organisation yet" in words(answer)


def test_an_empty_home_has_a_next_step(app: Portal, world: World) -> None:
    answer = world.browser(world.person("Ealing")).get("/")
    assert "Nothing waits for you" in words(answer)
    assert "Nothing has happened yet" in words(answer)
    assert "/arrangements" in links(answer)


def test_what_waits_and_what_changed(story: Audit, world: World) -> None:
    story.sent()
    answer = world.browser(story.kent).get("/")
    assert f"/arrangements/{story.reference}" in links(answer)
    assert "Nothing waits for you" not in words(answer), "Kent is asked to confirm"
    assert "Swindon Borough Council sent Kent mentors Swindon&#39;s social services to its parties" in words(answer)
    assert "Kent mentors" not in words(world.browser(story.stranger).get("/"))


def test_ones_own_actions_are_marked(story: Audit, world: World) -> None:
    story.sent()
    assert "Swindon Borough Council (you) " in words(world.browser(story.swindon).get("/"))
    colleague = world.person("Swindon Borough Council")
    assert "(you)" not in words(world.browser(colleague).get("/"))


def test_an_audit_waits_for_the_auditor_and_for_its_end(story: Audit, world: World) -> None:
    story.sent().opened()
    audit = f"/engagements/{story.engagement_reference}"
    assert audit in links(world.browser(story.auditor).get("/"))
    assert "Give more time" not in words(world.browser(story.swindon).get("/")), "30 days are not soon"
    with clock.pinned(NOON + timedelta(days=20)):
        answer = world.browser(story.swindon).get("/")
        assert "Give more time" in words(answer)
        assert audit in links(answer)
        assert audit not in links(world.browser(story.kent).get("/"))


def test_home_takes_eight_statements_at_most(story: Audit, world: World) -> None:
    story.sent().opened()
    story.evidence()
    browser = world.browser(story.swindon)
    with counted(story.app) as said:
        answer = browser.get("/")
    assert answer.status_code == 200
    assert len(said) <= 8, said


def test_an_action_that_nobody_described_is_still_told(app: Portal) -> None:
    with app.app_context():
        unknown = sentence("picnic.held_again")
        assert (unknown.before, unknown.after) == ("made a change (picnic held again) to", "")
        assert sentence("arrangement.sent").after == " to its parties"


def test_every_subject_and_action_of_the_story_has_words(story: Audit, world: World) -> None:
    story.sent().opened()
    story.evidence()
    for viewer in (story.swindon, story.kent, story.auditor):
        assert "made a change (" not in words(world.browser(viewer).get("/"))


def test_an_entry_about_a_record_of_no_known_kind_is_told(app: Portal, world: World) -> None:
    kent = world.person("Kent County Council")
    with app.app_context(), viewing(kent):
        row = OrganisationRecord(organisation_id=kent.organisation_id, access_list_id=open_list("Kent's own").id)
        db.session.add(row)
        ledger.record("picnic.held", row, {})
        assert db.session.scalars(select(LedgerEntry.subject_type)).all() == ["organisation_record"]
    assert "made a change (picnic held) to Kent County Council" in words(world.browser(kent).get("/"))


def test_the_newest_entries_are_the_newest_of_all_lists(app: Portal, world: World) -> None:
    kent = world.person("Kent County Council")
    moment = NOON
    with app.app_context():
        lists: list[int] = []
        for number in range(40):
            moment += timedelta(minutes=1)
            with clock.pinned(moment), viewing(kent):
                if number % 4 == 0:
                    lists.append(open_list(f"List {number}").id)
                on = _Listed(lists[number * 7 % len(lists)])
                ledger.record("thing.done", on, {"number": number})
        with clock.pinned(moment), viewing(kent):
            for most in (1, 5, 15):
                found = [row.id for row in db.session.execute(newest_entries(db.session(), most))]
                all_of_them = select(LedgerEntry.id).order_by(LedgerEntry.recorded_at.desc(), LedgerEntry.id.desc())
                assert found == list(db.session.scalars(all_of_them.limit(most)))


class _Listed:
    """Something on a list, as far as the ledger asks."""

    __tablename__ = "thing"
    id, reference = 1, "7K3M-92QD"

    def __init__(self, access_list_id: int) -> None:
        self.access_list_id = access_list_id


def test_a_worker_says_that_it_is_alive_and_ready(client: FlaskClient, app: Portal) -> None:
    with counted(app) as said:
        assert client.get("/health/live").status_code == 200
    assert said == []
    assert client.get("/health/ready").status_code == 200


def test_a_worker_that_is_newer_than_its_database_is_not_ready(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "head_and_current", lambda _: ("0002", "0001"))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json()["because"] == "migrations are not at head"


def test_a_worker_without_its_database_is_not_ready(
    client: FlaskClient, app: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def connect(self) -> Any:
            raise OperationalError("SELECT 1", {}, Exception("gone"))

    with monkeypatch.context() as broken:
        broken.setattr(type(db), "engine", Broken())
        assert client.get("/health/ready").status_code == 503
        assert client.get("/health/live").status_code == 200


def test_the_same_thing_again_and_again_is_told_once(app: Portal, world: World) -> None:
    kent = world.person("Kent County Council")
    with app.app_context(), viewing(kent):
        row = OrganisationRecord(organisation_id=kent.organisation_id, access_list_id=open_list("Kent's own").id)
        db.session.add(row)
        for _ in range(3):
            ledger.record("membership.changed", row, {})
        ledger.record("membership.started", row, {})
    page = words(world.browser(kent).get("/"))
    assert page.count("changed what somebody can do in") == 1
    assert "(3 times)" in page
    assert "(2 times)" not in page
