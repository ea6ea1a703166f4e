"""A day, asked for in three inputs. The month may be typed as a number or as a word."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms.utils import unset_value

from portal.core.bounds import EARLIEST, LATEST
from portal.core.months import MONTHS, month_number
from portal.forms.asked import Asked, first_text
from portal.forms.characters import safe_to_show

PARTS = ("day", "month", "year")
DAY_HINT = "For example, 17 1 2005"

_ONE_OR_TWO = re.compile(r"\d{1,2}", re.ASCII)
_FOUR = re.compile(r"\d{4}", re.ASCII)


class DayField(Asked):
    """A day of the calendar. Data: ``date`` or ``None``. Sent as ``name-day``, ``name-month`` and ``name-year``."""

    kind = "day"
    data: date | None

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
        if self.data is None:
            return dict.fromkeys(PARTS, "")
        return {"day": str(self.data.day), "month": str(self.data.month), "year": str(self.data.year)}

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Gather the three inputs, or take the present value."""
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        self.typed = {part: first_text(formdata.getlist(f"{self.name}-{part}")) for part in PARTS}
        self.data = None
        given = {part: text.strip()[:40] for part, text in self.typed.items()}
        if any(given.values()):
            self._take(given)

    def words(self, value: Any) -> str:
        """``17 January 2005``."""
        return "" if value is None else f"{value.day} {MONTHS[value.month - 1]} {value.year}"

    def mine(self) -> str:
        """The day if it is one, else what was typed."""
        return self.words(self.data) if self.data else " ".join(self.shown.values()).strip()

    def pre_validate(self, form: Any) -> None:
        """An empty day is wrong in all its parts."""
        if not self.problem and self.data is None and self.required:
            self.wrong = PARTS
        super().pre_validate(form)

    def _take(self, given: dict[str, str]) -> None:
        missing = tuple(part for part in PARTS if not given[part])
        if missing:
            self._refuse(missing, f"{self.subject} must include a {' and '.join(missing)}")
            return
        if not _FOUR.fullmatch(given["year"]):
            self._refuse(("year",), f"{self.subject}: the year must have 4 numbers, like 2005")
            return
        month = month_number(given["month"])
        if month is None:
            self._refuse(("month",), f"{self.subject}: the month must be a number from 1 to 12, or a month's name")
            return
        day = int(given["day"]) if _ONE_OR_TWO.fullmatch(given["day"]) else 0
        try:
            found = date(int(given["year"]), month, day)
        except ValueError:
            self._refuse(("day",) if int(given["year"]) else ("year",), f"{self.subject} must be a real date")
            return
        self._hold(found)

    def _hold(self, found: date) -> None:
        self.data = found
        if found < self.earliest:
            self._refuse(PARTS, f"{self.subject} must be on or after {self.words(self.earliest)}")
        elif found > self.latest:
            self._refuse(PARTS, f"{self.subject} must be on or before {self.words(self.latest)}")

    def _refuse(self, wrong: tuple[str, ...], message: str) -> None:
        self.wrong = wrong
        self.problem = message
        self.data = None
