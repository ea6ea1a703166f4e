"""Titles as people look for them."""

from portal.features.arrangements.models import TITLE_WORD
from portal.features.organisations import words_of

MOST_SOUGHT = 6


def title_words(title: str) -> list[str]:
    """The folded words of a title, each once, in its order: by the start of any of them the arrangement is found."""
    return list(dict.fromkeys(word[:TITLE_WORD] for word in words_of(title)))


def words_sought(text: str) -> list[str]:
    """What somebody looks for who typed ``text``: each is the start of a word, all must match. A title that was pasted
    whole is found by the first ``MOST_SOUGHT``."""
    return title_words(text)[:MOST_SOUGHT]
