"""Case 3: who does what between Kent’s programme, its service and the districts, and what they learnt; case 5: a lesson
of the exchange."""

from datetime import UTC, datetime

from sqlalchemy import select

from portal.access import viewing
from portal.core import clock
from portal.data import db
from portal.demo.cast import Cast
from portal.demo.others import MYSTERY_SHOPPING, WORKLESSNESS
from portal.demo.steps import titled
from portal.features.duties import DutyFacts, Part, add_duty
from portal.features.lessons import Lesson, LessonFacts, Sort, share_lesson, write_lesson

DUTIES = (
    (
        "Find people work and stay beside them",
        "kent",
        ("kent",),
        ("dartford", "thanet"),
        ("downs-charity",),
        "Kent Supported Employment does this, with about 45 full-time posts.",
    ),
    (
        "Agree the aims and the plan of each year",
        "kent",
        ("kent", "dartford", "thanet"),
        ("downs-charity",),
        (),
        "The Supporting Independence Programme brings the draft.",
    ),
    ("Say in which wards the need is greatest", "kent", ("dartford", "thanet"), (), ("downs-charity",), ""),
    ("Tell people where to get advice", "downs-charity", ("downs-charity",), (), ("kent", "dartford", "thanet"), ""),
    ("Report the people on out-of-work benefits (NI 152)", "kent", ("kent",), ("dartford", "thanet"), (), ""),
    (
        "Answer the government’s consultations together",
        "kent",
        ("kent", "dartford", "thanet"),
        ("downs-charity",),
        (),
        "",
    ),
)
"""What, then who is accountable, responsible, consulted, informed; and a note."""
LESSONS = (
    (
        WORKLESSNESS,
        "manager.kent",
        datetime(2009, 5, 11, 10, tzinfo=UTC),
        Sort.ADVICE,
        "Agree who owns the work before you begin",
        "A programme and a service with one aim and two budgets left a gap between them. A one-page table of who does"
        " what closed it. We would write that page first.",
        "A county and its districts on worklessness",
    ),
    (
        WORKLESSNESS,
        "manager.dartford",
        datetime(2009, 5, 12, 10, tzinfo=UTC),
        Sort.WORKED,
        "One answer to a consultation says more than twelve",
        "The districts and the county answered the government’s consultations together. Each checked the facts of the"
        " others, and nobody was asked the same thing twice.",
        "A county and its districts on worklessness",
    ),
    (
        WORKLESSNESS,
        "manager.dartford",
        datetime(2009, 5, 13, 10, tzinfo=UTC),
        Sort.FAILED,
        "Meetings of people who cannot decide",
        "Partners sent whoever was free. What was settled had to be settled again by those who could.",
        "",
    ),
    (
        MYSTERY_SHOPPING,
        "manager.uttlesford",
        datetime(2008, 9, 15, 10, tzinfo=UTC),
        Sort.ADVICE,
        "Count the officers’ time from the first visit",
        "An exchange costs no money, only hours. Put the hours beside the price of reports bought from a company, which"
        " was about £3,500 a year for each service, and the committee sees what it saves.",
        "Two councils that shop each other’s services",
    ),
    (
        MYSTERY_SHOPPING,
        "manager.uttlesford",
        datetime(2008, 9, 16, 10, tzinfo=UTC),
        Sort.FAILED,
        "Visits that everybody knew of",
        "When a team knew the week of the visit, it was at its best in that week.",
        "",
    ),
)
"""Arrangement, who writes, when, what it tells, the lesson, and what others call the arrangement: nothing while it
is not shared."""


def tell(cast: Cast) -> None:
    """Duties in the spring of 2008, lessons a year later."""
    with clock.pinned(datetime(2008, 5, 19, 10, tzinfo=UTC)), viewing(cast.viewer("manager.kent")):
        for what, accountable, responsible, consulted, informed, note in DUTIES:
            keys = {Part.RESPONSIBLE: responsible, Part.CONSULTED: consulted, Part.INFORMED: informed}
            parts = {part: [cast.organisation_id(key) for key in named] for part, named in keys.items()}
            facts = DutyFacts(what, cast.organisation_id(accountable), parts, note)
            add_duty(titled(WORKLESSNESS.about.title), facts)
    for about, by, moment, sort, title, words, shared_as in LESSONS:
        with clock.pinned(moment), viewing(cast.viewer(by)):
            write_lesson(titled(about.about.title), LessonFacts(sort, title, words))
        if shared_as:
            with clock.pinned(moment), viewing(cast.viewer(by)):
                lesson = db.session.scalars(select(Lesson).where(Lesson.title == title)).one()
                share_lesson(titled(about.about.title), lesson, shared_as)
