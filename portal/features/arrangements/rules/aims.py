"""Checks on what was promised by a day: targets, and the values on the way to them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from portal.core.months import day_words
from portal.core.periods import when_words
from portal.features.arrangements.models import RUNNING, Direction
from portal.features.arrangements.rules.watch import Check, Said, Watched, pressing
from portal.features.arrangements.rules.words import at_words


def _targets(watched: Watched, today: date) -> Iterator[Said]:
    """A target needs a reading from its day on, whatever was read before."""
    for row in watched.more.get("targets", ()):
        if row.due_on < today or not _shown(row):
            yield from _promised(row, today, f"The target of {row.name}, {at_words(row, row.value)},", "due on")


def _on_the_way(watched: Watched, today: date) -> Iterator[Said]:
    for row in watched.more.get("trajectory", ()):
        if not _shown(row):
            verb = f"to be {at_words(row, row.value)} by"
            yield from _promised(row, today, f"{row.name}, on the way to its target,", verb)


def _promised(row: Any, today: date, what: str, verb: str) -> Iterator[Said]:
    if severity := pressing(row.due_on, today):
        told = f"{what} {'was' if row.due_on < today else 'is'} {verb} {day_words(row.due_on)}"
        yield severity, f"{told}. {_newest(row)}"


def _shown(row: Any) -> bool:
    if row.read_on is None:
        return False
    return bool(row.read <= row.value if row.direction == Direction.LOWER else row.read >= row.value)


def _newest(row: Any) -> str:
    if row.read_on is None:
        return "There is no reading"
    return f"The newest reading is {at_words(row, row.read)}, of {when_words(row.read_from, row.read_on)}"


TARGETS = Check("targets", _targets, RUNNING, "measures")
TRAJECTORY = Check("trajectory", _on_the_way, RUNNING, "measures")
"""They are added by ``queries.measures``, which knows how to read the rows."""
