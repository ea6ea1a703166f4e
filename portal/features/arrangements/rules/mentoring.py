"""How long sessions are, when one is valid, and what was delivered beside what was planned. A day is 7.5 hours."""

import calendar
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal.core.errors import Invalid, RuleBroken
from portal.core.months import day_words
from portal.features.arrangements.models import SessionState
from portal.features.arrangements.rules.lifecycle import must_confirm
from portal.features.arrangements.rules.words import counted, number_words, period_words

DAY = 450
"""Minutes of a working day: 7.5 hours."""
LONGEST_SESSION = 5 * DAY
LONGEST_BEFORE = timedelta(days=366)
LENGTHS = "like 90 minutes, 2 hours or 1.5 days"

_WORDS = {"half a day": DAY // 2, "half day": DAY // 2, "a day": DAY, "whole day": DAY, "a whole day": DAY}
_UNITS = {"m": 1, "h": 60, "d": DAY}
_AMOUNT = r"(?:\d{1,4}(?:\.\d{1,3})?|\.\d{1,3})"
_PART = re.compile(rf"({_AMOUNT})\s*(d(?:ays?)?|h(?:ours?|rs?)?|m(?:inutes?|ins?)?)", re.ASCII)
_LENGTH = re.compile(rf"{_AMOUNT}|(?:{_PART.pattern}(?:,| and)?\s*)+", re.ASCII)
_TENTH = Decimal("0.1")


def read_length(typed: str) -> int:
    """The minutes that somebody typed: ``90``, ``2 hours``, ``1 hour 30 minutes``, ``1.5 days``, ``half a day``.

    A number alone is minutes. Raises ``ValueError`` for anything else and for what is no length of a session.
    """
    said = " ".join(typed.casefold().split())
    if said in _WORDS:
        return _WORDS[said]
    if not _LENGTH.fullmatch(said):
        raise ValueError(f"must be a length of time, {LENGTHS}")
    parts = [(amount, unit) for amount, unit in _PART.findall(said)] or [(said, "m")]
    exact = sum((Decimal(amount) * _UNITS[unit[0]] for amount, unit in parts), Decimal(0))
    minutes = int(exact.to_integral_value(ROUND_HALF_UP))
    if not 0 < minutes <= LONGEST_SESSION:
        raise ValueError("must be more than nothing and not more than 5 days")
    return minutes


def length_words(minutes: int | None) -> str:
    """``1 hour 30 minutes``; halves and whole days of 7.5 hours as days."""
    if minutes is None:
        return ""
    if minutes == DAY // 2:
        return "Half a day"
    if minutes % (DAY // 2) == 0:
        return day_count(minutes)
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, "hour")] * bool(hours) + [counted(rest, "minute")] * bool(rest)
    return " ".join(parts)


def days_of(minutes: int) -> Decimal:
    """Days of 7.5 hours, to a tenth."""
    return (Decimal(minutes) / DAY).quantize(_TENTH, ROUND_HALF_UP)


def day_count(minutes: int) -> str:
    """``2.5 days``."""
    return counted(number_words(days_of(minutes)), "day")


def check_session(state: str, on_date: date, minutes: int | None, today: date, starts_on: date | None = None) -> None:
    """A session is not more than a year before the arrangement starts; one that was held is not in the future and has a
    length. Raises ``Invalid``."""
    errors = {}
    if starts_on is not None and on_date < starts_on - LONGEST_BEFORE:
        errors["on_date"] = (
            f"The day must not be more than a year before the arrangement starts, {day_words(starts_on)}"
        )
    if state == SessionState.HELD and on_date > today:
        errors["on_date"] = "A session that was held must be today or earlier"
    if state == SessionState.HELD and minutes is None:
        errors["length"] = "Say how long the session was"
    if errors:
        raise Invalid(errors)


def check_call_off(state: str) -> None:
    """Only what is planned is called off. Raises ``RuleBroken``."""
    if state == SessionState.HELD:
        raise RuleBroken("", "This session was held, so it cannot be called off")
    if state == SessionState.CALLED_OFF:
        raise RuleBroken("", "This session is called off already")


