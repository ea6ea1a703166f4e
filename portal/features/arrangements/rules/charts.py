"""Where the marks of a chart go. Plain numbers; the template draws them, and a table says the same in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.periods import Period, months
from portal.features.arrangements.rules.measure_checks import labels_of
from portal.features.arrangements.rules.words import value_words

WIDTH, HEIGHT = 640, 300
RIGHT, TOP, BOTTOM = 16, 16, 34
CHARACTER = 8
"""About the width of a character on the axis."""
LONGEST = 20
MOST_DOTS = 60
FEWEST_LINES = 4
MOST_YEARS = 8

Value = tuple[date, Decimal]


@dataclass(frozen=True)
class Mark:
    """One value on its day, with its place in the picture."""

    day: date
    value: Decimal
    x: float
    y: float


@dataclass(frozen=True)
class Tick:
    """A line of the grid, and what stands beside it."""

    at: float
    words: str


@dataclass(frozen=True)
class Plot:
    """``line``: the readings, from the baseline on. ``ways``: for each target the line agreed to it. ``targets``, and
    ``old``, the ones that were replaced. ``levels`` and ``years`` are the grid; ``left`` is where it begins."""

    line: list[Mark]
    ways: list[list[Mark]]
    targets: list[Mark]
    old: list[Mark]
    levels: list[Tick]
    years: list[Tick]
    left: int
    first: date
    last: date

    @property
    def low(self) -> Decimal:
        """The least value of the line."""
        return min(mark.value for mark in self.line)

    @property
    def high(self) -> Decimal:
        """The greatest value of the line."""
        return max(mark.value for mark in self.line)

    @property
    def span(self) -> str:
        """The months from the first mark to the last: a mark may be of a month or year."""
        first, last = (months(day.year, day.month, 1) for day in (self.first, self.last))
        return Period(first.start, last.end).words

    @property
    def points(self) -> str:
        """The line as the ``points`` of an SVG polyline."""
        return _points(self.line)

    @property
    def dashes(self) -> list[str]:
        """The same of each way that is more than its target."""
        return [_points(way) for way in self.ways if len(way) > 1]

    @property
    def dots(self) -> list[Mark]:
        """The readings that get a dot: all of them while they can be told apart, else the first and the last."""
        return self.line if len(self.line) <= MOST_DOTS else [self.line[0], self.line[-1]]


def draw(measure: Any, course: Mapping[str, Sequence[Any]]) -> Plot | None:
    """A chart of a measure from its ``readings``, ``targets`` and the ``points`` on the way to them; ``None`` without
    any value but a baseline."""
    start = [] if measure.baseline_on is None else [(measure.baseline_on, measure.baseline_value)]
    readings = [(row.on_date, row.value) for row in course["readings"]]
    if not readings and not course["targets"]:
        return None
    ways = [_way(start, one, course["points"]) for one in course["targets"] if one.replaced_on is None]
    old = [(one.due_on, one.value) for one in course["targets"] if one.replaced_on is not None]
    unit = measure.unit if measure.unit == "%" else ""
    return plot([*start, *readings], ways, old, labels_of(measure.labels), unit)


def plot(
    values: Iterable[Value],
    ways: Sequence[Sequence[Value]] = (),
    old: Iterable[Value] = (),
    labels: Sequence[str] = (),
    unit: str = "",
    scale: Sequence[Decimal] = (),
) -> Plot | None:
    """A chart of ``values``, with the ``ways`` to targets (each ends in its target) and ``old`` targets beside; on an
    axis of ``labels`` or of numbers with a ``unit``: those of ``scale``, or what suits the values. ``None`` where
    there is nothing to draw."""
    line, crosses = sorted(set(values)), sorted(set(old))
    drawn = [*line, *crosses, *(mark for way in ways for mark in way)]
    if not drawn:
        return None
    levels = [Decimal(place) for place in range(len(labels))] or scale or levels_of([value for _, value in drawn])
    words = [_short(label) for label in labels] or [value_words(level, "", unit) for level in levels]
    place = _Place([day for day, _ in drawn], (levels[0], levels[-1]), 12 + CHARACTER * max(map(len, words)))
    return Plot(
        line=[place.mark(*one) for one in line],
        ways=[[place.mark(*one) for one in way] for way in ways],
        targets=[place.mark(*way[-1]) for way in ways],
        old=[place.mark(*one) for one in crosses],
        levels=[Tick(place.up(level), word) for level, word in zip(levels, words, strict=True)],
        years=place.years(),
        left=place.left,
        first=place.first,
        last=place.last,
    )


def _way(start: Sequence[Value], target: Any, points: Iterable[Any]) -> list[Value]:
    """From the baseline over the points on the way to a target."""
    between = [(row.on_date, row.value) for row in points if row.target_id == target.id]
    return [*start, *between, (target.due_on, target.value)]


class _Place:
    """From days and values to places in the picture."""

    def __init__(self, days: Sequence[date], ends: tuple[Decimal, Decimal], left: int) -> None:
        self.first, self.last, self.left = min(days), max(days), left
        self._low, self._high = ends

    def mark(self, day: date, value: Decimal) -> Mark:
        return Mark(day, value, self.along(day), self.up(value))

    def along(self, day: date) -> float:
        """A lone day stands in the middle."""
        span = (self.last - self.first).days
        share = (day - self.first).days / span if span else 0.5
        return round(self.left + 8 + share * (WIDTH - RIGHT - 8 - self.left), 1)

    def up(self, value: Decimal) -> float:
        share = float((value - self._low) / (self._high - self._low))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def years(self) -> list[Tick]:
        """The first of January of each year, or of every few; for a span within a year its two ends."""
        found = range(self.first.year + 1, self.last.year + 1)
        step = len(found) // MOST_YEARS + 1
        return [Tick(self.along(date(year, 1, 1)), str(year)) for year in found[::step]]


def levels_of(values: Iterable[Decimal]) -> list[Decimal]:
    """Round numbers from below the least of ``values`` to above the greatest, 4 to 7 of them, evenly apart."""
    values = list(values)
    low, high = min(values), max(values)
    span = (high - low) or abs(high) or Decimal(1)
    step = Decimal(1).scaleb(span.adjusted())
    for times in ("5", "2", "1", "0.5", "0.2", "0.1"):
        each = step * Decimal(times)
        first, last = (low / each).to_integral_value("ROUND_FLOOR"), (high / each).to_integral_value("ROUND_CEILING")
        if last - first >= FEWEST_LINES - 1:
            return [each * number for number in range(int(first), int(last) + 1)]
    return [low - step, low, low + step, low + 2 * step]


def _points(marks: Iterable[Mark]) -> str:
    return " ".join(f"{mark.x},{mark.y}" for mark in marks)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
