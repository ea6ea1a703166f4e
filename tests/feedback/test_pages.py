"""What the pages show, to whom, and at what price."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from portal.core import clock
from portal.data import db
from portal.features.feedback import Capacity, Kind, Stance, close_statement, reply_to
from tests.factories.world import csrf_token
from tests.feedback.conftest import WORDS, Case
from tests.feedback.test_story import ANSWER, day

MOST_STATEMENTS = 8
LARGEST_LIST = 25_000


@contextmanager
def counted(case: Case) -> Iterator[list[str]]:
    """Every SQL statement that the application sends meanwhile."""
    with case.app.app_context():
        engine = db.engine
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def full(case: Case) -> Case:
    """Thirty statements, long enough to be cut."""
    for number in range(30):
        kind = list(Kind)[number % 3]
        case.say(f"Number {number:02}. " + WORDS * 5, kind=kind)
    return case


def test_a_list_is_light_and_asks_little(full: Case) -> None:
    browser = full.world.browser(full.council)
    browser.get("/feedback")
    for address in ("/feedback", "/feedback?kind=claim", f"/feedback?about={full.about}", "/feedback?page=last"):
        with counted(full) as sent:
            page = browser.get(address)
        assert page.status_code == 200
        assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)
        assert len(page.data) < LARGEST_LIST, len(page.data)
    reference = full.say()
    for address in (f"/feedback/{reference}", f"/arrangements/{full.about}", "/"):
        browser.get(address)
        with counted(full) as sent:
            assert browser.get(address).status_code == 200
        assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


def test_the_list_filters_and_turns_its_pages(full: Case) -> None:
    browser = full.world.browser(full.forum)
    first = browser.get("/feedback").text
    assert "Number 29" in first
    assert "Number 04" not in first
    assert "Number 00" in browser.get("/feedback?page=last").text
    claims = browser.get("/feedback?kind=claim").text
    assert claims.count("<blockquote") == 10
    assert "Number 01" in claims
    assert "Number 02" not in claims
    assert "Nothing matches" in browser.get("/feedback?capacity=other").text
    assert "Nothing matches" in browser.get("/feedback?state=closed").text
    assert browser.get("/feedback?about=0000-0000").text.count("<blockquote") == 0


def test_an_arrangement_shows_the_words_with_reply_and_outcome_beside_them(case: Case) -> None:
    reference = case.say()
    with case.at(case.council):
        reply_to(case.statement(reference), Stance.DISPUTED, ANSWER)
        close_statement(case.statement(reference), "Noted as one view among others.", clock.today())
    for viewer in (case.forum, case.council):
        page = case.world.browser(viewer).get(f"/arrangements/{case.about}").text
        for words in (WORDS, ANSWER, "Noted as one view", "Claim", "As a contractor", "Disputed", "Give feedback"):
            assert words in page, words
    other = case.world.browser(case.other).get(f"/arrangements/{case.about}").text
    assert WORDS not in other
    assert "You can see no feedback" in other
    assert "Give feedback" in other
    assert "Give feedback" not in case.world.browser(case.auditor).get(f"/arrangements/{case.about}").text


def test_an_outcome_written_while_a_reply_came_in_is_not_lost(case: Case) -> None:
    reference = case.say(kind=Kind.SUGGESTION)
    browser = case.world.browser(case.council)
    page = f"/feedback/{reference}/outcome"
    token = csrf_token(browser, page)
    with case.at(case.council):
        reply_to(case.statement(reference), Stance.ACCEPTED, "We will.")
    data = {"csrf_token": token, "version": "1", "outcome_words": "We wrote to every provider."}
    answer = browser.post(page, data=data | day("outcome_on", clock.today()))
    assert answer.status_code == 409
    assert "We wrote to every provider." in answer.text
    assert "Nothing is written down yet" in browser.get(f"/feedback/{reference}").text


def test_who_can_see_is_told_with_reasons(case: Case) -> None:
    page = case.world.browser(case.forum).get(f"/feedback/{case.say(capacity=Capacity.COMMISSIONER)}").text
    for words in ("Who can see this", "Said this", "Party to the arrangement that this is about", "Engagement of 2010"):
        assert words in page


def test_a_volunteer_finds_where_to_give_feedback(case: Case) -> None:
    volunteer = case.world.browser(case.forum)
    assert 'href="/feedback/new"' in volunteer.get("/feedback").get_data(as_text=True)
    choices = volunteer.get("/feedback/new").get_data(as_text=True)
    assert f'href="/arrangements/{case.about}/feedback/new"' in choices
    assert "cannot be changed" in volunteer.get(f"/arrangements/{case.about}/feedback/new").get_data(as_text=True)
    assert case.about not in case.world.browser(case.stranger).get("/feedback/new").get_data(as_text=True)
