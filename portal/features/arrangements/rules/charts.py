"""Where the marks of a chart go. Plain numbers; the template draws them, and a table says the same in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 12, 12, 14, 26
FEWEST = 2


@dataclass(frozen=True)
class Mark:
    """One value on its day, with its place in the picture."""

    day: date
    value: Decimal
    x: float
    y: float


@dataclass(frozen=True)
class Plot:
    """A line of readings from a baseline, and targets beside it. ``low`` and ``high`` are the values at its edges."""

    line: list[Mark]
    targets: list[Mark]
    first: date
    last: date
    low: Decimal
    high: Decimal

    @property
    def points(self) -> str:
        """The line as the ``points`` of an SVG polyline."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.line)


def plot(readings: Iterable[tuple[date, Decimal]], targets: Iterable[tuple[date, Decimal]]) -> Plot | None:
    """A chart of ``readings`` (the baseline among them) and ``targets``; ``None`` where there is too little to draw."""
    line, aims = sorted(set(readings)), sorted(set(targets))
    if len(line) < FEWEST:
        return None
    days = [day for day, _ in (*line, *aims)]
    values = [value for _, value in (*line, *aims)]
    first, last, low, high = min(days), max(days), min(values), max(values)

    def mark(day: date, value: Decimal) -> Mark:
        along = (day - first).days / max((last - first).days, 1)
        up = float((value - low) / (high - low)) if high > low else 0.5
        x = LEFT + along * (WIDTH - LEFT - RIGHT)
        return Mark(day, value, round(x, 1), round(HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM), 1))

    return Plot([mark(*one) for one in line], [mark(*one) for one in aims], first, last, low, high)
