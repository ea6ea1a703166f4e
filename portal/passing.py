"""What passes when an organisation ends: each feature says what its records are called and what else must change.

Who may see a record passes with the grants, whatever the record is. A feature contributes here, in ``portal.wiring``,
so that the handover can name its records, and so that what waits for the organisation that ended waits for its
successor. The handover itself knows no feature.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, bindparam

from portal.data import BigId

_EXTENSION = "accord.passing"


@dataclass(frozen=True)
class Handed:
    """What a successor has just taken over: every list that it is now on in the predecessor's place."""

    predecessor_id: int
    successor_id: int
    successor_name: str
    on_date: date
    lists: frozenset[int]


@dataclass(frozen=True)
class Kind:
    """A kind of record. ``rows`` gives, for ids of lists (a value for ``IN``), a SELECT of access_list_id, reference
    and title; ``endpoint`` shows one by its reference, if it has a page.

    ``moves_terms``: the shared ends that the predecessor set on its list pass too. ``take_over`` changes what the
    grants do not: it runs as the successor, after its grants, in the same transaction, and bears to find nothing.
    ``passes`` are the columns (``table.column``) that it makes the successor's. ``afterwards`` runs when every kind has
    taken over.
    """

    name: str
    noun: str
    plural: str
    rows: Callable[[Any], Select[*tuple[Any, ...]]] | None = None
    endpoint: str = ""
    moves_terms: bool = False
    take_over: Callable[[Handed], None] | None = None
    passes: frozenset[str] = frozenset()
    afterwards: Callable[[Handed], None] | None = None


def contribute(app: Flask, kind: Kind) -> None:
    """Add a kind. A list on which several kinds lie is called by the one that was added first."""
    app.extensions.setdefault(_EXTENSION, {})[kind.name] = kind


def kinds() -> Sequence[Kind]:
    """Every kind, in the order in which they were added."""
    return list(current_app.extensions.get(_EXTENSION, {}).values())


@cache
def named(kind: Kind) -> Select[*tuple[Any, ...]]:
    """The rows of a kind on the lists in the bind ``list_ids``."""
    if kind.rows is None:
        raise LookupError(kind.name)
    return kind.rows(bindparam("list_ids", expanding=True, type_=BigId))


def take_over(handed: Handed) -> None:
    """Let every feature change what is its own."""
    for step in (*(kind.take_over for kind in kinds()), *(kind.afterwards for kind in kinds())):
        if step is not None:
            step(handed)
