"""What makes a measure valid, with its scale, baseline, targets and readings; and how a value that is typed is read."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from portal.core.errors import RuleBroken
from portal.core.periods import Period
from portal.core.text import leave_out
from portal.features.arrangements.models import Scale
from portal.features.arrangements.rules.checks import either, raise_found

FEWEST_LABELS = 2
_VALUE = re.compile(r"-?(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,6})?", re.ASCII)
_COUNT = re.compile(r"\d{1,3}", re.ASCII)
_COUNTS = {"no": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def labels_of(text: str) -> list[str]:
    """The labels of a rating scale, one a line, blank lines left out."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def check_scale(scale: str, labels: Sequence[str]) -> None:
    """A rating has at least two labels, none twice."""
    if scale != Scale.RATING:
        return
    if len(labels) < FEWEST_LABELS:
        raise RuleBroken("labels", "Enter at least 2 labels, each on its own line, the worst first")
    if len({label.casefold() for label in labels}) < len(labels):
        raise RuleBroken("labels", "Each label must be different from the others")


def read_value(typed: str, scale: str, labels: Sequence[str], field: str = "value") -> tuple[Decimal, str]:
    """The value and label that somebody typed: a label of the scale, in any case or by the number it begins with, or a
    number.

    Raises ``RuleBroken`` at ``field``. Numbers have up to 12 digits before the point and 6 after.
    """
    if scale == Scale.RATING:
        meant = _meant(typed, labels)
        if len(meant) == 1:
            return Decimal(meant[0]), labels[meant[0]]
        raise RuleBroken(field, f"Enter one of the labels of the scale: {', '.join(labels)}")
    digits = typed.strip().replace("−", "-").removeprefix("£").removesuffix("%").strip()
    if not _VALUE.fullmatch(digits):
        raise RuleBroken(field, f"Enter a number, like 78,000 or 62.5{leave_out(digits)}")
    return Decimal(digits.replace(",", "")), ""


def _meant(typed: str, labels: Sequence[str]) -> list[int]:
    """The places of the labels that are spelt as typed, or else begin with that number: ``0`` is ``No stars``, and
    ``1 star`` is ``One star``."""
    said = typed.strip().casefold()
    spelt = [place for place, label in enumerate(labels) if label.casefold() == said]
    count, what = _count(said)
    if spelt or count is None:
        return spelt
    counts = [_count(label.casefold()) for label in labels]
    return [place for place, (number, of) in enumerate(counts) if number == count and what in ("", of)]


def _count(text: str) -> tuple[int | None, str]:
    first, _, rest = text.partition(" ")
    return int(first) if _COUNT.fullmatch(first) else _COUNTS.get(first), rest.strip()


def check_baseline(typed: str, on: date | None, today: date) -> None:
    """A baseline has a value and a day, and the day has come."""
    raise_found(
        {
            "baseline": either(on is not None and not typed, "Enter the value of the baseline"),
            "baseline_on": either(bool(typed) and on is None, "Enter the date of the baseline")
            or either(on is not None and on > today, "The date of the baseline must be today or earlier"),
        }
    )


def check_earlier(typed: str, when: Period | None, source: str, starts_on: date | None, today: date) -> None:
    """An earlier value says when it was, before the first day of the baseline, and who says so."""
    late = when is not None and when.end > today
    raise_found(
        {
            "earlier": either(not typed, "Enter the earlier value"),
            "earlier_on": either(when is None, "Enter when the earlier value was")
            or either(late, "The date of the earlier value must be before today")
            or either(
                bool(when and starts_on and when.end >= starts_on),
                "The earlier value must be from before the date of the baseline",
            ),
            "earlier_source": either(not source, "Enter who says so"),
        }
    )


def check_target(baseline_on: date | None, due_on: date) -> None:
    """A target stands against a baseline, and is due after it."""
    if baseline_on is None:
        raise RuleBroken("", "Give the measure a baseline first. A target without one cannot be judged")
    if due_on <= baseline_on:
        raise RuleBroken("due_on", "The target must be due after the date of the baseline")


def read_second(typed: str, labels: Sequence[str], field: str) -> str:
    """The label on a second scale that somebody typed, in any case; nothing where nothing was. Raises ``RuleBroken``
    at ``field``."""
    if not typed.strip():
        return ""
    if not labels:
        raise RuleBroken(field, "This measure has no second rating. Leave this empty")
    return read_value(typed, Scale.RATING, labels, field)[1]


def check_point(baseline_on: date | None, due_on: date, on_date: date, taken: Collection[date]) -> None:
    """A value on the way to a target lies after the baseline and before the target is due, one on each day."""
    if baseline_on is not None and on_date <= baseline_on:
        raise RuleBroken("on_date", "The date must be after the date of the baseline")
    if on_date >= due_on:
        raise RuleBroken("on_date", "The date must be before the target is due")
    if on_date in taken:
        raise RuleBroken("on_date", "There is a value for this day already. Remove it first")


def check_new_baseline(baseline_on: date | None, due: Iterable[date]) -> None:
    """Targets keep a baseline to stand against, from before they are ``due``."""
    days = sorted(due)
    if days and baseline_on is None:
        raise RuleBroken("baseline", "A target stands against this baseline, so it cannot be empty")
    if days and baseline_on and baseline_on >= days[0]:
        raise RuleBroken("baseline_on", "The date of the baseline must be before the first target is due")


def check_reading(on_date: date, today: date) -> None:
    """A reading is of today or before."""
    raise_found({"on_date": either(on_date > today, "The date of the reading must be today or earlier")})
