"""Forms of a SELECT that let PostgreSQL keep a good plan for it: a kept plan is made without knowing the values."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    func,
    literal_column,
    select,
    tuple_,
    type_coerce,
)


def at_most(rows: int) -> ColumnElement[int]:
    """A number for LIMIT that stands in the statement itself. A plan that PostgreSQL keeps is then made for so many
    rows; of a parameter it supposes a tenth of all there are, sorts these, and has to plan anew each time."""
    return literal_column(str(int(rows)), Integer)


def fixed_word(word: str) -> ColumnElement[str]:
    """A word of the program's own that stands in the statement itself, like ``at_most``: of a parameter PostgreSQL does
    not know whether it is the word of a partial index. Raises ``ValueError`` for what is no plain word."""
    if not word.replace("_", "").isalnum() or not word.isascii():
        raise ValueError(word)
    return literal_column(f"'{word}'", String)


_SAME = literal_column("0", Integer)


def not_after(key: Any, last: Any) -> ColumnElement[bool]:
    """Whether ``key`` is ``last`` or before it, for the first rows in the order of an index that begins with ``key``.

    Of values that it does not know PostgreSQL supposes that hardly a row lies at or between them, and would gather and
    sort them all. Of a comparison of pairs it does not, and walks the index as far as it must.
    """
    return tuple_(key, _SAME) <= tuple_(last, _SAME)


# No character sorts after it.
_LAST = "\U0010ffff"


def starts_with(column: Any, start: Any) -> ColumnElement[bool]:
    """Whether ``column``, a ``folded_text``, begins with ``start``, a value or a parameter: found by index."""
    begin: ColumnElement[str] = type_coerce(start, column.type)
    return and_(column >= begin, column < begin.concat(_LAST))


MANY = 100


def how_many(rows: Select[*tuple[Any, ...]]) -> ScalarSelect[int]:
    """How many rows there are, ``MANY`` at most, so that to count them costs no more where there are many."""
    return select(func.count()).select_from(rows.limit(at_most(MANY)).subquery()).scalar_subquery()
