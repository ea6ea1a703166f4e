"""The steps of a statement: said, put to those who can answer, answered, closed with an outcome. Pure.

Nothing is said about someone without their reply: a claim is closed only when it was answered, or when those who can
answer had it before them for the whole time they are given.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from portal.core.digests import digest_of
from portal.core.errors import RuleBroken
from portal.features.arrangements import State as ArrangementState
from portal.features.feedback.models import Capacity, Kind, Stance, State

REPLY_DAYS = 28
"""Days that those who can answer have before a claim may be closed without their reply."""

ANSWER_PART, ANSWER_END = "\t", "\n"
"""What stands between the parts of an answer, and between answers, where a page reads all of them as one text."""


@dataclass(frozen=True)
class Progress:
    """How far a statement is: what the steps read and change. ``said_on`` and the rest are days in London."""

    kind: Kind
    said_on: date
    state: State = State.SAID
    stance: Stance | None = None
    reply_due_on: date | None = None
    outcome_on: date | None = None


def put(progress: Progress, today: date) -> Progress:
    """Put to those who can answer. Raises ``RuleBroken`` if it was already."""
    if progress.state is not State.SAID:
        raise RuleBroken("", "This has already been put to those who can answer")
    return replace(progress, state=State.PUT, reply_due_on=today + timedelta(days=REPLY_DAYS))


def reply(progress: Progress, stance: Stance) -> Progress:
    """Answered; a later answer stands beside the earlier ones. Raises ``RuleBroken`` before it was put and after
    it was closed."""
    if progress.state is State.SAID:
        raise RuleBroken("", "This has not been put to you yet")
    if progress.state is State.CLOSED:
        raise RuleBroken("", "This is closed: what came of it has been written down")
    return replace(progress, state=State.ANSWERED, stance=stance)


def close(progress: Progress, outcome_on: date, today: date) -> Progress:
    """Closed with what came of it. Raises ``RuleBroken`` while the right of reply stands against it."""
    if progress.state is State.CLOSED:
        raise RuleBroken("", "What came of this has already been written down")
    if why := why_not_close(progress, today):
        raise RuleBroken("", why)
    if outcome_on > today:
        raise RuleBroken("outcome_on", "The date of what was done must be today or in the past")
    if outcome_on < progress.said_on:
        raise RuleBroken("outcome_on", "The date of what was done must be on or after the day this was said")
    return replace(progress, state=State.CLOSED, outcome_on=outcome_on)


def why_not_close(progress: Progress, today: date) -> str:
    """Why what came of it cannot be written down yet, in words; empty if it can."""
    if progress.state is State.SAID:
        return "This must first be put to those who can answer"
    if progress.kind is Kind.CLAIM and not had_their_say(progress, today):
        return "A claim must be answered before it is closed, unless the time to reply has passed"
    return ""


def why_not_theirs(*, takes_part: bool) -> str:
    """Why an organisation that a statement was put to cannot write down what came of it, in words; empty if it can.

    What is done about a statement is for those who share the work. One that left keeps its right of reply.
    """
    if takes_part:
        return ""
    return "Your organisation is not a party to this arrangement any more, so it can reply but not close this"


def answers(stances: str | None) -> list[tuple[Stance, str]]:
    """What those who answered say now: (stance, by whom), each organisation once, the newest last.

    Where all say the same there is one, by nobody in particular. ``stances`` has their newest replies, each with its
    number, stance and organisation.
    """
    if not stances:
        return []
    parts = sorted((int(number), stance, name) for number, stance, name in map(_parted, stances.split(ANSWER_END)))
    said = [(Stance(stance), name) for _, stance, name in parts]
    return said if len({stance for stance, _ in said}) > 1 else [(said[0][0], "")]


def _parted(one: str) -> list[str]:
    return one.split(ANSWER_PART, 2)


def check_open(arrangement_state: str) -> None:
    """Raise ``RuleBroken`` for new feedback on an arrangement that was withdrawn: there is nothing left to share.

    What was said before can still be answered and closed.
    """
    if arrangement_state == ArrangementState.WITHDRAWN:
        raise RuleBroken("", "This arrangement was withdrawn, so nothing new can be said about it")


def had_their_say(progress: Progress, today: date) -> bool:
    """Whether those it is about have answered, or had the whole time to."""
    if progress.stance is not None:
        return True
    return progress.reply_due_on is not None and today > progress.reply_due_on


def printable(progress: Progress, today: date) -> bool:
    """Whether a report may print it: always with its kind, capacity, reply and outcome beside it."""
    if progress.state is State.SAID:
        return False
    return progress.kind is not Kind.CLAIM or had_their_say(progress, today)


def check_capacity(capacity: Capacity, capacity_words: str) -> None:
    """Raise ``RuleBroken`` if "other" is not said in words."""
    if capacity is Capacity.OTHER and not capacity_words:
        raise RuleBroken("capacity_words", "Say what you are to this arrangement")


def sealed_statement(statement: Any) -> dict[str, Any]:
    """What the ledger holds of a statement: who said it when and about what, and of words their digest."""
    facts = {
        "kind": statement.kind,
        "capacity": statement.capacity,
        "state": statement.state,
        "words_sha256": digest_of(statement.words),
        "author": statement.author_organisation_id,
        "about": statement.arrangement_id,
        "said_at": statement.created_at,
    }
    if statement.outcome_words is not None:
        facts |= {"outcome_on": statement.outcome_on, "outcome_sha256": digest_of(statement.outcome_words)}
    return facts


def sealed_reply(reply: Any) -> dict[str, Any]:
    """What the ledger holds of a reply."""
    return {
        "stance": reply.stance,
        "reply_sha256": digest_of(reply.words),
        "answered_by": reply.organisation_id,
        "replied_at": reply.created_at,
    }
