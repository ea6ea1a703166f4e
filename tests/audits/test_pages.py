"""The pages of an audit, as the council, the auditor, other parties and strangers meet them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.access import MembershipRole, viewing
from portal.core import clock
from portal.data import db
from portal.features.audits import Engagement, WorkingNote, write_note
from tests.audits.conftest import AUDIT, FIRST, LAST, NOON, Audit, after, counted


def text(answer: TestResponse) -> str:
    """The words of a page, without tags, on one line."""
    html = answer.get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))


def send(browser: FlaskClient, address: str, **answers: Any) -> TestResponse:
    """Fill the form on the page at ``address`` and send it."""
    html = browser.get(address).get_data(as_text=True)
    main = html.partition("<main")[2]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main))
    return browser.post(address, data={**hidden, **answers})


def day_of(name: str, day: Any) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def details(audit: Audit) -> str:
    return f"/engagements/new/details?body={audit.auditor.organisation_reference}&over={audit.reference}"


def opened(audit: Audit) -> str:
    """The address of the engagement, opened by actions."""
    audit.sent().opened()
    return f"/engagements/{audit.engagement_reference}"


def test_a_council_opens_an_audit_in_three_steps(audit: Audit, world: Any) -> None:
    audit.sent()
    browser = world.browser(audit.swindon)
    assert "No audit is open to you" in text(browser.get("/engagements"))
    bodies = browser.get(f"/engagements/new?over={audit.reference}")
    assert "Local Services Audit Office" in text(bodies)
    assert "Kent County Council" not in text(bodies), "only audit bodies are offered"
    records = browser.get(f"/engagements/new/records?body={audit.auditor.organisation_reference}")
    assert "Kent mentors Swindon" in text(records)
    assert "No arrangement has that" in text(
        browser.get(f"/engagements/new/records?body={audit.auditor.organisation_reference}&words=100%25")
    )
    answer = send(
        browser,
        details(audit),
        title="Review of the pilot",
        purpose="Does the mentoring work?",
        records=audit.reference,
        **day_of("starts_on", NOON),
        **day_of("ends_on", LAST),
    )
    assert answer.status_code == 303, text(answer)
    page = text(browser.get(answer.location))
    for words in ("Review of the pilot", "30 June 2026", "29 days left", "Kent mentors Swindon", "Check the chain"):
        assert words in page
    assert "Your working notes" not in page
    assert "Review of the pilot" in text(browser.get("/engagements"))


def test_mistakes_are_named_at_the_field_and_nothing_is_lost(audit: Audit, world: Any) -> None:
    audit.sent()
    browser = world.browser(audit.swindon)
    answer = send(
        browser,
        details(audit),
        title="",
        purpose="Typed and kept",
        **day_of("starts_on", NOON - timedelta(days=3)),
        **day_of("ends_on", NOON - timedelta(days=5)),
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    for words in ("Enter a title for this audit", "Choose at least one arrangement", "Typed and kept"):
        assert words in page
    answer = send(
        browser,
        details(audit),
        title="A",
        purpose="B",
        records=audit.reference,
        **day_of("starts_on", NOON - timedelta(days=3)),
        **day_of("ends_on", NOON - timedelta(days=5)),
    )
    assert answer.status_code == 422
    assert "The start date must be today or later" in text(answer)
    assert "The last day must be the same as or after the first day" in text(answer)
    with audit.app.app_context(), viewing(audit.swindon):
        assert db.session.scalars(select(Engagement)).all() == []


def test_without_a_record_one_is_asked_for(audit: Audit, world: Any) -> None:
    audit.sent()
    browser = world.browser(audit.swindon)
    answer = browser.get(f"/engagements/new/details?body={audit.auditor.organisation_reference}")
    assert answer.status_code == 303
    assert "Choose at least one arrangement" in text(browser.get(answer.location))
    for address in (
        "/engagements/new/details?body=0000-0000",
        "/engagements/new/records",
        f"/engagements/new/records?body={audit.auditor.organisation_reference}&over=%00",
    ):
        assert browser.get(address).status_code in {200, 404}


def test_a_stranger_cannot_have_another_councils_arrangement_audited(audit: Audit, world: Any) -> None:
    audit.sent()
    browser = world.browser(audit.stranger)
    assert browser.get(details(audit)).status_code == 303, "as if it did not exist"
    page = text(browser.get(f"/engagements/new/records?body={audit.auditor.organisation_reference}"))
    assert "Kent mentors" not in page


def test_only_a_manager_opens_or_ends(audit: Audit, world: Any) -> None:
    address = opened(audit)
    clerk = world.browser(world.person("Swindon Borough Council", MembershipRole.CONTRIBUTOR))
    assert clerk.get(address).status_code == 200
    assert clerk.get("/engagements/new").status_code == 403
    assert clerk.get(f"{address}/end").status_code == 403
    assert clerk.get(f"{address}/change-end").status_code == 403
    assert world.browser(audit.auditor).get(f"{address}/end").status_code == 403


def test_the_auditor_reads_the_proof_and_another_does_not(audit: Audit, world: Any) -> None:
    address = opened(audit)
    reference = audit.evidence()
    auditor, rival, kent = (world.browser(who) for who in (audit.auditor, audit.rival, audit.kent))
    page = text(auditor.get(address))
    assert "1 file" in page
    assert re.search(r"\b[0-9a-f]{64}\b", page), "the digest is there"
    chain = text(auditor.get(f"{address}/chain/{audit.reference}"))
    assert "entries hold" in chain
    assert "does not hold" not in chain.lower()
    assert auditor.get(f"/evidence/{reference}").status_code == 200
    assert auditor.get(f"/arrangements/{audit.reference}").status_code == 200
    for other in (rival, kent):
        assert other.get(address).status_code == 404
        assert other.get(f"{address}/chain/{audit.reference}").status_code == 404
        assert other.get(f"{address}/notes/new").status_code == 404
    assert auditor.get(f"{address}/chain/0000-0000").status_code == 404
    seen = text(kent.get(f"/arrangements/{audit.reference}"))
    assert "Local Services Audit Office" in seen
    assert "30 June 2026" in seen
    assert text(rival.get("/engagements")).count("Review of the pilot") == 0


def test_on_the_day_after_everything_is_gone(audit: Audit, world: Any) -> None:
    address = opened(audit)
    evidence = audit.evidence()
    with audit.inside(audit.auditor) as engagement:
        note = write_note(engagement, "First look", "Kept.", None).reference
    auditor = world.browser(audit.auditor)
    gone = (
        address,
        f"{address}/chain/{audit.reference}",
        f"{address}/notes/new",
        f"/working-notes/{note}",
        f"/working-notes/{note}/change",
        f"/arrangements/{audit.reference}",
        f"/evidence/{evidence}",
        f"/evidence/{evidence}/versions/1",
    )
    for one in gone:
        assert auditor.get(one).status_code == 200, one
    with clock.pinned(after(LAST)):
        auditor = world.browser(audit.auditor)
        for one in gone:
            assert auditor.get(one).status_code == 404, one
        for one in ("/engagements", "/evidence", "/"):
            page = text(auditor.get(one))
            assert "Review of the pilot" not in page
            assert "Kent mentors" not in page
        council = world.browser(audit.swindon)
        assert "Ended" in text(council.get(address))
        assert council.get(f"{address}/end").status_code == 303
        assert "Review of the pilot" in text(council.get("/engagements?state=ended"))
        assert "Review of the pilot" not in text(council.get("/engagements?state=open"))


def test_ended_now_by_the_council(audit: Audit, world: Any) -> None:
    address = opened(audit)
    council, auditor = world.browser(audit.swindon), world.browser(audit.auditor)
    assert auditor.get(address).status_code == 200
    assert send(council, f"{address}/end", why="").status_code == 422
    assert send(council, f"{address}/end", why="Not needed any more.").status_code == 303
    assert "Ended early" in text(council.get(address))
    with clock.pinned(NOON + timedelta(seconds=1)):
        assert auditor.get(address).status_code == 404


def test_ended_before_its_first_day_it_is_over_everywhere(audit: Audit, world: Any) -> None:
    audit.sent().opened(FIRST + timedelta(days=1), LAST)
    address, record = f"/engagements/{audit.engagement_reference}", f"/arrangements/{audit.reference}"
    council = world.browser(audit.swindon)
    assert "Not started" in text(council.get(address))
    assert "Review of the pilot" in text(council.get("/engagements?state=open"))
    assert address in council.get(record).get_data(as_text=True)
    assert send(council, f"{address}/end", why="Not needed any more.").status_code == 303
    assert "Not started" not in text(council.get(address))
    assert council.get(f"{address}/change-end").status_code == 303, "there is nothing left to change"
    assert "Review of the pilot" not in text(council.get("/engagements?state=open"))
    assert "Review of the pilot" in text(council.get("/engagements?state=ended"))
    assert address not in council.get(record).get_data(as_text=True)
    assert "Give more time" not in text(council.get("/"))


def test_the_last_day_is_changed_once_by_two_people(audit: Audit, world: Any) -> None:
    address = opened(audit)
    council = world.browser(audit.swindon)
    stale = council.get(f"{address}/change-end").get_data(as_text=True).partition("<main")[2]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', stale))
    later = LAST + timedelta(days=10)
    assert send(council, f"{address}/change-end", **day_of("ends_on", later)).status_code == 303
    assert "10 July 2026" in text(council.get(address))
    answer = council.post(f"{address}/change-end", data={**hidden, **day_of("ends_on", LAST + timedelta(days=20))})
    assert answer.status_code == 409
    assert "10 July 2026" in text(answer)
    assert "20 July 2026" in text(answer)


def test_notes_through_the_pages_and_a_conflict_loses_neither_text(audit: Audit, world: Any) -> None:
    address = opened(audit)
    auditor = world.browser(audit.auditor)
    answer = send(auditor, f"{address}/notes/new", title="First look", words="<b>Two</b> visits", record_reference="")
    assert answer.status_code == 303, text(answer)
    note = answer.location
    assert "&lt;b&gt;Two" in auditor.get(note).get_data(as_text=True)
    stale = auditor.get(f"{note}/change").get_data(as_text=True).partition("<main")[2]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', stale))
    fields = {"title": "First look", "record_reference": ""}
    assert send(auditor, f"{note}/change", **fields, words="Three visits").status_code == 303
    answer = auditor.post(f"{note}/change", data={**hidden, **fields, "words": "Four visits"})
    assert answer.status_code == 409
    assert "Three visits" in text(answer)
    assert "Four visits" in text(answer)
    assert "Two" in text(auditor.get(note)), "the first text stays in the history"
    assert world.browser(audit.swindon).get(note).status_code == 404
    reader = world.browser(world.person("Local Services Audit Office", MembershipRole.VIEWER, AUDIT))
    assert reader.get(note).status_code == 200
    assert reader.get(f"{note}/change").status_code == 403
    assert reader.get(f"{address}/notes/new").status_code == 403
    with audit.app.app_context(), viewing(audit.auditor):
        assert db.session.scalars(select(WorkingNote.words)).all() == ["Three visits"]


def test_sent_twice_it_is_opened_once(audit: Audit, world: Any) -> None:
    audit.sent()
    browser = world.browser(audit.swindon)
    html = browser.get(details(audit)).get_data(as_text=True).partition("<main")[2]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    data = {
        **hidden, "title": "Once", "purpose": "Only.", "records": audit.reference,
        **day_of("starts_on", NOON), **day_of("ends_on", LAST),
    }  # fmt: skip
    first, second = browser.post(details(audit), data=data), browser.post(details(audit), data=data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    with audit.app.app_context(), viewing(audit.swindon):
        assert len(db.session.scalars(select(Engagement)).all()) == 1


@pytest.mark.parametrize("address", ["/engagements", "/engagements?state=open&after=0000-0000", "/engagements?state=x"])
def test_odd_addresses_of_the_list(audit: Audit, world: Any, address: str) -> None:
    assert world.browser(audit.swindon).get(address).status_code in {200, 404}


def test_a_page_takes_few_statements(audit: Audit, world: Any) -> None:
    address = opened(audit)
    audit.evidence()
    browser = world.browser(audit.auditor)
    for one in ("/engagements", address, f"{address}/chain/{audit.reference}"):
        with counted(audit.app) as said:
            assert browser.get(one).status_code == 200
        assert len(said) <= 8, (one, said)


def test_a_note_typed_while_the_audit_ends_is_given_back_and_tells_nothing(audit: Audit, world: Any) -> None:
    address = opened(audit)
    browser = world.browser(audit.auditor)
    html = browser.get(f"{address}/notes/new").get_data(as_text=True).partition("<main")[2]
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    sent |= {"title": "What I saw", "words": "Two <b>days</b> a week.", "record_reference": ""}
    with clock.pinned(after(LAST)):
        again = world.browser(audit.auditor)
        sent["csrf_token"] = re.findall(r'name="csrf_token" value="([^"]*)"', again.get("/engagements").text)[0]
        ended = again.post(f"{address}/notes/new", data=sent)
        missing = again.post("/engagements/0000-0000/notes/new", data=sent)
        assert "No audit is open to you" in text(again.get("/engagements"))
    assert ended.status_code == missing.status_code == 404
    assert ended.data == missing.data, "it does not tell whether there is such an audit"
    for words in ("Title", "What I saw", "Note", "Two &lt;b&gt;days&lt;/b&gt; a week."):
        assert words in ended.text


def test_an_audit_may_last_one_day(audit: Audit, world: Any) -> None:
    audit.sent()
    browser = world.browser(audit.swindon)
    said = {"title": "One day", "purpose": "A look", "records": audit.reference}
    answer = send(browser, details(audit), **said, **day_of("starts_on", NOON), **day_of("ends_on", NOON))
    assert answer.status_code == 303, text(answer)
    assert "1 June 2026" in text(browser.get(answer.location))
