"""What matching shows on home."""

from functools import cache

from flask import Flask

from portal.access import Viewer
from portal.data import lasting
from portal.features.matching import queries
from portal.panels import TODAY, Panel, Slot, about, fill


def on_home(viewer: Viewer) -> queries.Parts:
    """Who offers what the viewer's organisation seeks."""
    return _helpers()


@cache
def _helpers() -> queries.Parts:
    return {name: lasting(part) for name, part in queries.home_parts(about("organisation_id"), TODAY).items()}


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.HOME, Panel("matching", "matching/_on_home.html", on_home))
