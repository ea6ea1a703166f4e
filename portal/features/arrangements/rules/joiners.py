"""Which organisations somebody means who names several at once, one to a line."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.text import normal_line, normal_text, unfit_character
from portal.features.organisations import Guess, spelt

MOST_LINES = 50
MOST_CHARACTERS = 4000
"""Of all lines together: they stand in the address of the page, and servers in between cut addresses at 8 kilobytes."""
_MARK = re.compile(r"^(?:[-–—•*·]|\d{1,3}[.)])\s+")


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


def names_in(text: str) -> list[str]:
    """The names in what was typed or pasted, each once: of a row of a table its first cell, without the mark of a list.
    A name with a character that cannot be kept is none."""
    lines = [normal_line(_first_cell(line)) for line in normal_text(text).split("\n")]
    names = [_MARK.sub("", line).strip(" ;,") for line in lines]
    unlike = {spelt(name) or name: name for name in reversed(names) if name and not unfit_character(name)}
    return list(reversed(unlike.values()))


def _first_cell(line: str) -> str:
    return next((cell for cell in line.split("\t") if cell.strip()), "")


def fault_of(text: str) -> str:
    """Why so much cannot be looked for at once, or nothing."""
    if (count := len(names_in(text))) > MOST_LINES:
        return f"Enter {MOST_LINES} names or fewer at once. You have entered {count:,}"
    if (length := len(normal_text(text))) > MOST_CHARACTERS:
        return f"Names must be {MOST_CHARACTERS:,} characters or fewer in all. You have entered {length:,}"
    return ""


def unsure(names: Sequence[str], guesses: Mapping[str, Guess]) -> list[str]:
    """The names to search for by the starts of their words: those not spelt as in the directory, and one that stands
    alone."""
    return [name for name in names if len(names) == 1 or not guesses[name].sure]


def joiners(
    names: Sequence[str],
    guesses: Mapping[str, Guess],
    searched: Mapping[str, Sequence[Any]],
    parties: Collection[str],
    most: int,
) -> list[Joiner]:
    """What each name may mean. ``searched``: what begins so, ``most`` of each at most; ``parties``: references of those
    that are in it already."""
    return [_joiner(name, guesses[name], searched.get(name, ()), parties, most) for name in names]


def _joiner(name: str, guess: Guess, searched: Sequence[Any], parties: Collection[str], most: int) -> Joiner:
    exact = guess.offered[0].reference if guess.sure else ""
    near = not guess.sure and not searched
    all_ = list(guess.offered if near else (*guess.offered[: guess.sure], *searched))
    unlike = {one.reference: one for one in all_}
    found = [one for reference, one in unlike.items() if reference not in parties]
    there = [one for reference, one in unlike.items() if reference in parties]
    only = found[0].reference if len(unlike) == 1 and found and not near else ""
    likeliest = exact if exact and exact not in parties else only
    return Joiner(name, found, there, likeliest, near, len(searched) == most)
