"""What features take from the document of a record that somebody brings in, without the record knowing them.

What a feature puts into the document stands in ``Slot.DOCUMENT``. Here it says what of that comes back: what belongs to
the record, or is the word of the organisation that brings it. What others said stays in the file and is counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from portal.core.bringing import Bringing, Taken
from portal.core.errors import RuleBroken


@dataclass(frozen=True)
class Taker:
    """One feature. ``read`` is pure: from the parts ``names`` of a document, each a list or what a stranger wrote, it
    gives what comes in, or raises ``Invalid`` or ``ValueError``. ``write`` puts its rows on the record, with the ids of
    organisations by their keys here."""

    names: tuple[str, ...]
    read: Callable[[Mapping[str, Any], Bringing], Taken]
    write: Callable[[Any, Any, Mapping[str, int]], None] | None = None


def contribute(app: Flask, taker: Taker) -> None:
    """Add what a feature takes."""
    app.extensions.setdefault("accord.takers", []).append(taker)


def takers() -> list[Taker]:
    """What every feature takes, in their order."""
    found: list[Taker] = current_app.extensions.get("accord.takers", [])
    return found


def take(told: Mapping[str, Any], by: Bringing) -> list[Taken]:
    """What each feature takes of a document, in their order. Raises ``Invalid``."""
    return [_taken(one, told, by) for one in takers()]


def _taken(taker: Taker, told: Mapping[str, Any], by: Bringing) -> Taken:
    try:
        return taker.read(told, by)
    except ValueError as wrong:
        raise RuleBroken(taker.names[0], str(wrong)) from None
