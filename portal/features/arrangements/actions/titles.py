"""The words by which an arrangement is found."""

from collections.abc import Iterable

from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement, TitleWord
from portal.features.arrangements.rules.titles import title_words


def write_words(made: Arrangement) -> None:
    """Let one that was just made (and flushed) be found by the words of its title."""
    _add(made, title_words(made.title))


def keep_words(held: Arrangement, title: str) -> None:
    """Let it be found by the words of this title and by no others."""
    there, words = {one.word: one for one in queries.words_kept(held)}, title_words(title)
    for word in there.keys() - set(words):
        db.session.delete(there[word])
    _add(held, (word for word in words if word not in there))


def _add(held: Arrangement, words: Iterable[str]) -> None:
    db.session.add_all(
        TitleWord(access_list_id=held.access_list_id, arrangement_id=held.id, word=word) for word in words
    )
