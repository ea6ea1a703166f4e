"""Terms as a page shows them: part by part, the money as a table, and what nothing was said of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.core.money import exact
from portal.features.arrangements.rules.money import whole
from portal.features.arrangements.rules.terms import Terms
from portal.features.arrangements.rules.terms_words import field_words, lines, money_lines

ALWAYS = ("about", "parties", "legal")
"""Parts that are shown also where they say nothing, because they are needed."""
NOTHING_SAID = field_words("", None, {}, {})


@dataclass(frozen=True)
class Shown:
    """One part: its name in the terms, its title, and what it says as (label, words). Of money ``sums`` are instead
    (who pays whom, what more is said, amount), and ``whole`` is all of it, as one amount."""

    name: str
    title: str
    rows: Sequence[tuple[str, str]] = ()
    sums: Sequence[tuple[str, str, str]] = ()
    whole: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is said of it and nothing need be."""
        return self.name not in ALWAYS and not self.sums and all(words == NOTHING_SAID for _, words in self.rows)


def shown(terms: Terms, names: Mapping[str, str], *, as_entered: bool = False) -> list[Shown]:
    """Every part of the terms. ``names`` gives organisations by reference; rows stand in the order of their words, or
    ``as_entered`` where the terms were just made, because what is frozen keeps no order."""
    return [_part(name, title, rows, terms, names, as_entered) for name, title, rows in lines(terms, names, as_entered)]


def _part(
    name: str, title: str, rows: list[tuple[str, str]], terms: Terms, names: Mapping[str, str], as_entered: bool
) -> Shown:
    if name != "money":
        return Shown(name, title, rows)
    in_all = whole(row["pence"] for row in terms["money"].values())
    return Shown(name, title, sums=money_lines(terms, names, as_entered), whole=exact(in_all) if in_all else "")
