"""Which organisation a name in somebody's file means: what is spelt alike, and what is nearly so.

Nothing is decided here. A likeness is offered to a person, who says whether it is the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from html import unescape

from portal.core.references import read_reference
from portal.features.organisations.rules.names import as_initials, folded, initials_of, words_of

SAME, NEARLY, INITIALS, LEAST = 100, 95, 90, 84
"""Likeness of two names in hundredths: spelt alike; alike but for the kind of council or the order; one the initials of
the other; the least that is offered, as for initials of which one has only the first."""
MOST_OFFERED = 5
PREFIX = 5
_MOST_WORDS = 3
_COMMON = frozenset(
    {"a", "an", "and", "of", "the", "for", "in", "council", "councils", "borough", "district", "city", "county"}
    | {"metropolitan", "unitary", "town", "parish", "local", "authority", "authorities", "joint", "committee", "board"}
    | {"partnership", "service", "services", "royal", "london", "ltd", "limited", "plc"}
)
_NAMED = re.compile(r"\(([0-9A-Za-z]{4}-[0-9A-Za-z]{4})\)$")
_REGISTER = re.compile(r"local-authority-eng:([A-Za-z]{3,4})", re.IGNORECASE)
_PARTED = re.compile(r"\s*[,;/]\s*|\s+(?:and|&)\s+")


@dataclass(frozen=True)
class Likely:
    """An organisation that a name may mean. ``spellings`` are all its names, ``codes`` its org-ids, ``subtype`` what
    kind of organisation it is, in the words of its register."""

    reference: str
    name: str
    ends_on: date | None = None
    spellings: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    subtype: str | None = None


@dataclass(frozen=True)
class Guess:
    """What a name may mean: the organisations that are like it, the likest first; ``sure`` if the first is spelt so and
    no other is; ``several`` if the name seems to be those of more organisations, one after another."""

    offered: list[Likely] = field(default_factory=list)
    sure: bool = False
    several: list[Likely] = field(default_factory=list)


def spelt(name: str) -> str:
    """The name without capitals, accents, punctuation and signs written as ``&amp;``: what is equal is spelt alike."""
    return folded(unescape(name))


def core_of(name: str) -> tuple[str, ...]:
    """The words that tell an organisation from others, in alphabetical order; all of them if none does."""
    words = words_of(unescape(name))
    return tuple(sorted({word for word in words if word not in _COMMON} or words))


def alike(one: str, other: str) -> int:
    """How alike two names are, 0 to ``SAME``; of those not spelt alike only the telling words count, because nearly all
    councils are called council. What stands in brackets may be left out."""
    if spelt(one) == spelt(other):
        return SAME
    first, second = core_of(one), core_of(other)
    if first == second:
        return NEARLY
    if nearly_same(one, other):
        return NEARLY - 1
    matcher = SequenceMatcher(None, " ".join(first), " ".join(second), autojunk=False)
    if matcher.real_quick_ratio() * SAME < LEAST or matcher.quick_ratio() * SAME < LEAST:
        return 0
    ratio = round(matcher.ratio() * SAME)
    return min(ratio, NEARLY - 1) if ratio >= LEAST else 0


def nearly_same(one: str, other: str) -> bool:
    """Whether the same words tell two names from others, in any order, without what stands in brackets."""
    return core_of(one) == core_of(other) or core_of(one.partition("(")[0]) == core_of(other.partition("(")[0])


def named_reference(name: str) -> str:
    """The reference in ``Kent County Council (7K3M-92QD)``, which is how a download names an organisation."""
    found = _NAMED.search(name.strip())
    return (found and read_reference(found[1])) or ""


def org_id_of(name: str) -> str:
    """The org-id that a cell is, as a register writes it: ``GB-LAE-KEN``, ``local-authority-eng:KEN``; or nothing."""
    if found := _REGISTER.fullmatch(name.strip()):
        return f"GB-LAE-{found[1].upper()}"
    plain = name.strip().upper()
    return plain if re.fullmatch(r"[A-Z]{2}-[A-Z]{2,7}-[A-Z0-9-]{1,40}", plain) else ""


def starts_of(names: Iterable[str]) -> list[str]:
    """How the telling words of these names begin: what to look for in the directory."""
    words = (word for name in names for piece in (name, *pieces_of(name)) for word in core_of(piece)[:_MOST_WORDS])
    return sorted({word[:PREFIX] for word in words})


def by_initials(letters: str, spelling: str) -> int:
    """How well ``letters`` are the initials of a name: all of them, the first of them, or not."""
    initials = initials_of(spelling)
    if not letters or not initials.startswith(letters):
        return 0
    return INITIALS if initials == letters else LEAST


def pieces_of(name: str) -> list[str]:
    """The names that a name may be made of, as in “Blackpool Council and Wyre Council”; nothing for one alone."""
    pieces = [piece for piece in _PARTED.split(unescape(name).strip(" .")) if piece]
    return pieces if len(pieces) > 1 else []


def guesses(names: Iterable[str], directory: Sequence[Likely]) -> dict[str, Guess]:
    """For each name what it may mean, out of those in ``directory``."""
    book = _Book(directory)
    return {name: _guess(name, book) for name in names}


def _guess(name: str, book: "_Book") -> Guess:
    found = book.like(name)
    likeliest = [one for score, one in found if score == SAME]
    offered = [one for _, one in found[:MOST_OFFERED]]
    if likeliest:
        return Guess(offered, sure=len(likeliest) == 1)
    several = [next((one for score, one in book.like(piece) if score >= NEARLY), None) for piece in pieces_of(name)]
    whole = [one for one in several if one is not None]
    joined = whole if len(whole) == len(several) == len({one.reference for one in whole}) else []
    return Guess(offered, several=joined)


class _Book:
    """The directory by how the words of its names begin, so that a name is held only against what may be like it."""

    def __init__(self, directory: Sequence[Likely]) -> None:
        self._at: dict[str, list[tuple[str, Likely]]] = {}
        self._coded: dict[str, Likely] = {}
        self._initials: dict[str, list[tuple[str, Likely]]] = {}
        for one in directory:
            self._coded.update(dict.fromkeys((one.reference, *one.codes), one))
            for spelling in dict.fromkeys((one.name, *one.spellings)):
                for start in {word[:PREFIX] for word in core_of(spelling)}:
                    self._at.setdefault(start, []).append((spelling, one))
                self._initials.setdefault(initials_of(spelling)[:2], []).append((spelling, one))

    def like(self, name: str) -> list[tuple[int, Likely]]:
        """(likeness, organisation), the likest first, and by name."""
        if coded := self._coded.get(named_reference(name)) or self._coded.get(org_id_of(name)):
            return [(SAME, coded)]
        scores: dict[str, tuple[int, Likely]] = {}
        letters = as_initials(name)
        named = ((alike(name, spelling), one) for spelling, one in self._near(name))
        begun = self._initials.get(letters[:2], ()) if letters else ()
        for score, one in (*named, *((by_initials(letters, spelling), one) for spelling, one in begun)):
            if score > scores.get(one.reference, (0, one))[0]:
                scores[one.reference] = score, one
        return sorted(scores.values(), key=lambda pair: (-pair[0], pair[1].name, pair[1].reference))

    def _near(self, name: str) -> Iterator[tuple[str, Likely]]:
        starts = {word[:PREFIX] for word in core_of(name)}
        yield from dict.fromkeys(pair for start in sorted(starts) for pair in self._at.get(start, ()))


def same_spellings(names: Sequence[str]) -> Mapping[str, str]:
    """For a name that comes later and is like an earlier one: which. What a file alone spells two ways."""
    found: dict[str, str] = {}
    for place, name in enumerate(names):
        earlier = [(alike(name, other), -at, other) for at, other in enumerate(names[:place]) if other not in found]
        if earlier and (best := max(earlier))[0] >= LEAST:
            found[name] = best[2]
    return found
