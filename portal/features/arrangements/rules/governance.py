"""How an arrangement is looked after: what makes it valid, the checks on it, and the self-assessment."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from portal.core.errors import RuleBroken
from portal.core.months import day_words
from portal.features.arrangements.models import RUNNING, UNDER_WAY, Readiness, State
from portal.features.arrangements.rules.watch import Check, Said, Severity, Watched, pressing
from portal.features.arrangements.rules.words import counted

READINESS: dict[str, str] = {
    Readiness.NOT_STARTED: "Not started",
    Readiness.DRAFTED: "Drafted",
    Readiness.AGREED: "Agreed by the parties",
    Readiness.TESTED: "Tested",
}
FIELDS: dict[str, str] = {
    "meetings": "How often the parties meet",
    "board": "Who decides",
    "scrutiny": "Who checks those who decide",
    "next_review_on": "Next review",
    "notice_months": "Months of notice",
    "exit_plan": "Exit plan",
    "exit_readiness": "How far the exit plan is",
    "data_sharing": "Data-sharing agreement",
    "equality_impact": "Equality impact assessment",
}
AGREED: dict[str, str] = {name: words for name, words in FIELDS.items() if name != "exit_readiness"}
"""What the parties agree of it. How far the exit plan is changes without asking them."""
WORDED = ("meetings", "board", "scrutiny", "exit_plan", "data_sharing", "equality_impact")
"""What is said of it in words."""
SIX_MONTHS = timedelta(days=183)
LONGEST_NOTICE = 60

QUESTIONS: dict[str, tuple[str, str]] = {
    "rationale": ("Why it is there", "Do the parties know why they work together, and does that still hold?"),
    "added_value": ("Added value", "Does it bring what none of them could do alone?"),
    "governance": ("Governance", "Is it clear who decides, and who answers for it?"),
    "performance": ("Performance", "Is it known whether it works, and is something done when it does not?"),
    "finance": ("Finance", "Is the money known, agreed and looked after?"),
    "risk": ("Risk", "Are the risks known, and does each have an owner?"),
    "termination": ("Ending it", "Could it end without harm to the people it serves?"),
    "serving": ("Serving the public", "Do people who use it know whom to ask, and are they heard?"),
}
"""The subject areas of the Audit Commission's 'Governing partnerships' (2005), as questions in our words."""
SCORES: dict[int, str] = {0: "Not at all", 1: "In part", 2: "Mostly", 3: "Fully"}
MOST = 3 * len(QUESTIONS)
DEFAULT_THRESHOLDS = (9, 17)
"""Where an organisation has said nothing: medium from more than a third of all on, high from more than two thirds."""


def said_in(row: Any) -> dict[str, Any]:
    """What is said of how it is looked after, under the names of ``FIELDS``; an empty answer is left out."""
    said = {name: getattr(row, name) for name in FIELDS} if row else {}
    silent = (None, "", Readiness.NOT_STARTED.value)
    return {name: value for name, value in said.items() if value not in silent}


def field_words(name: str, value: Any) -> str:
    """One answer in words."""
    if name == "exit_readiness":
        return READINESS.get(value, str(value))
    if name == "notice_months":
        return counted(value, "month")
    return day_words(value) if isinstance(value, date) else str(value)


def check_governance(notice_months: int | None, exit_plan: str, readiness: str) -> None:
    """A plan that is drafted, agreed or tested says what it is. Raises ``RuleBroken``."""
    if notice_months is not None and not 0 <= notice_months <= LONGEST_NOTICE:
        raise RuleBroken("notice_months", f"The notice must be between 0 and {LONGEST_NOTICE} months")
    if readiness != Readiness.NOT_STARTED and not exit_plan:
        raise RuleBroken("exit_plan", "Say what the exit plan is, or that it is not started")


def months_before(day: date, months: int) -> date:
    """The day so many calendar months before ``day``, or the last day of that month if it has no such day."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def total(answers: Iterable[Any]) -> int:
    """The score of all questions answered, out of ``MOST``."""
    return sum(one.score for one in answers)


def check_thresholds(medium: int, high: int) -> None:
    """Medium begins above nought and below high, and high can be reached. Raises ``RuleBroken``."""
    if not 0 < medium < high:
        raise RuleBroken("high", "High must begin at a higher score than medium")
    if high > MOST:
        raise RuleBroken("high", f"The highest score is {MOST}")


def significance_words(score: int, own: Any, organisation: str) -> str:
    """What a score means to an organisation and by whose thresholds: ``own`` row, or nothing where it has none."""
    medium, high = (own.medium, own.high) if own else DEFAULT_THRESHOLDS
    whose = f"the thresholds of {organisation}" if own else "the thresholds that come with the portal"
    said = significance(score, medium, high).capitalize()
    return f"{said} by {whose}: medium from {medium}, high from {high}"


def significance(score: int, medium: int, high: int) -> str:
    """What a score is for a council with these thresholds: high, medium or low."""
    if score >= high:
        return "high"
    return "medium" if score >= medium else "low"


def check_scores(scores: Mapping[str, int | None]) -> None:
    """Each question has a score from 0 to 3, or none yet. Raises ``RuleBroken``."""
    for question, score in scores.items():
        if question not in QUESTIONS or (score is not None and score not in SCORES):
            raise RuleBroken(question, "Choose one of the answers")


def _governance(watched: Watched) -> Any:
    return next(iter(watched.more.get("governance", ())), None)


def _review(watched: Watched, today: date) -> Iterator[Said]:
    row = _governance(watched)
    day = row.next_review_on if row else None
    severity = pressing(day, today)
    if severity and day:
        yield severity, f"The review {'was' if day < today else 'is'} due on {day_words(day)}"


def _exit_plan(watched: Watched, today: date) -> Iterator[Said]:
    one, row = watched.arrangement, _governance(watched)
    ends = one.ending_on or one.ends_on
    if ends is None or not today <= ends <= today + SIX_MONTHS:
        return
    readiness = row.exit_readiness if row else Readiness.NOT_STARTED
    if readiness == Readiness.NOT_STARTED:
        yield Severity.RED, f"It ends on {day_words(ends)} and there is no exit plan"
    elif readiness == Readiness.DRAFTED:
        yield Severity.AMBER, f"It ends on {day_words(ends)} and the exit plan is not agreed"


def notice_day(watched: Watched) -> date | None:
    """The last day to give notice, if there is an end and a time for it."""
    one, row = watched.arrangement, _governance(watched)
    if row is None or row.notice_months is None or one.ends_on is None:
        return None
    return months_before(one.ends_on, row.notice_months)


def kept_notice_day(watched: Watched) -> date | None:
    """The day that was kept when it was last reckoned."""
    row = _governance(watched)
    return row.notice_on if row else None


def _notice(watched: Watched, today: date) -> Iterator[Said]:
    day = notice_day(watched)
    if day is None or watched.arrangement.ends_on < today:
        return
    severity = pressing(day, today)
    if severity and day < today:
        yield severity, f"Notice was to be given by {day_words(day)}, and none was"
    elif severity:
        yield severity, f"Notice has to be given by {day_words(day)}"


CHECKS = (
    Check("governance", _review, frozenset(UNDER_WAY - {State.UNDER_REVIEW}), "governance"),
    Check("exit plan", _exit_plan, RUNNING, "governance"),
    Check("notice", _notice, frozenset({State.ACTIVE, State.UNDER_REVIEW}), "governance"),
)
"""They are added by ``queries.governance``, which knows how to read the rows."""
