"""The period that a label in a table of figures means: ``April 2021``, ``2010/11``, ``Jan 2012-Dec 2012``, a day."""

import re
from collections.abc import Callable
from datetime import date

from portal.core import bounds
from portal.core.months import month_number
from portal.core.periods import Period, months

FINANCIAL, SCHOOL = 4, 9
"""The month in which a year that is written like 2010/11 begins: the financial year, the school year."""
EARLIEST, LATEST = bounds.EARLIEST.year, bounds.LATEST.year
UNKNOWN = "Write the period like 2010/11, 2014, April 2021, Jan 2012-Dec 2012 or 2021-06-30"

_LONGEST = 60
_DASH = re.compile(r"\s*(?:[-\u2010-\u2015]|\bto\b)\s*")
_YEARS = re.compile(r"(?:fy\s*)?(\d{4})\s*[-/\u2010-\u2015]\s*(\d{4}|\d{2})")
_YEAR_MONTH = re.compile(r"(\d{4})[-.](\d{1,2})")
_QUARTER = re.compile(r"(?:q([1-4])[\s,-]*(.+)|(.+?)[\s,-]*q([1-4]))")


def read_period(text: str, begins: int = FINANCIAL) -> Period:
    """The period that ``text`` means; ``begins`` is the first month of a year written like ``2010/11``.

    ``2010-11`` is a year and not a month, as in official statistics; ``2021-06`` is a month, for no year ends so.
    Raises ``ValueError`` with a message.
    """
    label = re.sub(r"\s+", " ", text).strip().casefold()
    if label and len(label) <= _LONGEST:
        for read in _READERS:
            if (found := read(label, begins)) is not None and _within(found):
                return found
    raise ValueError(UNKNOWN)


def _within(period: Period) -> bool:
    return period.start.year >= EARLIEST and period.end.year <= LATEST


def _day(label: str, _begins: int) -> Period | None:
    """``2021-06-30``, also with a time after it; ``30/06/2021``, the day first; ``30 June 2021``."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[t ].*)?", label):
        return _real(*found.groups())
    if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", label):
        return _real(*reversed(found.groups()))
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]+\.?),? (\d{4})", label):
        number = month_number(found[2])
        return _real(found[3], str(number), found[1]) if number else None
    return None


def _real(year: str, month: str, day: str) -> Period | None:
    try:
        one = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Period(one, one)


def _split_year(label: str, begins: int) -> Period | None:
    """``2010/11``, ``2010-11``, ``2010-2011``, ``FY 2010/11``: two years that follow each other."""
    found = _YEARS.fullmatch(label)
    if not found:
        return None
    first, second = int(found[1]), found[2]
    if int(second) not in (first + 1, (first + 1) % 100) or (len(second) == 2 and int(second) > 99):
        return None
    return _months(first, begins, 12)


def _calendar_year(label: str, _begins: int) -> Period | None:
    return _months(int(label), 1, 12) if re.fullmatch(r"\d{4}", label) else None


def _month(label: str, _begins: int) -> Period | None:
    """``April 2021``, ``Apr-21``, ``2021 April``, ``2021-06``."""
    if found := _YEAR_MONTH.fullmatch(label):
        return _months(int(found[1]), int(found[2]), 1) if 1 <= int(found[2]) <= 12 else None
    found = re.fullmatch(r"([a-z]+)\.?[ ,-]+(\d{4}|\d{2})", label)
    word, year = (found[1], found[2]) if found else ("", "")
    if not found and (found := re.fullmatch(r"(\d{4})[ ,-]+([a-z]+)\.?", label)):
        word, year = found[2], found[1]
    number = month_number(word)
    if number is None:
        return None
    return _months(int(year) if len(year) == 4 else 2000 + int(year), number, 1)


def _quarter(label: str, begins: int) -> Period | None:
    """``Q1 2021`` of the calendar, ``Q1 2010/11`` of the split year."""
    found = _QUARTER.fullmatch(label)
    if not found:
        return None
    number, year = int(found[1] or found[4]), (found[2] or found[3]).strip()
    whole = _split_year(year, begins) or _calendar_year(year, begins)
    if whole is None:
        return None
    month = whole.start.month - 1 + 3 * (number - 1)
    return _months(whole.start.year + month // 12, month % 12 + 1, 3)


def _from_to(label: str, begins: int) -> Period | None:
    """Two days, months or years with a dash or ``to`` between them, in order."""
    for dash in _DASH.finditer(label):
        ends = [_single(part, begins) for part in (label[: dash.start()], label[dash.end() :])]
        if ends[0] and ends[1] and ends[0].start <= ends[1].start:
            return Period(ends[0].start, ends[1].end)
    return None


def _single(label: str, begins: int) -> Period | None:
    return next((found for read in _SINGLE if (found := read(label, begins)) is not None), None)


def _months(year: int, month: int, count: int) -> Period | None:
    """``count`` whole months from the first day of ``month``."""
    return months(year, month, count) if EARLIEST <= year <= LATEST else None


_SINGLE: tuple[Callable[[str, int], Period | None], ...] = (_day, _split_year, _calendar_year, _month, _quarter)
_READERS = (*_SINGLE, _from_to)
