"""What audits show on pages below: an arrangement's, and home."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import Select, select

from portal.access import Viewer, current_viewer
from portal.core import clock
from portal.features.arrangements import Arrangement
from portal.features.audits import queries
from portal.features.audits.rules import SOON
from portal.panels import Panel, Slot, fill

Parts = Mapping[str, Select[*tuple[Any, ...]]]


def on_arrangement(arrangement: Arrangement) -> Parts:
    """The engagements over an arrangement, and the arrangement itself if the viewer could open one over it."""
    moment = clock.now()
    may = queries.granting(moment, current_viewer().organisation_id, Arrangement.access_list_id)
    return {
        "notices": queries.notices_on(arrangement.access_list_id, moment),
        "over": select(Arrangement.reference).where(Arrangement.id == arrangement.id, may),
    }


def on_home(viewer: Viewer) -> Parts:
    """The engagements that are for the viewer's organisation, or its own and soon over."""
    moment = clock.now()
    return {"engagements": queries.waiting(viewer.organisation_id, moment, moment + SOON)}


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.ARRANGEMENT, Panel("audits", "audits/_on_arrangement.html", on_arrangement))
    fill(app, Slot.HOME, Panel("audits", "audits/_on_home.html", on_home))
