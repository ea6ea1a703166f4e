"""The ledger in words: what each action is called, and where the thing it was done to is shown.

Each feature contributes its own sentences and subjects in ``portal.wiring``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select

EXTENSION = "accord.telling"
THING = "{}"


@dataclass(frozen=True)
class Subject:
    """How a kind of record is shown. ``noun`` is what it is called without a title; ``endpoint`` shows it.

    ``rows`` gives, for references of the kind, a SELECT of reference, title, and the reference of the page
    (``target``) that shows it: its own, or that of the record it is part of.
    """

    noun: str
    endpoint: str
    rows: Callable[[Sequence[str]], Select[*tuple[Any, ...]]]


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
    told: Mapping[str, str] = current_app.extensions.get(EXTENSION, ({}, {}))[0]
    words = told.get(action) or f"made a change ({_plain(action)}) to {THING}"
    before, _, after = words.partition(THING)
    return Sentence(before.strip(), after)


def subjects() -> Mapping[str, Subject]:
    """Every kind of record that can be shown, by table name."""
    known: Mapping[str, Subject] = current_app.extensions.get(EXTENSION, ({}, {}))[1]
    return known


def _plain(action: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", action.lower()).strip()
