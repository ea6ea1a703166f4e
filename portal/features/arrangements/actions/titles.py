"""The words by which an arrangement is found."""

from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement, TitleWord
from portal.features.arrangements.rules.titles import title_words


def keep_words(held: Arrangement, title: str) -> None:
    """Let it be found by the words of this title and by no others."""
    there, words = {one.word: one for one in queries.words_kept(held)}, title_words(title)
    for word in there.keys() - set(words):
        db.session.delete(there[word])
    db.session.add_all(
        TitleWord(access_list_id=held.access_list_id, arrangement_id=held.id, word=word)
        for word in words
        if word not in there
    )
