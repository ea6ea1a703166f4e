"""What risks show on the page of an arrangement."""

from functools import cache

from flask import Flask

from portal.access import Permission, can
from portal.data import lasting
from portal.features.arrangements import Arrangement
from portal.features.risks import queries
from portal.panels import TODAY, Panel, Slot, about, fill, in_document


def on_arrangement(arrangement: Arrangement) -> queries.Parts:
    """The highest risks of an arrangement and what is late; nothing for those who only watch it."""
    return _about() if can(Permission.RISK_READ, arrangement) else {}


@cache
def _about() -> queries.Parts:
    return {name: lasting(part) for name, part in queries.panel_parts(about("id"), TODAY).items()}


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.ARRANGEMENT, Panel("risks", "risks/_on_arrangement.html", on_arrangement))
    fill(app, Slot.DOCUMENT, in_document("risks", queries.document_parts))
