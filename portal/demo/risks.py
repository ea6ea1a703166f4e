"""What may go wrong in cases 3 and 5: the risks that Kent’s joined-up work named, and those of a committee’s report."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial

from sqlalchemy import select

from portal.access import viewing
from portal.core import clock
from portal.data import db
from portal.demo.cast import Cast
from portal.demo.others import MYSTERY_SHOPPING, WORKLESSNESS
from portal.demo.steps import titled
from portal.features.risks import (
    MitigationFacts,
    Progress,
    Response,
    Risk,
    RiskFacts,
    Score,
    add_mitigation,
    add_risk,
    close_risk,
    score_for_oneself,
    score_risk,
)


@dataclass(frozen=True)
class Told:
    """One risk: who adds it and watches it, its score, what is done, and how it was scored later (who, when, score)."""

    by: str
    owner: str
    post: str
    what: str
    cause: str
    consequence: str
    score: tuple[int, int]
    response: Response = Response.REDUCE
    review_on: date | None = None
    done: tuple[tuple[str, str, str, date, Progress], ...] = ()
    """(what, party, post, due, how far) of each mitigation."""
    later: tuple[tuple[str, datetime, Score], ...] = ()
    own: tuple[tuple[str, Score], ...] = field(default=())
    closed: str = ""


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 14, tzinfo=UTC)


JOINED_UP = (
    Told(
        "manager.kent",
        "kent",
        "Head of the Supporting Independence Programme",
        "Directorates and districts feel that they lose power",
        "Working together means deciding together, and showing each other what is spent.",
        "People hold back what they know, and the links stay on paper.",
        (3, 4),
        review_on=date(2009, 9, 30),
        done=(
            (
                "Each district chairs the steering group in turn",
                "dartford",
                "Regeneration manager",
                date(2008, 10, 1),
                Progress.DONE,
            ),
            (
                "Say in one page who decides what",
                "kent",
                "Head of the Supporting Independence Programme",
                date(2009, 3, 31),
                Progress.TO_DO,
            ),
        ),
        later=(
            ("manager.kent", _at(2008, 10, 6), Score(3, 3, "The districts now chair in turn.")),
            ("manager.kent", _at(2009, 4, 6), Score(2, 3, "Nobody has asked to leave.")),
        ),
        own=(("manager.dartford", Score(4, 3, "Seen from a district, the county still decides.")),),
    ),
    Told(
        "manager.kent",
        "kent",
        "Manager of Kent Supported Employment",
        "The wrong people sit at the table",
        "Partners send whoever is free and not whoever can decide.",
        "Meetings settle nothing and have to be held twice.",
        (3, 2),
        review_on=date(2009, 6, 30),
        done=(
            (
                "Ask each partner to name a post that can decide",
                "thanet",
                "Regeneration manager",
                date(2008, 9, 1),
                Progress.TO_DO,
            ),
        ),
    ),
    Told(
        "manager.dartford",
        "dartford",
        "Regeneration manager",
        "Nobody knows who owns the work",
        "A strategy programme and a service that finds people work share one aim and have two budgets.",
        "What falls between the two is done by nobody.",
        (4, 3),
        later=(("manager.dartford", _at(2008, 11, 3), Score(2, 3, "There is a table of who does what.")),),
    ),
    Told(
        "manager.kent",
        "kent",
        "Head of the Supporting Independence Programme",
        "The programme has no clear home",
        "It belongs to no single directorate.",
        "It is first in line when money is short.",
        (3, 3),
        Response.ACCEPT,
        closed="The steering group looked at it again and found it settled.",
    ),
    Told(
        "manager.thanet",
        "thanet",
        "Regeneration manager",
        "Politics pulls the work one way and then another",
        "Many councils take part, and each has elections of its own.",
        "Aims change before anybody can see whether they were met.",
        (2, 4),
        Response.ACCEPT,
        review_on=date(2009, 5, 31),
    ),
)
COMMITTEE_REPORT = (
    Told(
        "manager.uttlesford",
        "uttlesford",
        "Head of customer services",
        "Officers have no time to make the visits",
        "Visits come on top of everybody’s own work.",
        "The picture of the service is thin, and the exchange is not fair.",
        (3, 2),
        review_on=date(2008, 2, 1),
        done=(
            (
                "Plan the visits for a quarter ahead",
                "uttlesford",
                "Customer service officer",
                date(2007, 10, 31),
                Progress.DONE,
            ),
            ("Share the visits between teams", "colchester", "Customer manager", date(2007, 12, 31), Progress.TO_DO),
        ),
    ),
    Told(
        "manager.uttlesford",
        "uttlesford",
        "Head of customer services",
        "What is found is not acted on",
        "Nobody has to answer for what a visit shows.",
        "Customers see no change.",
        (2, 3),
        done=(
            (
                "Report what was found to the Performance Select Committee",
                "uttlesford",
                "Improvement manager",
                date(2008, 3, 31),
                Progress.TO_DO,
            ),
        ),
    ),
)


def tell(cast: Cast) -> None:
    """Each risk some time after the arrangement was sent, and all steps in the order of their days."""
    steps: list[tuple[datetime, str, Callable[[], object]]] = []
    for about, told in ((WORKLESSNESS, JOINED_UP), (MYSTERY_SHOPPING, COMMITTEE_REPORT)):
        for number, one in enumerate(told):
            steps += _steps(cast, about.about.title, about.moment + timedelta(days=14 + number), one)
    for moment, who, step in sorted(steps, key=lambda one: one[0]):
        with clock.pinned(moment), viewing(cast.viewer(who)):
            step()


def _steps(
    cast: Cast, title: str, moment: datetime, told: Told
) -> Iterator[tuple[datetime, str, Callable[[], object]]]:
    yield moment, told.by, lambda: _add(cast, title, told)
    for who, score in told.own:
        yield moment + timedelta(days=7), who, partial(_again, score_for_oneself, told, score)
    for who, when, score in told.later:
        yield when, who, partial(_again, score_risk, told, score)
    if told.closed:
        yield moment + timedelta(days=120), told.by, lambda: close_risk(_find(told), told.closed)


def _add(cast: Cast, title: str, told: Told) -> None:
    owner = cast.organisation_id(told.owner)
    facts = RiskFacts(told.what, owner, told.post, told.response, told.cause, told.consequence, told.review_on)
    risk = add_risk(titled(title), facts, Score(*told.score))
    for what, party, post, due_on, progress in told.done:
        add_mitigation(risk, MitigationFacts(what, cast.organisation_id(party), post, due_on, progress))


def _again(action: Callable[[Risk, Score], object], told: Told, score: Score) -> None:
    action(_find(told), score)


def _find(told: Told) -> Risk:
    return db.session.scalars(select(Risk).where(Risk.what == told.what)).one()
