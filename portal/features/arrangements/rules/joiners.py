"""Which organisations somebody means who names several at once, one to a line."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from portal.core.text import can_be_seen, normal_text, searched
from portal.features.arrangements.models import LINE
from portal.features.organisations import Guess, spelt

MOST_LINES = 50
MOST_BYTES = 7_000
"""Of all lines together as they stand in the address of the page: servers in between cut addresses at 8 kilobytes."""
_LETTER = re.compile(r"[^\W\d_]")
_MARK = re.compile(r"^(?:[-–—•*·]|\d{1,3}[.)])\s+")
_BETWEEN = re.compile("[,;]")


@dataclass(frozen=True)
class Joiner:
    """One name, and what it may mean: ``found`` can join, ``there`` are parties that it means too.
    ``likeliest`` is the reference of the one to choose unless somebody says otherwise, ``near`` whether all of them are
    spelt otherwise, ``more`` whether there are others."""

    name: str
    found: Sequence[Any] = ()
    there: Sequence[Any] = ()
    likeliest: str = ""
    near: bool = False
    more: bool = False

    @property
    def several(self) -> bool:
        """Whether nothing has this name and it looks like more than one."""
        return (self.near or not (self.found or self.there)) and _BETWEEN.search(self.name) is not None


def names_in(text: str) -> list[str]:
    """The names in what was typed or pasted, each once, in its order: of a row of a table the first cell that has a
    letter, without the mark of a list and without characters that leave no mark. A line with no letter and no
    number names nobody."""
    lines = [searched(_cell(line), LINE) for line in normal_text(text).split("\n")]
    unlike: dict[str, str] = {}
    for line in lines:
        name = _MARK.sub("", line).strip(" ;,")
        if key := spelt(name):
            unlike.setdefault(key, name)
    return list(unlike.values())


def _cell(line: str) -> str:
    cells = [cell for cell in line.split("\t") if cell.strip()]
    return next((cell for cell in cells if _LETTER.search(cell)), cells[0] if cells else "")


def fault_of(text: str) -> str:
    """Why this cannot be looked for, or nothing. Of what has only characters that leave no mark the page says it."""
    count = len(names_in(text))
    if not count and can_be_seen(text):
        return "Type letters or numbers"
    if count > MOST_LINES:
        return f"Enter {MOST_LINES} names or fewer at once. You have entered {count:,}"
    # Browsers send each end of a line as two characters.
    if len(quote_plus(normal_text(text).replace("\n", "\r\n"), errors="replace")) > MOST_BYTES:
        return "This is too long to look for at once. Enter fewer names"
    return ""


def unsure(names: Sequence[str], guesses: Mapping[str, Guess]) -> list[str]:
    """The names to search for by the starts of their words: those not spelt as in the directory, and one that stands
    alone."""
    return [name for name in names if len(names) == 1 or not guesses[name].sure]


def joiners(
    names: Sequence[str],
    guesses: Mapping[str, Guess],
    begun: Mapping[str, Sequence[Any]],
    parties: Collection[str],
    most: int,
) -> list[Joiner]:
    """What each name may mean. ``begun``: what begins so, ``most`` of each at most; ``parties``: references of those
    that are in it already."""
    return [_joiner(name, guesses[name], begun.get(name, ()), parties, most) for name in names]


def _joiner(name: str, guess: Guess, begun: Sequence[Any], parties: Collection[str], most: int) -> Joiner:
    exact = guess.offered[0].reference if guess.sure else ""
    near = not guess.sure and not begun
    all_ = list(guess.offered if near else (*guess.offered[: guess.sure], *begun))
    unlike = {one.reference: one for one in all_}
    found = [one for reference, one in unlike.items() if reference not in parties]
    there = [one for reference, one in unlike.items() if reference in parties]
    only = found[0].reference if len(unlike) == 1 and found and not near else ""
    likeliest = exact if exact and exact not in parties else only
    return Joiner(name, found, there, likeliest, near, len(begun) == most)
