"""What of a document comes in, and who brings it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Sort = tuple[str, str]
"""What rows are called: ``("risk", "risks")``."""


@dataclass(frozen=True)
class Bringing:
    """Who brings a document in: ``own`` is its organisation, ``taking_part`` those that take part now,
    each by the key that it has here; ``keys`` gives these by the keys in the document."""

    own: str
    keys: Mapping[str, str]
    taking_part: Collection[str]
    today: date

    def here(self, key: str) -> str:
        """An organisation of the document by its key here; one that is no party has none."""
        return self.keys.get(key, "")


@dataclass(frozen=True)
class Taken:
    """What comes in: ``rows``, whatever ``write`` needs, and how many of each sort come in and are ``left``."""

    rows: Any = None
    come: Counter[Sort] = field(default_factory=Counter)
    left: Counter[Sort] = field(default_factory=Counter)


def counts_words(counts: Counter[Sort]) -> str:
    """``2 sessions, 1 reading and 3 duties``."""
    *first, last = [f"{count:,} {one if count == 1 else many}" for (one, many), count in counts.items()]
    return f"{', '.join(first)} and {last}" if first else last
