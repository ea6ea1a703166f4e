"""The months by name and number."""

import re

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
