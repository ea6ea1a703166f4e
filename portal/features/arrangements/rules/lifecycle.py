"""How an arrangement goes from first idea to exit: the steps, where each may be taken, and what each asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.core.errors import RuleBroken
from portal.core.months import day_words
from portal.features.arrangements.models import RUNNING, UNDER_WAY, Role, State
from portal.features.arrangements.rules.words import STATES

FEWEST_PARTIES = 2


class Step(StrEnum):
    """What moves an arrangement from state to state."""

    SEND = "send"
    ANSWER = "answer"
    COMPLETE = "complete"
    REOPEN = "reopen"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    REFUSE = "refuse"
    START = "start"
    REVIEW = "review"
    CARRY_ON = "carry_on"
    END = "end"
    RESUME = "resume"
    CLOSE = "close"


STEPS: dict[tuple[State, Step], State] = {
    (State.IDEA, Step.CHANGE): State.IDEA,
    (State.IDEA, Step.SEND): State.PROPOSED,
    (State.IDEA, Step.WITHDRAW): State.WITHDRAWN,
    (State.PROPOSED, Step.CHANGE): State.PROPOSED,
    (State.PROPOSED, Step.ANSWER): State.PROPOSED,
    (State.PROPOSED, Step.COMPLETE): State.AGREED,
    (State.PROPOSED, Step.REFUSE): State.REFUSED,
    (State.PROPOSED, Step.WITHDRAW): State.WITHDRAWN,
    (State.REFUSED, Step.CHANGE): State.REFUSED,
    (State.REFUSED, Step.SEND): State.PROPOSED,
    (State.REFUSED, Step.WITHDRAW): State.WITHDRAWN,
    (State.AGREED, Step.ANSWER): State.AGREED,
    (State.AGREED, Step.REOPEN): State.PROPOSED,
    (State.AGREED, Step.CHANGE): State.PROPOSED,
    (State.AGREED, Step.START): State.ACTIVE,
    (State.AGREED, Step.WITHDRAW): State.WITHDRAWN,
    (State.ACTIVE, Step.REVIEW): State.UNDER_REVIEW,
    (State.ACTIVE, Step.END): State.ENDING,
    (State.UNDER_REVIEW, Step.CARRY_ON): State.ACTIVE,
    (State.UNDER_REVIEW, Step.END): State.ENDING,
    (State.ENDING, Step.RESUME): State.ACTIVE,
    (State.ENDING, Step.CLOSE): State.ENDED,
    # What runs stays as it is while a change of it waits for the parties: the version that all confirmed is in force.
    **{(state, step): state for state in RUNNING for step in (Step.CHANGE, Step.ANSWER, Step.COMPLETE)},
}
_REFUSALS = {
    Step.SEND: "This arrangement has been sent already",
    Step.CHANGE: "This arrangement is over, so it cannot be changed",
    Step.WITHDRAW: "Only an arrangement that has not started can be withdrawn",
    Step.ANSWER: "This arrangement is not waiting for confirmations",
    Step.COMPLETE: "This arrangement is not waiting for confirmations",
    Step.REOPEN: "This arrangement is not agreed",
    Step.REFUSE: "Only an arrangement that waits for the parties can be refused",
    Step.START: "Only an agreed arrangement can start",
    Step.REVIEW: "Only an active arrangement can be put under review",
    Step.CARRY_ON: "This arrangement is not under review",
    Step.END: "Only an arrangement that is active or under review can be given notice",
    Step.RESUME: "No notice was given",
    Step.CLOSE: "Give notice first: an arrangement is closed after its last day",
}


def after(state: str, step: Step) -> State:
    """The state that ``step`` leads to. Raises ``RuleBroken`` where it may not be taken."""
    reached = STEPS.get((State(state), step))
    if reached is None:
        raise RuleBroken("", _REFUSALS[step])
    return reached


def allowed(state: str, step: Step) -> bool:
    """Whether ``step`` may be taken from ``state``."""
    return (State(state), step) in STEPS


def under_way(state: str) -> bool:
    """Whether it was sent and is not over."""
    return State(state) in UNDER_WAY


def check_under_way(state: str) -> None:
    """Sessions belong to an arrangement that was sent and is not over. Raises ``RuleBroken``."""
    if state == State.IDEA:
        raise RuleBroken("", "Send the arrangement to the parties first")
    if not under_way(state):
        raise RuleBroken("", f"This arrangement is {STATES[state].lower()}, so nothing can be added to it")


def can_read(state: str) -> bool:
    """Whether readings may be recorded: while it is written too, for what was read before tells where it starts."""
    return state == State.IDEA or under_way(state)


def check_can_read(state: str) -> None:
    """Readings belong to an arrangement that is written or under way. Raises ``RuleBroken``."""
    if not can_read(state):
        check_under_way(state)


def may_judge(state: str) -> bool:
    """Whether its success criteria may be judged: while it is under way, and once it has ended, for what a pilot shows
    is often known only then."""
    return under_way(state) or state == State.ENDED


def check_judging(state: str) -> None:
    """Success criteria are judged once it was sent, also after its end. Raises ``RuleBroken``."""
    if not may_judge(state):
        check_under_way(state)


def must_confirm(roles: Iterable[str]) -> bool:
    """Whether a party with these roles is asked to confirm: everyone but observers."""
    return Role.OBSERVER not in set(roles)


@dataclass(frozen=True)
class Circumstances:
    """What the guard of a step looks at. ``mine`` is the organisation that takes it, ``noticed_by`` the one that gave
    notice."""

    registered_by: int
    mine: int
    today: date
    starts_on: date | None = None
    ending_on: date | None = None
    noticed_by: int | None = None


def check_step(step: Step, at: Circumstances, day: date | None, note: str) -> None:
    """What a step asks beside the right state. ``day`` is the day it sets. Raises ``RuleBroken``.

    Nobody refuses what is their own; it starts on its day and not before; a review ends in the future; whoever gave
    notice takes it back; it is closed after its last day, with a word on how the exit went.
    """
    if step in _SAY_WHY and not note:
        raise RuleBroken("note", _SAY_WHY[step])
    if (guard := _GUARDS.get(step)) and (problem := guard(at, day)):
        raise RuleBroken(*problem)


_SAY_WHY = {
    Step.REFUSE: "Say why your organisation will not take part",
    Step.CARRY_ON: "Say what the review found",
    Step.END: "Say why it ends",
    Step.RESUME: "Say why it carries on",
    Step.CLOSE: "Say how the exit went",
}
Problem = tuple[str, str] | None


def _refusing(at: Circumstances, _day: date | None) -> Problem:
    return ("", "Your organisation registered it. Withdraw it instead") if at.mine == at.registered_by else None


def _starting(at: Circumstances, _day: date | None) -> Problem:
    if at.starts_on is not None and at.starts_on <= at.today:
        return None
    when = f"It starts on {day_words(at.starts_on)}" if at.starts_on else "It has no start date yet"
    return "", f"{when}. Change the start date first if it starts earlier"


def _reviewing(at: Circumstances, day: date | None) -> Problem:
    late = day is None or day < at.today
    return ("day", "The day by which the review is over must be today or later") if late else None


def _ending(at: Circumstances, day: date | None) -> Problem:
    early = day is None or (at.starts_on is not None and day < at.starts_on)
    return ("day", "The last day must be after the start date") if early else None


def _resuming(at: Circumstances, _day: date | None) -> Problem:
    return None if at.mine == at.noticed_by else ("", "Only the organisation that gave notice can take it back")


def _closing(at: Circumstances, _day: date | None) -> Problem:
    if at.ending_on is None or at.ending_on <= at.today:
        return None
    return "", f"Its last day is {day_words(at.ending_on)}. Close it then or later"


_GUARDS: dict[Step, Callable[[Circumstances, date | None], Problem]] = {
    Step.REFUSE: _refusing,
    Step.START: _starting,
    Step.REVIEW: _reviewing,
    Step.END: _ending,
    Step.RESUME: _resuming,
    Step.CLOSE: _closing,
}
