"""Case 1: Kent's people at Swindon's, from January to June 2005: who mentors whom, what was advised, what came next."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from portal.access import viewing
from portal.core import clock
from portal.data import db
from portal.demo.cast import Cast
from portal.demo.steps import find
from portal.features.arrangements import Arrangement, Measure, MentoringPair, SessionState, actions

CABINET, DIRECTOR, FINANCE, SYSTEMS = range(4)
"""Places in the list of pairs."""
PAIRS = (
    ("Cabinet member for social services", "Leading a service in recovery", "A morning each month", "0.5"),
    ("Director of social services", "Managing performance", "A day each month", "1"),
    ("Head of finance, social services", "Financial controls", "Every other visit of the middle managers", "5"),
    ("Manager of back-office systems", "Records and payments", "Every other visit of the middle managers", "5"),
)
VISITS = 40


@dataclass(frozen=True)
class Topic:
    """What a visit is about: of which pair, how long in minutes, the advice, what came of it, and what is to be done
    by Swindon's post within a week."""

    pair: int
    words: str
    minutes: int
    advice: str
    outcome: str
    next_step: str = ""


TOPICS = (
    Topic(
        FINANCE,
        "Month-end budget monitoring",
        450,
        "Close the list on the third working day, even if one team is late.",
        "The budget list is now closed by the third working day.",
        "Send the month-end checklist to every team manager",
    ),
    Topic(
        SYSTEMS,
        "Client records system",
        400,
        "Ask for each fact once, on the first screen that needs it.",
        "Two screens that asked for the same fact became one.",
        "List the screens that ask for the same fact",
    ),
    Topic(
        FINANCE,
        "Placement costs of looked-after children",
        420,
        "Look at the ten dearest placements together, every week.",
        "Every placement above £2,000 a week goes to a panel.",
        "Draft what the placement panel may decide",
    ),
    Topic(
        SYSTEMS,
        "Purchase orders before invoices",
        360,
        "Count the late orders, and show the count to those who make them.",
        "Orders are raised first; late orders are counted each Friday.",
    ),
    Topic(
        DIRECTOR,
        "Supervision of team managers",
        225,
        "Put the hours of supervision in the diary for the whole year.",
        "Each manager has an hour of supervision every fortnight.",
        "Put supervision in every team manager’s diary",
    ),
    Topic(
        FINANCE,
        "Delayed transfers of care",
        330,
        "Talk to the hospital before the day begins, not after it.",
        "A daily call with the hospital starts on Monday.",
    ),
    Topic(
        CABINET,
        "Questions that a cabinet member asks each month",
        225,
        "Ask the same five questions each month and write down the answers.",
        "The five questions stand at the head of the monthly report.",
    ),
    Topic(
        SYSTEMS,
        "Payments to care homes",
        450,
        "Pay from the record of the placement and from nothing else.",
        "Half of the homes are paid from the record.",
    ),
)
DAYS_TO_DO_IT = 7
FIRST_DAY = date(2005, 1, 24)
"""Of the visits."""
LATE = "Move the other care homes to payment from the record"
OFF, OFF_WHY = "Passwords of staff who leave", "The head of systems is ill that week"


def agree_pairs(cast: Cast, arrangement: Arrangement) -> None:
    """Each of Swindon's posts with the same post at Kent, and how often they meet."""
    kent, swindon = cast.organisation_id("kent"), cast.organisation_id("swindon")
    for post, focus, rhythm, days in PAIRS:
        pair = actions.Pair(
            kent, post, swindon, post, focus, rhythm=rhythm, days_per_month=Decimal(days), first_on=FIRST_DAY
        )
        actions.add_pair(arrangement, pair)
    actions.set_visits(arrangement, None, "Kent’s middle managers visit two or three days a week", 10)


def log_visits(cast: Cast, reference: str) -> None:
    """Two or three days a week for four months, logged by Kent the same evening; Swindon does what was to be done next,
    but for the last; one visit that was planned was never logged."""
    day, session = FIRST_DAY, ""
    waiting: list[tuple[str, actions.ToDo]] = []
    for number in range(VISITS):
        waiting = [one for one in waiting if not _done(cast, reference, one, day)]
        topic = TOPICS[number % len(TOPICS)]
        with clock.pinned(_evening(day)), viewing(cast.viewer("officer.kent")):
            arrangement = find(reference)
            session = actions.log_session(arrangement, _visit(arrangement, topic, day)).reference
            if topic.next_step and number < len(TOPICS):
                due = day + timedelta(days=DAYS_TO_DO_IT)
                to_do = actions.ToDo(topic.next_step, cast.organisation_id("swindon"), due, PAIRS[topic.pair][0])
                waiting.append((actions.add_follow_up(arrangement, session, to_do).reference, to_do))
        day += timedelta(days=(2, 2, 3)[number % 3])
    with clock.pinned(_evening(day)), viewing(cast.viewer("officer.kent")):
        arrangement = find(reference)
        to_do = actions.ToDo(LATE, cast.organisation_id("swindon"), day + timedelta(days=30), PAIRS[SYSTEMS][0])
        actions.add_follow_up(arrangement, session, to_do)
        pair, later = _pairs(arrangement)[SYSTEMS], day + timedelta(days=9)
        for visit_on, about in ((later, "Payments to home-care firms"), (later + timedelta(days=2), OFF)):
            planned = actions.log_session(arrangement, actions.Visit(SessionState.PLANNED, visit_on, about, pair=pair))
        actions.call_off_session(arrangement, planned.reference, None, OFF_WHY)


def _done(cast: Cast, reference: str, waiting: tuple[str, actions.ToDo], today: date) -> bool:
    """Whether the day has come on which Swindon did it, two days early; if so it says so."""
    follow_up, to_do = waiting
    done_on = to_do.due_on - timedelta(days=2)
    if done_on > today:
        return False
    with clock.pinned(_evening(done_on)), viewing(cast.viewer("officer.swindon")):
        actions.change_follow_up(find(reference), follow_up, None, replace(to_do, done_on=done_on))
    return True


def _visit(arrangement: Arrangement, topic: Topic, day: date) -> actions.Visit:
    stars = db.session.scalars(
        select(Measure.reference).where(Measure.arrangement_id == arrangement.id).order_by(Measure.id).limit(1)
    ).one()
    return actions.Visit(
        state=SessionState.HELD,
        on_date=day,
        topic=topic.words,
        minutes=topic.minutes,
        people="Two middle managers of Kent, two of Swindon" if topic.pair in (FINANCE, SYSTEMS) else "",
        advice=topic.advice,
        outcome=topic.outcome,
        pair=_pairs(arrangement)[topic.pair],
        measure=stars if topic.pair in (CABINET, DIRECTOR) else "",
    )


def _pairs(arrangement: Arrangement) -> list[str]:
    return list(
        db.session.scalars(
            select(MentoringPair.reference)
            .where(MentoringPair.arrangement_id == arrangement.id)
            .order_by(MentoringPair.id)
        )
    )


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
