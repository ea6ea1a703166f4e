"""Titles as people look for them."""

from portal.features.arrangements.models import TITLE_WORD
from portal.features.organisations import words_of

MOST_SOUGHT = 6
LEAST_SOUGHT = 2
"""Letters of a word that is looked for: too many titles have a word with the same first letter."""


def title_words(title: str) -> list[str]:
    """The folded words of a title, each once, in its order: by the start of any of them the arrangement is found."""
    return list(dict.fromkeys(word[:TITLE_WORD] for word in words_of(title)))


def words_sought(text: str) -> list[str]:
    """What somebody looks for who typed ``text``: each is the start of a word, all must match. A single letter is left
    out, and a title that was pasted whole is found by the first ``MOST_SOUGHT``."""
    return [word for word in title_words(text) if len(word) >= LEAST_SOUGHT][:MOST_SOUGHT]


def title_fault(text: str) -> str:
    """Why nothing can be looked for though words were typed, or nothing."""
    return "Type two letters or more of a word" if title_words(text) and not words_sought(text) else ""
