"""Every write of feedback."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal import ledger
from portal.access import Admitted, current_viewer, open_list
from portal.core import clock
from portal.core.clock import LONDON
from portal.core.errors import RuleBroken
from portal.data import GrantRole, add_rows, db
from portal.data.rule import TAKING_PART
from portal.features.arrangements import Arrangement
from portal.features.feedback import queries, rules
from portal.features.feedback.models import AskedReply, Capacity, Kind, Reply, Stance, Statement
from portal.jobs import enqueue, enqueue_each
from portal.passing import Handed

OWN_REASON = "Said this"
SPOKEN_OF_REASON = "Party to the arrangement that this is about"


def make_statement(
    arrangement: Arrangement, capacity: Capacity, kind: Kind, words: str, capacity_words: str = ""
) -> Statement:
    """Say something about an arrangement, and put it to every party that can answer.

    It lies on a list of its own, where no other partner of the arrangement is. Raises ``RuleBroken`` when "other" is
    not said in words, when nobody else is there to answer, and once the arrangement was withdrawn.
    """
    rules.check_open(arrangement.state)
    rules.check_capacity(capacity, capacity_words)
    viewer = current_viewer()
    answering: list[Admitted] = []

    def admit(grants: Sequence[Any]) -> list[Admitted]:
        answering.extend(_who_can_answer(grants))
        return answering

    opened = open_list(OWN_REASON, within=arrangement.access_list_id, admit=admit)
    moment, today = clock.now(), clock.today()
    put = rules.put(rules.Progress(kind, today), today)
    statement = Statement(
        access_list_id=opened.id,
        arrangement_id=arrangement.id,
        author_organisation_id=viewer.organisation_id,
        person_id=viewer.person_id,
        capacity=capacity,
        capacity_words=capacity_words if capacity is Capacity.OTHER else "",
        kind=kind,
        words=words,
        state=put.state,
        reply_due_on=put.reply_due_on,
        put_at=moment,
        created_at=moment,
    )
    db.session.add(statement)
    put_to = {"arrangement": arrangement.reference, "put_to": len(answering), "reply_due_on": statement.reply_due_on}
    ledger.record("statement.said", statement, rules.sealed_statement(statement) | put_to)
    _ask(statement, [party.organisation_id for party in answering])
    return statement


def _who_can_answer(grants: Sequence[Any]) -> list[Admitted]:
    """Every other party to the record whose ``grants`` these are, its owner among them, each once.

    Raises ``RuleBroken`` where there is none.
    """
    mine, moment = current_viewer().organisation_id, clock.now()
    parties = {
        grant.organisation_id: Admitted(grant.organisation_id, GrantRole.PARTY, SPOKEN_OF_REASON, grant.ends_at)
        for grant in grants
        if grant.role in TAKING_PART and grant.starts_at <= moment and grant.organisation_id != mine
    }
    if not parties:
        raise RuleBroken("", "Nobody else takes part in this arrangement yet, so nobody could answer")
    return list(parties.values())


def reply_to(statement: Statement, stance: Stance, words: str) -> Reply:
    """Answer for the viewer's organisation. Raises ``RuleBroken`` after it was closed, ``StaleDataError`` (409) when
    two answer at once."""
    viewer = current_viewer()
    after = rules.reply(progress_of(statement), stance)
    statement.state, statement.stance = after.state, after.stance
    statement.answered_at = clock.now()
    reply = Reply(
        access_list_id=statement.access_list_id,
        statement_id=statement.id,
        organisation_id=viewer.organisation_id,
        person_id=viewer.person_id,
        stance=stance,
        words=words,
        created_at=statement.answered_at,
    )
    db.session.add(reply)
    _nobody_is_asked(statement)
    ledger.record("statement.replied", statement, rules.sealed_statement(statement) | rules.sealed_reply(reply))
    enqueue("feedback.replied", reference=statement.reference, organisation_id=statement.author_organisation_id)
    return reply


def close_statement(statement: Statement, outcome_words: str, outcome_on: date) -> None:
    """Write down what was done and when. Raises ``RuleBroken`` while the right of reply stands against it, and for an
    organisation that is not a party any more."""
    viewer = current_viewer()
    if why := rules.why_not_theirs(takes_part=queries.takes_part(statement)):
        raise RuleBroken("", why)
    after = rules.close(progress_of(statement), outcome_on, clock.today())
    statement.state = after.state
    statement.outcome_words, statement.outcome_on = outcome_words, outcome_on
    statement.outcome_organisation_id, statement.outcome_person_id = viewer.organisation_id, viewer.person_id
    statement.closed_at = clock.now()
    _nobody_is_asked(statement)
    ledger.record("statement.closed", statement, rules.sealed_statement(statement))
    enqueue("feedback.closed", reference=statement.reference, organisation_id=statement.author_organisation_id)


def progress_of(statement: Statement) -> rules.Progress:
    """How far a statement is, for the rules."""
    return rules.Progress(
        kind=statement.kind,
        said_on=statement.created_at.astimezone(LONDON).date(),
        state=statement.state,
        stance=statement.stance,
        reply_due_on=statement.reply_due_on,
        outcome_on=statement.outcome_on,
    )


def _ask(statement: Statement, organisation_ids: list[int]) -> None:
    asked = {
        "access_list_id": statement.access_list_id,
        "statement_id": statement.id,
        "due_on": statement.reply_due_on,
    }
    add_rows(db.session(), AskedReply, [asked | {"organisation_id": one} for one in organisation_ids])
    told = {"reference": statement.reference}
    enqueue_each("feedback.said", [told | {"organisation_id": one} for one in organisation_ids])


def _nobody_is_asked(statement: Statement) -> None:
    for asked in queries.asked_about(statement.id):
        db.session.delete(asked)


def ask_successor(handed: Handed) -> None:
    """Ask the successor what its predecessor was asked and has not answered; of several, the first to take over."""
    for asked in queries.asked_of(handed.predecessor_id, handed.lists):
        there = {one.organisation_id for one in queries.asked_about(asked.statement_id)}
        if handed.successor_id not in there:
            row = AskedReply(
                access_list_id=asked.access_list_id,
                statement_id=asked.statement_id,
                organisation_id=handed.successor_id,
                due_on=asked.due_on,
            )
            db.session.add(row)
        db.session.delete(asked)
