"""What reminders show on home: what is overdue and what is coming up."""

from portal.access import Viewer
from portal.features.reminders import queries
from portal.panels import Panel


def on_home(_viewer: Viewer) -> queries.Parts:
    """What is overdue, and what is coming up."""
    return queries.home_parts()


HOME = Panel("reminders", "reminders/_on_home.html", on_home, queries.home_rows)
