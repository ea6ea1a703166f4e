"""The ledger in words: what each action is called, and where the thing it was done to is shown.

Each feature contributes its own sentences and subjects in ``portal.wiring``.
"""

import re
from collections.abc import Callable, Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, String, bindparam

from portal.data import BigId, bundle, db, lasting

EXTENSION = "accord.telling"
THING = "{}"
QUIET = ""
"""The words of an action that is one person's own business: it is proved like every other, and told to nobody."""


@dataclass(frozen=True)
class Subject:
    """How a kind of record is shown. ``noun`` is what it is called without a title; ``endpoint`` shows it.

    ``rows`` gives, for references of the kind (a value for ``IN``), a SELECT of reference, title, and the reference
    of the page (``target``) that shows it: its own, or that of the record it is part of. A kind without references
    of its own is ``numbered``: its ids stand in for them. A row may have ``news_from``: what happened to it before
    that moment is no news; and ``part``, what tells it from others with the title of the same record.
    """

    noun: str
    endpoint: str
    rows: Callable[[Any], Select[*tuple[Any, ...]]]
    numbered: bool = False


@dataclass(frozen=True)
class Sentence:
    """What an organisation did, as the words before and after the name of the thing."""

    before: str
    after: str = ""


def contribute(app: Flask, sentences: Mapping[str, str], subjects: Mapping[str, Subject]) -> None:
    """Add a feature's sentences (``{"arrangement.sent": "sent {} to its parties"}``) and subjects (by table name)."""
    known = app.extensions.setdefault(EXTENSION, ({}, {}))
    known[0].update(sentences)
    known[1].update(subjects)


def sentence(action: str) -> Sentence:
    """The words for ``action``; an action that nobody described is still told."""
    words = _sentences().get(action) or f"made a change ({_plain(action)}) to {THING}"
    before, _, after = words.partition(THING)
    return Sentence(before.strip(), after)


def is_quiet(action: str) -> bool:
    """Whether ``action`` is one person's own business, of which home tells nobody."""
    return _sentences().get(action) == QUIET


def _sentences() -> Mapping[str, str]:
    told: Mapping[str, str] = current_app.extensions.get(EXTENSION, ({}, {}))[0]
    return told


def subjects() -> Mapping[str, Subject]:
    """Every kind of record that can be shown, by table name."""
    known: Mapping[str, Subject] = current_app.extensions.get(EXTENSION, ({}, {}))[1]
    return known


def titles(asked: Mapping[str, Collection[str]]) -> dict[tuple[str, str], Any]:
    """Reference, title and target of the subjects of each kind in ``asked`` (references by table name) that the
    viewer can see, by kind and reference, in one statement."""
    known = {kind: references for kind, references in asked.items() if kind in subjects() and references}
    if not known:
        return {}
    _asked.set(known)
    found = bundle(db.session(), {kind: _kept(kind, subjects()[kind]) for kind in sorted(known)})
    return {(kind, row.reference): row for kind, rows in found.items() for row in rows}


_asked: ContextVar[Mapping[str, Collection[str]]] = ContextVar("asked")


@cache
def _kept(kind: str, subject: Subject) -> Select[*tuple[Any, ...]]:
    def references() -> list[Any]:
        sent = sorted(_asked.get()[kind])
        return [int(one) for one in sent if one.isdigit()] if subject.numbered else sent

    type_ = BigId if subject.numbered else String
    return lasting(subject.rows(bindparam(f"told_{kind}", callable_=references, expanding=True, type_=type_)))


def _plain(action: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", action.lower()).strip()
