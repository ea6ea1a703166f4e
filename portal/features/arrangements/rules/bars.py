"""Where the bars of a chart of months go, planned beside delivered. The template draws them; a table says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.features.arrangements.rules.mentoring import Month

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 14, 26
GAP = 0.2
"""How much of a month's place stays empty on either side of its two bars."""
MOST_NAMED = 7


@dataclass(frozen=True)
class Bar:
    """A rectangle, in the units of the picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bars:
    """The picture: a bar of each month for what was ``planned`` and for what was ``delivered``, the months ``named``
    (the middle of each, and its place in the list), and the ``top`` of the scale in days."""

    planned: list[Bar]
    delivered: list[Bar]
    named: list[tuple[float, int]]
    top: Decimal


def bars(months: Sequence[Month]) -> Bars | None:
    """The picture of at least one month in which something was planned or delivered; otherwise ``None``."""
    top = max((max(month.planned or Decimal(0), month.delivered) for month in months), default=Decimal(0))
    if not top:
        return None
    place = (WIDTH - LEFT - RIGHT) / len(months)
    width = place * (1 - 2 * GAP) / 2
    planned, delivered = [], []
    for number, month in enumerate(months):
        x = LEFT + place * (number + GAP)
        planned.append(_bar(x, month.planned or Decimal(0), top, width))
        delivered.append(_bar(x + width, month.delivered, top, width))
    step = -(-len(months) // MOST_NAMED)
    named = [(round(LEFT + place * (number + 0.5), 1), number) for number in range(0, len(months), step)]
    return Bars(planned, delivered, named, top)


def _bar(x: float, days: Decimal, top: Decimal, width: float) -> Bar:
    height = float(days / top) * (HEIGHT - TOP - BOTTOM)
    return Bar(round(x, 1), round(HEIGHT - BOTTOM - height, 1), round(width, 1), round(height, 1))
