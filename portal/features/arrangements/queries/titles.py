"""Arrangements by the words of their titles."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, select, true

from portal.data import at_most, db, starts_with
from portal.data.narrow import begin_with, dialect_of
from portal.features.arrangements.models import Arrangement, TitleWord
from portal.features.arrangements.rules.titles import words_sought

RARE = 300
"""With fewer titles than that the database begins with them; with more it walks down the list, which meets one soon."""


def has_word(start: Any) -> ColumnElement[bool]:
    """Whether a word of the title begins so, in a form that is asked row by row."""
    here = _with(start).with_only_columns(true()).where(TitleWord.arrangement_id == Arrangement.id)
    return here.limit(at_most(1)).correlate(Arrangement).scalar_subquery()


def begins_with_word(start: Any) -> ColumnElement[bool]:
    """The same, in the form that makes the database begin with the titles that have it."""
    return begin_with(Arrangement.id, _with(start), dialect_of(db.session()))


def titled(text: str) -> ColumnElement[bool]:
    """Whether the title has words that begin with each of those typed."""
    words = words_sought(text)
    return and_(*(has_word(word) for word in words)) if words else false()


def rarest(words: Sequence[str]) -> str | None:
    """Which of these fewest titles have, if these are few: ``RARE`` of each are counted at most."""
    counts = db.session.execute(
        select(*(_counted(bindparam(f"word_{place}", word)) for place, word in enumerate(words)))
    ).one()
    fewest = min(counts)
    return words[list(counts).index(fewest)] if fewest < RARE else None


def words_kept(arrangement: Arrangement) -> Sequence[TitleWord]:
    """The words by which it is found now."""
    return db.session.scalars(
        select(TitleWord).where(TitleWord.arrangement_id == arrangement.id).order_by(TitleWord.word)
    ).all()


def _with(start: Any) -> Select[Any]:
    return select(TitleWord.arrangement_id).where(starts_with(TitleWord.word, start))


def _counted(start: Any) -> ColumnElement[int]:
    rows = _with(start).limit(at_most(RARE)).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()
