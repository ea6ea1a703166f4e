"""How arrangements are looked after: reviews, notice, milestones, and what the checks last found."""

from collections.abc import Iterator
from datetime import date, timedelta

from bench.country import START, Country, Row, reference

FIRST_REVIEW = date(2026, 1, 1)
DAYS_OF_REVIEWS = 700
ENDS = date(2027, 12, 31)
FAILING = 20
"""One arrangement in so many fails a check."""


def _day(number: int) -> date:
    return FIRST_REVIEW + timedelta(days=number % DAYS_OF_REVIEWS)


def governance(country: Country) -> Iterator[Row]:
    """One for each arrangement, reviewed on days that are spread over two years."""
    for number in range(1, country.arrangements + 1):
        yield {
            "id": number,
            "access_list_id": country.inner(number),
            "arrangement_id": number,
            "meetings": "Each quarter",
            "next_review_on": _day(number),
            "notice_months": 3,
            "notice_on": ENDS - timedelta(days=91),
            "created_at": START,
            "version": 1,
        }


def milestones(country: Country) -> Iterator[Row]:
    """Two for each arrangement: one that was reached, and one to come or late."""
    for number in range(1, country.arrangements + 1):
        for place in (0, 1):
            day = _day(number) + timedelta(days=place * 90)
            yield {
                "id": number * 2 + place,
                "reference": reference(number * 2 + place, 13),
                "access_list_id": country.outer(number),
                "arrangement_id": number,
                "name": "First visits made" if place == 0 else "A year of visits looked at together",
                "due_on": day,
                "reached_on": None if place else day,
                "note": "",
                "created_at": START,
                "version": 1,
            }


def found(country: Country) -> Iterator[Row]:
    """What the checks found of some."""
    for number in range(FAILING, country.arrangements + 1, FAILING):
        yield {
            "id": number,
            "access_list_id": country.inner(number),
            "arrangement_id": number,
            "led_by_id": country.parties_of(number)[0],
            "red": 1 + number % 3,
            "amber": 0,
            "seen_on": date(2026, 6, 1),
        }
