"""What feedback shows on pages below: an arrangement's, and home."""

from flask import Flask

from portal.access import Permission, Viewer, can
from portal.features.arrangements import Arrangement
from portal.features.feedback import queries
from portal.panels import Panel, Slot, fill


def on_arrangement(arrangement: Arrangement) -> queries.Parts:
    """The newest statements about an arrangement."""
    return queries.newest_about(arrangement.id, can(Permission.STATEMENT_MAKE, arrangement))


def on_home(viewer: Viewer) -> queries.Parts:
    """What to answer, and what was answered."""
    return queries.waiting_for(viewer.organisation_id)


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.ARRANGEMENT, Panel("feedback", "feedback/_on_arrangement.html", on_arrangement))
    fill(app, Slot.HOME, Panel("feedback", "feedback/_on_home.html", on_home))
