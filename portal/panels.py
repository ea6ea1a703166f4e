"""Panels: how a page shows things from a feature above it without importing that feature.

The page owns a slot and asks for its panels; each upper feature fills slots in ``portal.wiring``. A panel
gives SELECTs, not rows, so that the page reads them all in one statement.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from flask import Flask, current_app
from sqlalchemy import BindParameter, Date, Select, bindparam

from portal.core import clock
from portal.data import BigId, UtcDateTime, bundle, db, is_lasting, lasting
from portal.downloads import MOST_BESIDE


class Slot(StrEnum):
    """The places that can be filled."""

    ARRANGEMENT = "arrangement"
    DOCUMENT = "document"
    EVIDENCE = "evidence"
    HOME = "home"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Panel:
    """Part of a page: ``parts`` gives its SELECTs for a record (or the viewer, on home); ``template`` draws the
    rows, which it finds as ``rows`` by part name, or as ``arrange`` makes of them. Make the SELECTs once and keep them
    with ``lasting``: a page that puts its statement together anew takes several times as long. In a document nothing is
    drawn: each part stands there under its own name, row by row."""

    name: str
    template: str
    parts: Callable[[Any], Mapping[str, Select[Any]]]
    arrange: Callable[[Mapping[str, Sequence[Any]]], Mapping[str, Sequence[Any]]] = lambda rows: rows


@dataclass(frozen=True)
class Filled:
    """A panel with its rows, ready to draw."""

    name: str
    template: str
    rows: Mapping[str, Sequence[Any]]


def fill(app: Flask, slot: Slot, panel: Panel) -> None:
    """Put a panel in a slot, after those already there."""
    app.extensions.setdefault("accord.panels", {}).setdefault(slot, []).append(panel)


_about: ContextVar[Any] = ContextVar("about")


NOW = bindparam("page_now", callable_=clock.now, type_=UtcDateTime())
TODAY = bindparam("page_today", callable_=clock.today, type_=Date())
"""For lasting SELECTs: the moment and the day when they are run."""


@cache
def about(name: str, kind: Any = BigId) -> BindParameter[Any]:
    """For a lasting SELECT of a panel or page: the attribute ``name`` of what the page is about when it is read."""
    return bindparam(f"about_{name}", callable_=lambda: getattr(_about.get(), name), type_=kind)


def read_about(of: Any, parts: Mapping[str, Select[Any]]) -> dict[str, list[Any]]:
    """The rows of lasting SELECTs that ask ``about`` something of ``of``, in one statement."""
    _about.set(of)
    return bundle(db.session(), parts)


def in_document(name: str, parts: Callable[[Any], Mapping[str, Select[Any]]]) -> Panel:
    """A panel of a document: what ``parts`` selects for the id of what the document is about, as far as the viewer sees
    it, and of each sort one row more than fits."""
    return Panel(name, "", lambda _: _cut(parts))


@cache
def _cut(parts: Callable[[Any], Mapping[str, Select[Any]]]) -> Mapping[str, Select[Any]]:
    return {name: lasting(part.limit(MOST_BESIDE + 1)) for name, part in parts(about("id")).items()}


def read_with_panels(slot: Slot, of: Any, own: Mapping[str, Select[Any]]) -> tuple[dict[str, list[Any]], list[Filled]]:
    """The page's own parts and those of every panel in ``slot``: the lasting ones in one statement, and in a second
    those that were made for this page alone, if there are any."""
    panels: list[Panel] = current_app.extensions.get("accord.panels", {}).get(slot, [])
    theirs = {panel.name: panel.parts(of) for panel in panels}
    asked = {
        **own,
        **{f"{name}__{part}": select for name, parts in theirs.items() for part, select in parts.items()},
    }
    _about.set(of)
    rows: dict[str, list[Any]] = {}
    for kept in (True, False):
        if parts := {name: part for name, part in asked.items() if is_lasting(part) is kept}:
            rows |= bundle(db.session(), parts)
    filled = [
        Filled(
            panel.name,
            panel.template,
            panel.arrange({part: rows[f"{panel.name}__{part}"] for part in theirs[panel.name]}),
        )
        for panel in panels
    ]
    return {name: rows[name] for name in own}, filled
