"""Figures as tables have them: ``1,234``, ``12.3%``, or a sign that there is none."""

import re
from decimal import Decimal

NO_FIGURE = frozenset(
    {"", "na", "n/a", "n.a.", "nan", "#n/a", "null", "none", "nil", "suppressed", "-", "–", "—", "..", ".", ":", "*"}
    | {"x", "z", "c", "u", "[c]", "[x]", "[z]", "[u]", "[low]"}
)
"""How tables say that a figure is missing, suppressed (c), unreliable (u) or does not apply (x, z), in lower case:
the symbols of the Government Statistical Service and those that were common before them."""
PLACES = 6

_FIGURE = re.compile(r"[+-]?(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,40})?", re.ASCII)


def read_figure(text: str) -> Decimal | None:
    """The number in a cell, rounded to 6 places; ``None`` where it says that there is none. Raises ``ValueError``
    with a message."""
    figure = "".join(text.split()).replace("−", "-")
    if figure.casefold() in NO_FIGURE:
        return None
    figure = figure.removeprefix("£").removesuffix("%")
    if not _FIGURE.fullmatch(figure):
        raise ValueError("Write the value as a number, like 1,234 or 62.5%")
    return round(Decimal(figure.replace(",", "")), PLACES)
