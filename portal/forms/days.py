"""A day, or when something was, asked for in three inputs. The month may be typed as a number or as a word."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from wtforms.utils import unset_value

from portal.core.bounds import EARLIEST, LATEST
from portal.core.months import day_words, month_number
from portal.core.periods import Period, months
from portal.forms.asked import Asked, first_text
from portal.forms.characters import safe_to_show

PARTS = ("day", "month", "year")
DAY_HINT = "For example, 17 1 2005"
WHEN_HINT = "For example, 17 1 2005. If you only know the month or the year, give that and leave the rest empty"

_ONE_OR_TWO = re.compile(r"\d{1,2}", re.ASCII)
_FOUR = re.compile(r"\d{4}", re.ASCII)


T = TypeVar("T")


class InParts(Asked, Generic[T], ABC):
    """A day, or when something was, in three inputs: sent as ``name-day``, ``name-month`` and ``name-year``."""

    kind = "day"
    data: T | None

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] | None = None,
        *,
        earliest: date = EARLIEST,
        latest: date = LATEST,
        **kwargs: Any,
    ) -> None:
        self.earliest = earliest
        self.latest = latest
        self.typed: dict[str, str] | None = None
        self.wrong: tuple[str, ...] = ()
        super().__init__(label, validators, **kwargs)

    @property
    def names(self) -> tuple[str, ...]:
        """The three names."""
        return tuple(f"{self.name}-{part}" for part in PARTS)

    @property
    def error_id(self) -> str:
        """The first input that is wrong."""
        return f"{self.id}-{self.wrong[0] if self.wrong else PARTS[0]}"

    @property
    def shown(self) -> dict[str, str]:
        """The text of each input."""
        if self.typed is not None:
            return {part: safe_to_show(text) for part, text in self.typed.items()}
        return dict.fromkeys(PARTS, "") if self.data is None else self.written(self.data)

    @abstractmethod
    def written(self, data: T) -> dict[str, str]:
        """The text of each input for an answer."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Gather the three inputs, or take the present value."""
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        self.typed = {part: first_text(formdata.getlist(f"{self.name}-{part}")) for part in PARTS}
        self.data = None
        given = {part: text.strip()[:40] for part, text in self.typed.items()}
        if any(given.values()):
            self.take(given)

    @abstractmethod
    def take(self, given: dict[str, str]) -> None:
        """Read what was typed, of which something is not empty."""

    def mine(self) -> str:
        """The answer if it is one, else what was typed."""
        return self.words(self.data) if self.data else " ".join(self.shown.values()).strip()

    def pre_validate(self, form: Any) -> None:
        """An empty answer is wrong in all its parts."""
        if not self.problem and self.data is None and self.required:
            self.wrong = PARTS
        super().pre_validate(form)

    def day(self, given: dict[str, str]) -> date | None:
        """The day that was typed, or nothing and a message."""
        missing = tuple(part for part in PARTS if not given[part])
        if missing:
            self.refuse(missing, f"{self.subject} must include a {' and '.join(missing)}")
            return None
        month = self.month(given)
        if month is None:
            return None
        day = int(given["day"]) if _ONE_OR_TWO.fullmatch(given["day"]) else 0
        try:
            found = date(int(given["year"]), month, day)
        except ValueError:
            self.refuse(("day",) if int(given["year"]) else ("year",), f"{self.subject} must be a real date")
            return None
        return found if self.within(found) else None

    def year(self, given: dict[str, str]) -> int | None:
        """The year that was typed, or nothing and a message."""
        if _FOUR.fullmatch(given["year"]):
            return int(given["year"])
        self.refuse(("year",), f"{self.subject}: the year must have 4 numbers, like 2005")
        return None

    def month(self, given: dict[str, str]) -> int | None:
        """The month that was typed, where the year is one, or nothing and a message."""
        if self.year(given) is None:
            return None
        month = month_number(given["month"])
        if month is None:
            self.refuse(("month",), f"{self.subject}: the month must be a number from 1 to 12, or a month's name")
        return month

    def within(self, found: date) -> bool:
        """Whether it lies between the earliest and the latest day; a message where it does not."""
        if found < self.earliest:
            self.refuse(PARTS, f"{self.subject} must be on or after {day_words(self.earliest)}")
        elif found > self.latest:
            self.refuse(PARTS, f"{self.subject} must be on or before {day_words(self.latest)}")
        return self.earliest <= found <= self.latest

    def refuse(self, wrong: tuple[str, ...], message: str) -> None:
        """Say what is wrong, at these inputs."""
        self.wrong, self.problem, self.data = wrong, message, None


class DayField(InParts[date]):
    """A day of the calendar. Data: ``date`` or ``None``."""

    def written(self, data: date) -> dict[str, str]:
        """Its day, month and year."""
        return {"day": str(data.day), "month": str(data.month), "year": str(data.year)}

    def words(self, value: Any) -> str:
        """``17 January 2005``."""
        return day_words(value)

    def take(self, given: dict[str, str]) -> None:
        """All three are asked for."""
        self.data = self.day(given)


class WhenField(InParts[Period]):
    """When something was, as exactly as it is known: a day, a month or a year. Data: ``Period`` or ``None``."""

    def written(self, data: Period) -> dict[str, str]:
        """Its day, month and year, as far as they are known. What is neither a day, a month nor a year is shown by its
        end."""
        shown = {"day": str(data.end.day), "month": str(data.end.month), "year": str(data.end.year)}
        left_out = {months(data.end.year, data.end.month, 1): ("day",), months(data.end.year, 1, 12): ("day", "month")}
        return shown | dict.fromkeys(left_out.get(data, ()), "")

    def words(self, value: Any) -> str:
        """``17 January 2005``, ``January 2005`` or ``2005``."""
        return "" if value is None else str(value.words)

    def take(self, given: dict[str, str]) -> None:
        """The day may be left empty, and the month with it."""
        if given["day"]:
            found = self.day(given)
            self.data = Period(found, found) if found else None
            return
        month, count = (self.month(given), 1) if given["month"] else (1, 12)
        year = self.year(given)
        if year is not None and month and self.within(date(max(year, 1), month, 1)):
            self.data = months(year, month, count)
