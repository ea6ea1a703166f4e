"""Of the feedback in a document nothing comes in: a statement is the word of whoever made it, and so is a reply."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from portal.core.bringing import Bringing, Sort, Taken
from portal.documents import Taker

_SORTS: Mapping[str, Sort] = {"statements": ("statement", "statements"), "replies": ("reply", "replies")}


def read(told: Mapping[str, Any], _by: Bringing) -> Taken:
    """How much of it stays in the file."""
    return Taken(
        left=Counter({sort: len(rows) for name, sort in _SORTS.items() if isinstance(rows := told.get(name), list)})
    )


TAKER = Taker(tuple(_SORTS), read)
