"""Lessons of case 3: the parties', until a manager shares one with every member organisation, on both databases."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from portal.access import MembershipRole, Viewer
from portal.core.errors import Forbidden, RuleBroken
from portal.data import db
from portal.features.lessons import Lesson, LessonFacts, SharedLesson, Sort, actions
from tests.downloads.conftest import as_csv, column
from tests.house.test_seals import verified
from tests.house.test_statement_budget import BUDGET, counted
from tests.risks.conftest import JoinedUp
from tests.risks.test_story import at_browser

WORDS = "Two budgets with one aim left a gap."
TITLE = "Agree who owns the work"


def write(joined: JoinedUp, by: Viewer, title: str = TITLE) -> str:
    with joined.at(by):
        return actions.write_lesson(joined.arrangement, LessonFacts(Sort.ADVICE, title, WORDS)).reference


def lesson(reference: str) -> Lesson:
    """In the block of a viewer."""
    return db.session.scalars(select(Lesson).where(Lesson.reference == reference)).one()


def share(joined: JoinedUp, by: Viewer, reference: str, about: str = "A county and its districts") -> None:
    with joined.at(by):
        actions.share_lesson(joined.arrangement, lesson(reference), about)


def test_a_lesson_is_shared_with_everybody_and_taken_back(joined: JoinedUp) -> None:
    dartford, forum = at_browser(joined, joined.dartford), at_browser(joined, joined.forum)
    stranger, own = at_browser(joined, joined.stranger), f"/arrangements/{joined.reference}/lessons"
    dartford.sends(f"{own}/add", sort="advice", title=TITLE, words=WORDS)
    assert WORDS in at_browser(joined, joined.thanet).reads(own)
    assert WORDS not in forum.reads(own)
    assert "No lessons are shown yet" in stranger.reads("/lessons")
    with joined.at(joined.dartford):
        reference = db.session.scalars(select(Lesson.reference)).one()
    dartford.sends(f"{own}/{reference}/show", about="A county and its districts", agreed="yes")
    page = stranger.reads("/lessons?kind=joint_strategy&tells=advice")
    link = re.search(r'href="(/lessons/[\w-]+)">', page)
    assert link
    assert reference not in page
    shown = stranger.reads(link[1])
    for words in (TITLE, WORDS, "Dartford Borough Council", "A county and its districts", "Joint strategy"):
        assert words in shown
    for words in ("Joined-up work on worklessness", joined.reference, reference, "Kent County Council"):
        assert words not in shown + page
    assert WORDS in forum.reads(own)
    assert TITLE in forum.reads(f"/arrangements/{joined.reference}")
    cells = as_csv(stranger.browser.get("/lessons/download"))
    assert column(cells, "Lesson") == [TITLE]
    assert "Nothing matches" in stranger.reads("/lessons?tells=failed")
    stranger.reads(own, 404)
    dartford.sends(f"{own}/{reference}/withdraw")
    stranger.reads(link[1], 404)
    assert "No lessons are shown yet" in stranger.reads("/lessons")
    assert WORDS not in forum.reads(own)
    assert WORDS in dartford.reads(own)
    with joined.at(joined.stranger):
        assert db.session.scalar(select(func.count(SharedLesson.id))) == 0
    dartford.sends(f"{own}/{reference}/remove")
    assert verified(joined.app)[0] == 0


def test_nothing_in_the_copy_leads_back(joined: JoinedUp) -> None:
    columns = {column.name for column in SharedLesson.__table__.columns}
    told = {"author_id", "arrangement_kind", "about", "sort", "title", "words"}
    assert columns == told | {"id", "reference", "created_at"}
    with joined.at(joined.stranger):
        assert db.session.scalars(select(Lesson)).all() == []


def test_it_is_shared_by_a_manager_of_its_author_or_of_who_registered_the_arrangement(joined: JoinedUp) -> None:
    reference = write(joined, joined.dartford)
    address = f"/arrangements/{joined.reference}/lessons/{reference}/show"
    officer = joined.world.person("Dartford Borough Council", MembershipRole.CONTRIBUTOR)
    at_browser(joined, officer).reads(address, 403)
    at_browser(joined, joined.thanet).reads(address, 403)
    at_browser(joined, joined.forum).reads(address, 403)
    at_browser(joined, joined.stranger).reads(address, 404)
    with joined.at(joined.thanet), pytest.raises(Forbidden):
        actions.share_lesson(joined.arrangement, lesson(reference), "Not theirs")
    at_browser(joined, joined.kent).sends(address, about="A county and its districts", agreed="yes")


def test_what_everybody_reads_stays_as_it_was_shared(joined: JoinedUp) -> None:
    reference = write(joined, joined.dartford)
    share(joined, joined.dartford, reference)
    other = LessonFacts(Sort.FAILED, "Something else", "Something else")
    for action, facts in (
        (actions.change_lesson, (other,)),
        (actions.remove_lesson, ()),
        (actions.share_lesson, ("Again",)),
    ):
        with joined.at(joined.dartford), pytest.raises(RuleBroken, match="Stop showing it first"):
            action(joined.arrangement, lesson(reference), *facts)
    with joined.at(joined.stranger):
        assert db.session.scalars(select(SharedLesson.words)).one() == WORDS


def test_only_its_author_words_it(joined: JoinedUp) -> None:
    reference = write(joined, joined.dartford)
    kent, own = at_browser(joined, joined.kent), f"/arrangements/{joined.reference}/lessons/{reference}"
    kent.reads(f"{own}/change", 403)
    kent.reads(f"{own}/remove", 403)
    at_browser(joined, joined.dartford).sends(f"{own}/change", sort="failed", title="Anew", words="Anew, in words")
    assert "Anew, in words" in kent.reads(f"/arrangements/{joined.reference}/lessons?tells=failed")
    at_browser(joined, joined.dartford).sends(f"{own}/show", 422, about="A county")
    assert 'value="Joined-up work' not in at_browser(joined, joined.dartford).reads(f"{own}/show")


def test_nobody_reads_lessons_without_signing_in(joined: JoinedUp) -> None:
    reference = write(joined, joined.dartford)
    share(joined, joined.dartford, reference)
    visitor = joined.app.test_client()
    for address in ("/lessons", "/lessons/download", "/lessons/0000-0000"):
        answer = visitor.get(address)
        assert answer.status_code in {302, 303, 401}
        assert WORDS not in answer.get_data(as_text=True)


def test_pages_ask_no_more_often_when_they_are_full(joined: JoinedUp) -> None:
    reference = write(joined, joined.kent)
    share(joined, joined.kent, reference)
    browser = joined.world.browser(joined.kent)
    pages = ("/lessons", f"/arrangements/{joined.reference}/lessons", f"/arrangements/{joined.reference}")
    sent = []
    for more in (0, 30):
        for number in range(more):
            share(joined, joined.kent, write(joined, joined.kent, f"Lesson {number}"))
        with joined.app.app_context():
            for page in pages:
                assert browser.get(page).status_code == 200
                with counted() as statements:
                    browser.get(page)
                assert len(statements) <= BUDGET, "\n\n".join([page, *statements])
                sent.append(len(statements))
    assert sent[:3] == sent[3:]
