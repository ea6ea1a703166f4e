"""What risks show on pages below: an arrangement's, and home."""

from functools import cache

from flask import Flask

from portal.access import Permission, Viewer, can
from portal.data import lasting
from portal.features.arrangements import Arrangement
from portal.features.risks import queries
from portal.panels import TODAY, Panel, Slot, about, fill


def on_arrangement(arrangement: Arrangement) -> queries.Parts:
    """The highest risks of an arrangement and what is late; nothing for those who only watch it."""
    return _about() if can(Permission.RISK_READ, arrangement) else {}


@cache
def _about() -> queries.Parts:
    return {name: lasting(part) for name, part in queries.panel_parts(about("id"), TODAY).items()}


def on_home(viewer: Viewer) -> queries.Parts:
    """What is late of what the viewer's organisation answers for."""
    return _waiting()


@cache
def _waiting() -> queries.Parts:
    return {name: lasting(part) for name, part in queries.waiting_parts(about("organisation_id"), TODAY).items()}


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.ARRANGEMENT, Panel("risks", "risks/_on_arrangement.html", on_arrangement))
    fill(app, Slot.HOME, Panel("risks", "risks/_on_home.html", on_home))
