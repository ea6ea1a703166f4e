"""Panels: how a page shows things from a feature above it without importing that feature.

The page owns a slot and asks for its panels; each upper feature fills slots in ``portal.wiring``. A panel
gives SELECTs, not rows, so that the page reads them all in one statement.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select

from portal.data import bundle, db


class Slot(StrEnum):
    """The places that can be filled."""

    ARRANGEMENT = "arrangement"
    EVIDENCE = "evidence"
    HOME = "home"


@dataclass(frozen=True)
class Panel:
    """Part of a page: ``parts`` gives its SELECTs for a record (or the viewer, on home); ``template`` draws the
    rows, which it finds as ``rows`` by part name."""

    name: str
    template: str
    parts: Callable[[Any], Mapping[str, Select[Any]]]


@dataclass(frozen=True)
class Filled:
    """A panel with its rows, ready to draw."""

    name: str
    template: str
    rows: Mapping[str, Sequence[Any]]


def fill(app: Flask, slot: Slot, panel: Panel) -> None:
    """Put a panel in a slot, after those already there."""
    app.extensions.setdefault("accord.panels", {}).setdefault(slot, []).append(panel)


def read_with_panels(
    slot: Slot, of: Any, own: Mapping[str, Select[Any]]
) -> tuple[dict[str, list[Any]], list[Filled]]:
    """The page's own parts and those of every panel in ``slot``, in one statement."""
    panels: list[Panel] = current_app.extensions.get("accord.panels", {}).get(slot, [])
    theirs = {panel.name: panel.parts(of) for panel in panels}
    asked = {
        **own,
        **{f"{name}__{part}": select for name, parts in theirs.items() for part, select in parts.items()},
    }
    rows = bundle(db.session(), asked) if asked else {}
    filled = [
        Filled(panel.name, panel.template, {part: rows[f"{panel.name}__{part}"] for part in theirs[panel.name]})
        for panel in panels
    ]
    return {name: rows[name] for name in own}, filled
