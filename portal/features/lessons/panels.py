"""What lessons show on the page of an arrangement."""

from functools import cache

from flask import Flask

from portal.data import lasting
from portal.features.arrangements import Arrangement
from portal.features.lessons import queries
from portal.panels import Panel, Slot, about, fill, in_document


def on_arrangement(arrangement: Arrangement) -> queries.Parts:
    """The newest lessons: those of the parties for the parties, those that are shared for observers too."""
    return _about()


@cache
def _about() -> queries.Parts:
    return {name: lasting(part) for name, part in queries.panel_parts(about("id")).items()}


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.ARRANGEMENT, Panel("lessons", "lessons/_on_arrangement.html", on_arrangement))
    fill(app, Slot.DOCUMENT, in_document("lessons", queries.document_parts))
