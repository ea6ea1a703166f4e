"""What was promised by a day is red before the day, on the page, in the list, on the board and at home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from html import unescape

from sqlalchemy import select

from portal.core import clock
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Milestone, Target
from portal.features.arrangements.rules.lifecycle import Step
from tests.arrangements.conftest import Case
from tests.arrangements.people import sits
from tests.factories.world import World

STARS = "Stars for social services"
REPORT = "“First report” is to be reached by 30 June 2005"
ONE_STAR = f"{STARS}, on the way to its target, is to be 1 star by 31 December 2006. There is no reading"
TWO_STARS = (
    f"The target of {STARS}, 2 stars, is due on 31 December 2007. The newest reading is 1 star, of 2 January 2007"
)


@contextmanager
def on(year: int, month: int, day: int) -> Iterator[None]:
    """At noon of a day."""
    with clock.pinned(datetime(year, month, day, 12, tzinfo=clock.LONDON)):
        yield


def begun(case: Case) -> None:
    """It runs, with a milestone and a value on the way to its target."""
    with on(2005, 2, 1):
        case.sent()
        for viewer in (case.kent, case.odpm, case.health):
            case.answer(viewer)
        with case.at(case.swindon) as one:
            actions.take_step(one, Step.START)
            actions.add_milestone(one, actions.MilestoneFacts("First report", date(2005, 6, 30)))
            target = db.session.scalars(select(Target.reference)).one()
            actions.add_point(one, target, "1 star", date(2006, 12, 31))
        for viewer in (case.swindon, case.kent, case.odpm, case.health):
            case.answer(viewer)


def says(case: Case, world: World, words: str, severity: str) -> None:
    """Look again as in the night; then each page tells of ``words``: as ``red``, as ``amber``, or not at all."""
    with case.at(case.swindon):
        actions.look_at_all()
    sam = sits(case, world, case.swindon)
    page = unescape(sam.reads(f"/arrangements/{case.reference}"))
    assert (words in page) is bool(severity), page[page.index("<main") :][:3000]
    assert (">Act now</strong>" in page) is (severity == "red")
    assert ("1 check fails" in sam.reads("/arrangements")) is (severity == "red")
    assert ("1 check soon" in sam.reads("/arrangements")) is (severity == "amber")
    assert ("1 check fails" in sam.reads("/arrangements/board")) is (severity == "red")
    assert ("1 check soon" in sam.reads("/arrangements/board")) is (severity == "amber")
    assert ("Checks that fail" in sam.reads("/")) is (severity == "red")


def test_a_milestone_is_red_two_weeks_before_its_day(case: Case, world: World) -> None:
    begun(case)
    for day, severity in (((2005, 4, 30), ""), ((2005, 5, 1), "amber"), ((2005, 6, 16), "red")):
        with on(*day):
            says(case, world, REPORT, severity)
    with on(2005, 7, 1):
        says(case, world, REPORT.replace(" is ", " was "), "red")
        with case.at(case.swindon) as one:
            row = db.session.scalars(select(Milestone)).one()
            reached = actions.MilestoneFacts(row.name, row.due_on, date(2005, 7, 1))
            actions.change_milestone(one, row.reference, row.version, reached)
        says(case, world, "to be reached by", "")


def test_a_target_and_a_value_on_the_way_are_red_before_they_are_due_until_a_reading_shows_them(
    case: Case, world: World
) -> None:
    begun(case)
    with case.at(case.swindon):
        db.session.delete(db.session.scalars(select(Milestone)).one())
    with on(2006, 12, 20):
        says(case, world, ONE_STAR, "red")
    with on(2007, 1, 3):
        says(case, world, ONE_STAR.replace(" is to ", " was to "), "red")
        read(case, "1 star", date(2007, 1, 2))
        says(case, world, "on the way to its target", "")
    with on(2007, 11, 10):
        says(case, world, TWO_STARS, "amber")
    with on(2007, 12, 20):
        says(case, world, TWO_STARS, "red")
        read(case, "2 stars", date(2007, 12, 19))
        says(case, world, "The target of", "")
    with on(2008, 1, 10):
        says(case, world, "2 stars, was due on 31 December 2007. The newest reading is 2 stars, of 19 December", "red")
        read(case, "1 star", date(2008, 1, 5))
        says(case, world, "The target of", "")


def read(case: Case, value: str, day: date) -> None:
    """Kent records a reading: what the checks found is looked at again at once."""
    with case.at(case.kent) as one:
        (measure,) = queries.measures_of(one)
        actions.record_reading(one, measure.reference, actions.ReadingFacts(value, day, "The commission"))
        kept = queries.check_summary(one)
        assert kept is not None
        assert kept.red == 0
