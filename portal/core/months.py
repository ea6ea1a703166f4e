"""The months by name and number, and a day as people read it."""

import re
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_ONE_OR_TWO = re.compile(r"\d{1,2}", re.ASCII)
_SHORTEST = 3


def month_number(text: str) -> int | None:
    """1 to 12 for ``1``, ``01``, ``jan`` or ``January``; ``None`` for anything else."""
    if _ONE_OR_TWO.fullmatch(text):
        return int(text) if 1 <= int(text) <= 12 else None
    word = text.lower().rstrip(".")
    if len(word) < _SHORTEST:
        return None
    return next((number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(word)), None)


def day_words(day: date | None) -> str:
    """``17 January 2005``, in English wherever the server runs; nothing gives nothing."""
    return "" if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year}"
