"""What an arrangement stands on: grounds from a list, and one's own words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from portal.core.errors import RuleBroken
from portal.features.arrangements.rules.kinds import SLUG

NOT_KNOWN = "not-known"
"""The answer that says nothing yet; no slug has a hyphen."""
NOT_KNOWN_WORDS = "Not known yet"
_ACT = re.compile(r"\bAct (\d{4})\b", re.ASCII)


def basis_words(names: Sequence[str], note: str) -> str:
    """What stands in the terms: ``Local Government Act 1972, section 101; Grant``, then the note on a line of its
    own."""
    return "\n".join(part for part in ("; ".join(names), note) if part)


def read_basis(words: str, known: Mapping[str, str]) -> tuple[list[str], str]:
    """The slugs and the note that ``basis_words`` makes ``words`` of; ``known`` are slugs by name. Words that begin
    otherwise are a note."""
    first, _, note = words.partition("\n")
    names = first.split("; ")
    return ([known[name] for name in names], note) if set(names) <= set(known) else ([], words)


def check_bases(chosen: Iterable[str], offered: Iterable[str], note: str) -> None:
    """Something is chosen from what is offered, or said in one's own words, or it is not known and nothing is said.
    Raises ``RuleBroken``."""
    chosen = set(chosen)
    if not chosen.issubset({*offered, NOT_KNOWN}):
        raise RuleBroken("bases", "Choose from the options shown")
    if not chosen and not note:
        raise RuleBroken(
            "bases", f"Choose what lets you do this, say it in your own words, or choose “{NOT_KNOWN_WORDS}”"
        )
    if NOT_KNOWN in chosen and len(chosen) > 1:
        raise RuleBroken("bases", f"Choose “{NOT_KNOWN_WORDS}” alone, or what lets you do this without it")
    if NOT_KNOWN in chosen and note:
        raise RuleBroken("legal_note", f"Leave this empty, or do not choose “{NOT_KNOWN_WORDS}”")


def basis_hint(name: str, hint: str, starts_on: date | None) -> str:
    """The hint of a legal basis, which says so where its act was passed after the arrangement starts."""
    passed = _ACT.search(name)
    if passed is None or starts_on is None or int(passed[1]) <= starts_on.year:
        return hint
    return ". ".join(part for part in (hint, f"Passed in {passed[1]}, after this arrangement starts") if part)


def check_legal_basis(slug: str, name: str, there: Mapping[str, str]) -> None:
    """A new one has a word and a name that no other has. Raises ``RuleBroken``."""
    if not SLUG.fullmatch(slug):
        raise RuleBroken("slug", "The word has small letters, digits and underscores, like lga_1972_101")
    if not name:
        raise RuleBroken("name", "A legal basis has a name")
    if slug in there or name.casefold() in {one.casefold() for one in there.values()}:
        raise RuleBroken("slug", f"There is a legal basis {slug}, or one called so, already")