def check_put_back(state: str) -> None:
    """Only what was called off is put back. Raises ``RuleBroken``."""
    if state != SessionState.CALLED_OFF:
        raise RuleBroken("", "This session is not called off, so there is nothing to put back")


def check_not_off(state: str) -> None:
    """What was called off is put back before anything else of it changes. Raises ``RuleBroken``."""
    if state == SessionState.CALLED_OFF:
        raise RuleBroken("", "This session is called off. Put it back first")


def meets_on(pair: Any, day: date) -> bool:
    """Whether a day is one of those of a pair."""
    return (pair.first_on or day) <= day <= (pair.last_on or day)


def check_meets(pair: Any, on_date: date) -> None:
    """A session of a pair is on one of its days. Raises ``RuleBroken``."""
    if not meets_on(pair, on_date):
        days = period_words(pair.first_on, pair.last_on)
        raise RuleBroken("pair", f"Choose another pair or another day: this pair is {days}")


def check_follow_up(
    owner_id: int, days: tuple[date, date, date | None], parties: Mapping[int, Collection[str]], today: date
) -> None:
    """A follow-up belongs to a party that takes part; ``days`` are those of its session, when it is due and when it was
    done, in that order. Raises ``Invalid``."""
    met_on, due_on, done_on = days
    errors = {}
    if not must_confirm(parties.get(owner_id, ("observer",))):
        errors["owner"] = "Choose a party that takes part"
    if due_on < met_on:
        errors["due_on"] = "The follow-up must be due on or after the day of the session"
    if done_on is not None and not met_on <= done_on <= today:
        errors["done_on"] = "The day it was done must be today or earlier, and not before the session"
    if errors:
        raise Invalid(errors)


Runs = tuple[date | None, date | None]
"""A first and a last day; none is no bound."""


@dataclass(frozen=True)
class Month:
    """One month: its first day, days planned (``None`` if nobody said), days delivered and how many sessions."""

    first: date
    planned: Decimal | None
    delivered: Decimal
    sessions: int


def months(
    first: date,
    last: date,
    plans: Sequence[tuple[Decimal, Runs]],
    runs: Runs,
    held: Mapping[date, tuple[int, int]],
) -> list[Month]:
    """Every month from that of ``first`` to that of ``last``.

    ``plans`` are days in a full month, each with the first and last day of its pair; a month in which the pair and the
    arrangement (``runs``) do not run from end to end has its share. ``held`` gives minutes and sessions by the
    first day of a month.
    """
    made = []
    for month in _months(first, last):
        minutes, sessions = held.get(month, (0, 0))
        planned = sum((days * _share(month, runs, of_pair) for days, of_pair in plans), Decimal(0))
        shown = planned.quantize(_TENTH, ROUND_HALF_UP) if plans else None
        made.append(Month(month, shown, days_of(minutes), sessions))
    return made


def _months(first: date, last: date) -> Iterator[date]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield date(year, month, 1)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _share(month: date, *runs: Runs) -> Decimal:
    """How much of a month all of these run, from 0 to 1."""
    length = calendar.monthrange(month.year, month.month)[1]
    final = month.replace(day=length)
    start = max(month, *(first or month for first, _ in runs))
    end = min(final, *(last or final for _, last in runs))
    return Decimal(max((end - start).days + 1, 0)) / length


@dataclass(frozen=True)
class Cost:
    """What a day of a mentor costs: pence agreed to it, days delivered, pence a day; or ``why`` that cannot be said."""

    mentor: str
    pence: int
    minutes: int
    per_day: int | None
    why: str = ""


def cost_per_day(mentor: str, pence: int, minutes: int, unpaired: int) -> Cost:
    """The money agreed to a mentor over the days that it delivered.

    ``unpaired`` is how many sessions name no pair while there are several mentors: whose days those were is not known.
    """
    why = ""
    if unpaired:
        why = (
            f"{counted(unpaired, 'session')} of this arrangement name no pair, so it is not known whose days they were"
        )
    elif not pence:
        why = f"No sum of money to {mentor} is agreed"
    elif not minutes:
        why = f"No session with {mentor} was held yet"
    per_day = None if why else int((Decimal(pence) * DAY / minutes).to_integral_value(ROUND_HALF_UP))
    return Cost(mentor, pence, minutes, per_day, why)
