"""Case 4 from start to end: a claim, the right of reply, the answer, what came of it, and who never sees any of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portal.access import MembershipRole
from portal.adapters.mailing import OutboxMail
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.feedback import (
    AskedReply,
    Capacity,
    Kind,
    Reply,
    Stance,
    State,
    Statement,
    close_statement,
    make_statement,
    printable,
    progress_of,
    reply_to,
)
from portal.jobs import registry
from portal.ledger import LedgerEntry
from tests.factories.world import World, csrf_token
from tests.feedback.conftest import WORDS, Case

ANSWER = "We held cost-of-living increases tightly, nothing more."


def test_the_story_of_case_four(case: Case, world: World) -> None:
    forum, council = world.browser(case.forum), world.browser(case.council)

    page = f"/arrangements/{case.about}/feedback/new"
    assert "Something that can be checked" in forum.get(page).text
    said = forum.post(
        page,
        data={
            "csrf_token": csrf_token(forum, page),
            "capacity": "contractor",
            "capacity_words": "",
            "kind": "claim",
            "words": WORDS + " See https://example.org/rates <b>now</b>",
        },
    )
    assert said.status_code == 303
    address = said.location
    mine = forum.get(address).text
    assert "This is a claim. It can be checked" in mine
    assert "As a contractor" in mine
    assert "No reply yet" in mine
    assert 'href="https://example.org/rates"' in mine
    assert "&lt;b&gt;now&lt;/b&gt;" in mine
    assert "Kent County Council" in mine, "who can see this"
    assert forum.get(address + "/replies/new").status_code == 403, "nobody replies to themselves"

    waiting = council.get("/").text
    assert "Feedback to answer" in waiting
    assert address in waiting
    their_page = council.get(address).text
    assert "A claim must be answered before it is closed" in their_page
    too_soon = council.post(
        address + "/outcome",
        data={"csrf_token": csrf_token(council, address + "/outcome"), "version": "1", "outcome_words": "Nothing"}
        | day("outcome_on", clock.today()),
    )
    assert too_soon.status_code == 422
    assert "A claim must be answered before it is closed" in too_soon.text

    replied = council.post(
        address + "/replies/new",
        data={"csrf_token": csrf_token(council, address + "/replies/new"), "version": "1"}
        | {"stance": "disputed", "words": ANSWER},
    )
    assert replied.status_code == 303
    assert "Feedback to answer" not in council.get("/").text
    home = forum.get("/").text
    assert "Answers to you" in home
    assert "Disputed" in home

    closed = council.post(
        address + "/outcome",
        data={
            "csrf_token": csrf_token(council, address + "/outcome"),
            "version": "2",
            "outcome_words": "Reported to the Governance and Audit Committee as one view among others.",
        }
        | day("outcome_on", clock.today()),
    )
    assert closed.status_code == 303, closed.text
    whole = forum.get(address).text
    for words in (WORDS, ANSWER, "Governance and Audit Committee", "Disputed", "Claim", "As a contractor"):
        assert words in whole
    assert council.get(address + "/replies/new").status_code == 200
    late = council.post(
        address + "/replies/new",
        data={"csrf_token": csrf_token(council, address + "/replies/new"), "version": "3"}
        | {"stance": "explained", "words": "More"},
    )
    assert late.status_code == 422

    for browser in (world.browser(case.other), world.browser(case.stranger)):
        unknown = browser.get("/feedback/0000-0000")
        assert browser.get(address).data == unknown.data
        assert browser.get(address).status_code == 404
        assert "home-care" not in browser.get("/feedback").text
    auditor = world.browser(case.auditor)
    assert auditor.get(address).status_code == 200
    assert auditor.get(address + "/replies/new").status_code == 403
    assert auditor.get(page).status_code == 403
    assert auditor.get(f"/feedback?about={case.about}&kind=claim").text.count("<blockquote") == 1


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


def test_another_partner_of_the_same_arrangement_never_sees_it(case: Case) -> None:
    reference = case.say()
    assert case.sees(case.forum, reference)
    assert case.sees(case.council, reference)
    assert case.sees(case.auditor, reference)
    assert not case.sees(case.other, reference)
    assert not case.sees(case.stranger, reference)


def test_every_write_is_in_the_ledger_of_the_statements_own_list(case: Case) -> None:
    reference = case.say()
    with case.at(case.council):
        reply_to(case.statement(reference), Stance.DISPUTED, ANSWER)
        close_statement(case.statement(reference), "Noted.", clock.today())
    with case.at(case.forum):
        entries = db.session.execute(
            select(LedgerEntry.action, LedgerEntry.subject_reference)
            .where(LedgerEntry.access_list_id == case.statement(reference).access_list_id)
            .order_by(LedgerEntry.sequence)
        ).all()
    assert entries == [(action, reference) for action in ("statement.said", "statement.replied", "statement.closed")]


def test_when_a_mail_fails_the_others_are_not_sent_again(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    second = case.world.person("Kent County Council", MembershipRole.CONTRIBUTOR, name="Zoe of Kent")
    case.world.person("Kent County Council", MembershipRole.VIEWER, name="Vic of Kent")
    case.say()
    first, broken = (case.world.emails[one.person_id] for one in (case.council, second))
    send, failures = OutboxMail.send, [OSError()]

    def fails_once(self: OutboxMail, to: str, subject: str, text: str) -> None:
        if to == broken and failures:
            raise failures.pop()
        send(self, to, subject, text)

    monkeypatch.setattr(OutboxMail, "send", fails_once)
    for name, handler in registry._handlers.items():
        monkeypatch.setitem(registry._handlers, name, replace(handler, pause=0))
    sent = case.mail() + case.mail()
    assert not failures
    assert sorted(to for to, _, _ in sent) == sorted([first, broken])


def test_mail_goes_to_those_who_can_answer_and_holds_none_of_the_words(case: Case) -> None:
    reference = case.say()
    council, forum = (case.world.emails[one.person_id] for one in (case.council, case.forum))
    mail = case.mail()
    assert [to for to, _, _ in mail] == [council]
    with case.at(case.council):
        reply_to(case.statement(reference), Stance.DISPUTED, ANSWER)
    mail += case.mail()
    with case.at(case.council):
        close_statement(case.statement(reference), "Noted in the report.", clock.today())
    mail += case.mail()
    assert [to for to, _, _ in mail] == [council, forum, forum]
    for _, subject, text in mail:
        assert reference in subject
        assert f"/feedback/{reference}" in text
        for words in (WORDS, ANSWER, "Noted", "home care"):
            assert words not in subject + text


def test_a_claim_may_be_closed_unanswered_only_when_the_time_has_passed(case: Case) -> None:
    reference = case.say()

    def close() -> None:
        with case.at(case.council):
            close_statement(case.statement(reference), "Nobody answered.", clock.today())

    with pytest.raises(RuleBroken, match="must be answered"):
        close()
    with clock.pinned(clock.now() + timedelta(days=29)):
        close()
    with case.at(case.forum):
        statement = case.statement(reference)
        assert statement.state is State.CLOSED
        assert statement.stance is None
        assert printable(progress_of(statement), clock.today() + timedelta(days=29))


def test_an_experience_and_a_suggestion_may_be_closed_once_they_were_put(case: Case) -> None:
    for kind in (Kind.EXPERIENCE, Kind.SUGGESTION):
        reference = case.say(kind=kind)
        with case.at(case.council):
            close_statement(case.statement(reference), "Taken into the review.", clock.today())


def test_the_database_itself_refuses_an_unput_outcome_and_a_changed_reply(case: Case) -> None:
    reference = case.say()
    with case.at(case.council):
        reply_to(case.statement(reference), Stance.DISPUTED, ANSWER)

    def unput() -> None:
        with case.at(case.council):
            case.statement(reference).put_at = None

    def reworded() -> None:
        with case.at(case.council):
            db.session.scalars(select(Reply)).one().words = "We never said that."

    for attempt in (unput, reworded):
        with pytest.raises(DBAPIError):
            attempt()


def test_other_is_said_in_words_and_somebody_must_be_there_to_answer(case: Case) -> None:
    with pytest.raises(RuleBroken, match="what you are"):
        case.say(capacity=Capacity.OTHER)
    with pytest.raises(RuleBroken, match="nobody could answer"):
        case.say(by=case.council)


def test_two_answers_stand_side_by_side(case: Case) -> None:
    reference = case.say()
    with case.at(case.council):
        reply_to(case.statement(reference), Stance.DISPUTED, ANSWER)
        reply_to(case.statement(reference), Stance.EXPLAINED, "The figures are in the minutes of 30 April 2010.")
        assert db.session.scalars(select(AskedReply)).all() == []
    page = case.world.browser(case.forum).get(f"/feedback/{reference}").text
    assert ANSWER in page
    assert "30 April 2010" in page


def test_sent_twice_it_is_said_once(case: Case) -> None:
    browser = case.world.browser(case.forum)
    page = f"/arrangements/{case.about}/feedback/new"
    data = {
        "csrf_token": csrf_token(browser, page),
        "submission": "thesametokenbothtimes",
        "capacity": "contractor",
        "capacity_words": "",
        "kind": "experience",
        "words": "Our workers wait an hour for a call back.",
    }
    first, second = browser.post(page, data=data), browser.post(page, data=data)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    with case.at(case.forum):
        assert len(db.session.scalars(select(Statement)).all()) == 1
    assert len(case.mail()) == 1


def test_a_form_with_faults_keeps_what_was_typed(case: Case) -> None:
    browser = case.world.browser(case.forum)
    page = f"/arrangements/{case.about}/feedback/new"
    token = csrf_token(browser, page)
    for wrong, words in (
        ({"capacity": ""}, "Choose how you speak here"),
        ({"kind": "rumour"}, "Choose from the options shown"),
        ({"words": ""}, "Enter what you want to say"),
        ({"words": "x" * 4001}, "4,000 characters or fewer"),
        ({"capacity": "other"}, "Say what you are"),
        ({"words": "left\u202eright"}, "direction of text"),
    ):
        data = {"csrf_token": token, "capacity": "contractor", "capacity_words": "", "kind": "claim", "words": WORDS}
        answer = browser.post(page, data=data | wrong)
        assert answer.status_code == 422, wrong
        assert words in answer.text
        if "words" not in wrong:
            assert WORDS in answer.text
    with case.at(case.forum):
        assert make_statement(case.arrangement, Capacity.OTHER, Kind.CLAIM, "x" * 4000, "neighbour").id
