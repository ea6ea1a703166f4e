"""Who offers and who seeks help in cases 1 and 5."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from portal.access import viewing
from portal.core import clock
from portal.demo.cast import Cast
from portal.features.arrangements import Kind
from portal.features.matching import (
    Audience,
    PostingFacts,
    Side,
    add_posting,
    choose_audience,
    name_reader,
    withdraw_posting,
)


@dataclass(frozen=True)
class Told:
    """One offer or need: who writes it down and when, who can see it, and the organisations that are named."""

    by: str
    moment: datetime
    facts: PostingFacts
    audience: Audience = Audience.US
    named: tuple[str, ...] = ()
    withdrawn: bool = False


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=UTC)


_RATED, _SOURCE = date(2004, 12, 1), "Commission for Social Care Inspection, star ratings 2004"

STORIES = (
    Told(
        "manager.kent",
        _at(2004, 12, 8),
        PostingFacts(
            Side.OFFER,
            "adult_social_care",
            "Middle managers for two or three days a week, on financial control and the systems behind it. Directors"
            " and cabinet members for a talk now and then.",
            Kind.MENTORING,
            rating="csci_stars:3",
            rating_on=_RATED,
            rating_source=_SOURCE,
        ),
        Audience.MEMBERS,
    ),
    Told(
        "manager.swindon",
        _at(2004, 12, 9),
        PostingFacts(
            Side.NEED,
            "adult_social_care",
            "Managers who have turned a service round, beside ours for as long as it takes.",
            Kind.MENTORING,
            rating="csci_stars:0",
            rating_on=_RATED,
            rating_source=_SOURCE,
        ),
        Audience.NAMED,
        ("kent",),
    ),
    Told(
        "manager.kent",
        _at(2008, 3, 3),
        PostingFacts(
            Side.NEED, "equality", "Somebody who has won back the trust of groups that were not asked before."
        ),
    ),
    Told(
        "manager.uttlesford",
        _at(2007, 7, 23),
        PostingFacts(
            Side.NEED,
            "customer_service",
            "A council that visits and rings us as a customer. We do the same for it. Officers’ time only.",
            Kind.RECIPROCAL_EXCHANGE,
        ),
        Audience.MEMBERS,
    ),
    Told(
        "manager.colchester",
        _at(2007, 7, 24),
        PostingFacts(
            Side.OFFER,
            "customer_service",
            "Two officers, a day each month, to try out another council’s service and to have ours tried out.",
            Kind.RECIPROCAL_EXCHANGE,
        ),
        Audience.MEMBERS,
    ),
    Told(
        "manager.uttlesford",
        _at(2007, 6, 4),
        PostingFacts(Side.NEED, "it", "Quarterly reports from a company."),
        withdrawn=True,
    ),
)


def tell(cast: Cast) -> None:
    """Write each down in its own time."""
    for told in STORIES:
        with clock.pinned(told.moment), viewing(cast.viewer(told.by)):
            posting = add_posting(told.facts)
            choose_audience(posting, told.audience)
            for key in told.named:
                name_reader(posting, cast.organisation(key))
            if told.withdrawn:
                withdraw_posting(posting)
