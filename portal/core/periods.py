"""When something was: a day, a month, a year, or from one day to another."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.months import MONTHS, day_words

DECEMBER = 12


@dataclass(frozen=True, order=True)
class Period:
    """A run of days, both ends in it. A figure for it is dated at its end."""

    start: date
    end: date

    @property
    def since(self) -> date | None:
        """Its first day, or nothing where it is one day only: how it is kept beside its end."""
        return self.start if self.start < self.end else None

    @property
    def words(self) -> str:
        """``17 January 2005``, ``December 2004``, ``2004``, ``April 2010 to March 2011``."""
        if self.start == self.end:
            return day_words(self.start)
        if not self._whole_months:
            return f"{day_words(self.start)} to {day_words(self.end)}"
        if (self.start.year, self.start.month, self.end.month) == (self.end.year, 1, DECEMBER):
            return str(self.start.year)
        first, last = _month(self.start), _month(self.end)
        return first if first == last else f"{first} to {last}"

    @property
    def dated(self) -> str:
        """The same after a value: ``on 17 January 2005``, ``in December 2004``, ``from April 2010 to March 2011``."""
        if self.start == self.end:
            return f"on {self.words}"
        return f"from {self.words}" if " to " in self.words else f"in {self.words}"

    @property
    def plain(self) -> bool:
        """Whether it is a day, a month or a year."""
        year, month = self.end.year, self.end.month
        return self.start == self.end or self in (months(year, month, 1), months(year, 1, DECEMBER))

    @property
    def _whole_months(self) -> bool:
        return self.start.day == 1 and self.end == _last_day(self.end.year, self.end.month)


def period(first: date | None, last: date) -> Period:
    """The period that ends on ``last``: that day alone where no ``first`` day is kept."""
    return Period(first or last, last)


def kept_from(was: Period, last: date | None) -> date | None:
    """The first day of a period that nobody can type, such as a financial year, while its ``last`` day stays; nothing
    of any other."""
    return was.since if was.end == last and not was.plain else None


def months(year: int, month: int, count: int) -> Period:
    """``count`` whole months from the first day of ``month``."""
    ends = month - 1 + count - 1
    return Period(date(year, month, 1), _last_day(year + ends // DECEMBER, ends % DECEMBER + 1))


def when_words(first: date | None, last: date | None) -> str:
    """The words of a period by the days that are kept of it; nothing gives nothing."""
    return "" if last is None else period(first, last).words


def dated_words(first: date | None, last: date | None) -> str:
    """The same as it stands after a value."""
    return "" if last is None else period(first, last).dated


def _last_day(year: int, month: int) -> date:
    return date(year + month // DECEMBER, month % DECEMBER + 1, 1) - timedelta(days=1)


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"
