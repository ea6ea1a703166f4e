"""A file is kept before anything is written: a slow store keeps nobody waiting, and who may is asked again after it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from io import BytesIO
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal import adapters
from portal.access import MembershipRole
from portal.core import clock
from portal.data import db
from portal.features.evidence import EvidenceVersion
from portal.features.organisations import Membership
from tests.evidence.conftest import Shelf, kept_files
from tests.evidence.test_evidence import PDF, send
from tests.factories.world import World, csrf_token

LONG = 30


@contextmanager
def being_stored(shelf: Shelf, browser: FlaskClient, reference: str) -> Iterator[dict[str, TestResponse]]:
    """While the block runs a new version is on its way into the store; after it, ``answer`` is the answer."""
    with shelf.app.app_context():
        store: Any = adapters.storage()
    begun, goes_on, put = Event(), Event(), store.put
    told: dict[str, TestResponse] = {}

    def slow(stream: Any, limit_bytes: int) -> Any:
        begun.set()
        assert goes_on.wait(LONG)
        return put(stream, limit_bytes)

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as pool:
        patch.setattr(store, "put", slow)
        sending = pool.submit(send, browser, reference, PDF, "plan.pdf")
        try:
            assert begun.wait(LONG)
            yield told
        finally:
            goes_on.set()
        told["answer"] = sending.result(LONG)


def versions(shelf: Shelf) -> int:
    with shelf.at(shelf.swindon):
        return db.session.scalar(select(func.count(EvidenceVersion.id))) or 0


def test_others_write_while_a_file_is_stored(shelf: Shelf, world: World) -> None:
    reference = shelf.add(b"first draft", "plan.txt")
    kent, swindon = world.browser(shelf.kent), world.browser(shelf.swindon)
    with being_stored(shelf, kent, reference) as told:
        sent = {"pace": "weekly", "csrf_token": csrf_token(swindon, "/your-reminders")}
        assert swindon.post("/your-reminders", data=sent).status_code == 303
    assert told["answer"].status_code == 303
    assert versions(shelf) == 2


def test_whoever_may_not_any_more_when_it_is_stored_leaves_nothing(shelf: Shelf, world: World) -> None:
    reference = shelf.add(b"first draft", "plan.txt")
    with being_stored(shelf, world.browser(shelf.kent), reference) as told, shelf.app.app_context():
        left = update(Membership).where(Membership.person_id == shelf.kent.person_id).values(ended_at=clock.now())
        db.session.execute(left)
        db.session.commit()
    assert told["answer"].headers["Location"] == "/choose-organisation"
    assert versions(shelf) == 1
    assert len(kept_files(shelf.app)) == 1


def test_a_file_for_another_organisation_is_not_stored(
    shelf: Shelf, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opened the page for Kent and now acts for somebody to whom the record is closed is told so and sent back."""
    reference = shelf.add(b"first draft", "plan.txt")
    elsewhere = Membership(
        person_id=shelf.kent.person_id, organisation_id=shelf.stranger.organisation_id, role=MembershipRole.MANAGER
    )
    with shelf.app.app_context():
        db.session.add(elsewhere)
        db.session.commit()
        monkeypatch.setattr(adapters.storage(), "put", lambda *_: pytest.fail("stored"))
    browser, page = world.browser(shelf.kent), f"/evidence/{reference}/versions/new"
    for viewer in (shelf.kent, shelf.stranger):
        token = csrf_token(browser, "/choose-organisation")
        chosen = {"csrf_token": token, "organisation": viewer.organisation_reference}
        assert browser.post("/choose-organisation", data=chosen).status_code == 303
    assert browser.get(page).status_code == 404

    def send_for_kent(**more: str) -> TestResponse:
        fields = {"csrf_token": token, "note": "newer", "acting_for": shelf.kent.organisation_reference, **more}
        return browser.post(page, data={**fields, "upload": (BytesIO(PDF), "plan.pdf")})

    refused = send_for_kent()
    assert refused.status_code == 409
    assert f"You opened this page for {shelf.kent.organisation_name}" in unescape(refused.text)
    again = send_for_kent(act_again="yes")
    assert (again.status_code, again.location) == (307, page)
    assert len(kept_files(shelf.app)) == 1
    assert browser.get(page).status_code == 200


def test_nothing_is_stored_for_who_may_not_add_it(shelf: Shelf, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = shelf.add(b"first draft", "plan.txt")
    with shelf.app.app_context():
        monkeypatch.setattr(adapters.storage(), "put", lambda *_: pytest.fail("stored"))
    page, stranger = f"/evidence/{reference}/versions/new", world.browser(shelf.stranger)
    for browser in (stranger, shelf.app.test_client()):
        token = csrf_token(browser, "/your-reminders" if browser is stranger else "/sign-in")
        sent = {"csrf_token": token, "note": "mine", "upload": (BytesIO(b"x"), "x.txt")}
        assert browser.post(page, data=sent).status_code in {401, 404}
