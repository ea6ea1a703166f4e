"""Bad input to the forms of audits: a message at the field or a plain page, and nothing half written."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from portal.access import viewing
from portal.data import db
from portal.features.audits import Engagement, WorkingNote
from tests.audits.conftest import LAST, NOON, Audit
from tests.audits.test_pages import day_of, details, opened, send, text

UNFIT = ["a\x00b", "\u202eevil", "bell\x07", "x" * 20_000]
FIT = ["<script>alert(1)</script>", "{{ 7 * 7 }}", "' OR 1=1 --", "Ynys Môn – “tŷ” 🏛️", "=1+1", "\u00a0 %s %n"]


def written(audit: Audit, model: Any, viewer: Any) -> int:
    with audit.app.app_context(), viewing(viewer):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_unfit_words_are_refused_at_the_field(audit: Audit, world: Any) -> None:
    audit.sent()
    browser = world.browser(audit.swindon)
    days = {**day_of("starts_on", NOON), **day_of("ends_on", LAST)}
    for words in UNFIT:
        for field in ("title", "purpose"):
            answers = {"title": "A", "purpose": "B", field: words, "records": audit.reference, **days}
            answer = send(browser, details(audit), **answers)
            assert answer.status_code == 422, (field, words[:20])
            assert "There is a problem" in text(answer)
    assert written(audit, Engagement, audit.swindon) == 0


def test_odd_words_are_kept_as_they_are_and_shown_as_text(audit: Audit, world: Any) -> None:
    address = opened(audit)
    browser = world.browser(audit.auditor)
    for words in FIT:
        answer = send(browser, f"{address}/notes/new", title="Odd", words=words, record_reference="")
        assert answer.status_code == 303, words
        html = browser.get(answer.location).get_data(as_text=True)
        assert "<script>alert" not in html
        assert ">49<" not in html
    for words in UNFIT:
        answer = send(browser, f"{address}/notes/new", title="Odd", words=words, record_reference="")
        assert answer.status_code == 422, words[:20]
    assert written(audit, WorkingNote, audit.auditor) == len(FIT)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({"nobody_asked": "1"}, 400),
        ({"audit_body_id": "1"}, 400),
        ({"records": "0000-0000"}, 422),
        ({"records": ""}, 422),
        ({"starts_on-day": "31", "starts_on-month": "2"}, 422),
        ({"ends_on-year": "99999999999999999999"}, 422),
        ({"ends_on-day": "٣"}, 422),
        ({"submission": "not ours"}, 400),
        ({f"f{number}": "x" for number in range(900)}, 400),
    ],
    ids=[
        "unknown",
        "another column",
        "another record",
        "none",
        "31 February",
        "far year",
        "other digits",
        "token",
        "many",
    ],
)
def test_what_no_page_of_ours_sends(audit: Audit, world: Any, answers: dict[str, str], status: int) -> None:
    audit.sent()
    browser = world.browser(audit.swindon)
    good = {"title": "A", "purpose": "B", "records": audit.reference}
    days = {**day_of("starts_on", NOON), **day_of("ends_on", LAST)}
    assert send(browser, details(audit), **{**good, **days, **answers}).status_code == status
    assert written(audit, Engagement, audit.swindon) == 0


def test_a_note_about_a_record_that_the_audit_does_not_cover(audit: Audit, world: Any) -> None:
    address = opened(audit)
    browser = world.browser(audit.auditor)
    answer = send(browser, f"{address}/notes/new", title="A", words="B", record_reference="0000-0000")
    assert answer.status_code == 422
    assert written(audit, WorkingNote, audit.auditor) == 0


def test_another_organisations_engagement_is_no_engagement(audit: Audit, world: Any) -> None:
    address = opened(audit)
    browser = world.browser(audit.kent)
    for path in ("/change-end", "/end", "/notes/new"):
        assert browser.post(address + path, data={"why": "Mine"}).status_code in {400, 404}
        assert browser.get(address + path).status_code == 404
