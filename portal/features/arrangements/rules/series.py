"""A series of readings from a table, held against those that are on the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from portal.core.errors import Invalid
from portal.core.periods import Period
from portal.features.arrangements.rules.figures import NO_FIGURE, read_figure
from portal.features.arrangements.rules.measure_checks import read_value
from portal.features.arrangements.rules.periods import read_period


@dataclass(frozen=True)
class Point:
    """The figure of a period: for a rating the place on the scale and its label."""

    period: Period
    value: Decimal
    label: str


@dataclass(frozen=True)
class Recorded:
    """A reading on the record that no other has replaced."""

    id: int
    reference: str
    value: Decimal
    source: str


@dataclass(frozen=True)
class Plan:
    """What a series would do: ``new`` readings; ``corrected`` ones with what each replaces; how many are ``known``
    already; and rows that contradict each other, as (row, message)."""

    new: list[Point] = field(default_factory=list)
    corrected: list[tuple[Point, Recorded]] = field(default_factory=list)
    known: int = 0
    clashes: list[tuple[int, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many readings would be written."""
        return len(self.new) + len(self.corrected)


def read_point(period: str, value: str, labels: Sequence[str], begins: int, today: date) -> Point | None:
    """One row of a table: ``labels`` are those of a rating, empty for a number; ``begins`` as for ``read_period``.

    ``None`` where the row says that there is no figure. Raises ``Invalid`` at ``period`` and ``value``.
    """
    errors: dict[str, str] = {}
    span: Period | None = None
    figure: tuple[Decimal, str] | None = None
    if value.strip().casefold() in NO_FIGURE and value not in labels:
        return None
    try:
        span = read_period(period, begins)
        if span.end > today:
            errors["period"] = "The period must have ended"
    except ValueError as wrong:
        errors["period"] = str(wrong)
    try:
        figure = _figure(value, labels)
    except ValueError as wrong:
        errors["value"] = str(wrong)
    except Invalid as wrong:
        errors |= wrong.errors
    if errors or span is None:
        raise Invalid(errors)
    return figure and Point(span, *figure)


def _figure(value: str, labels: Sequence[str]) -> tuple[Decimal, str] | None:
    if labels:
        return read_value(value, "rating", labels)
    number = read_figure(value)
    return None if number is None else (number, "")


def plan_series(points: Iterable[tuple[int, Point]], recorded: Mapping[date, Sequence[Recorded]], source: str) -> Plan:
    """Hold ``points`` (with the numbers of their rows) against what is ``recorded``, by day.

    A figure that is there already, whoever said it, is not written again. Where the same source said something
    else for that day, the new figure corrects it; where another source did, both stand.
    """
    plan, known = Plan(), 0
    rows: dict[date, tuple[int, Point]] = {}
    for number, point in points:
        first, said = rows.setdefault(point.period.end, (number, point))
        if first != number:
            if said != point:
                plan.clashes.append((number, f"Row {first} has another figure that is dated on the same day"))
            continue
        there = recorded.get(point.period.end, ())
        same = next((one for one in there if one.source.casefold() == source.casefold()), None)
        if any(one.value == point.value for one in there):
            known += 1
        elif same is not None:
            plan.corrected.append((point, same))
        else:
            plan.new.append(point)
    return replace(plan, known=known)
