"""What audits show on pages below: an arrangement's, and home."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import Select, bindparam, select

from portal.access import Viewer, current_viewer
from portal.core import clock
from portal.data import BigId, UtcDateTime, lasting
from portal.data.rule import TAKING_PART, on_list
from portal.features.arrangements import Arrangement
from portal.features.audits import queries
from portal.features.audits.rules import SOON
from portal.panels import NOW, Panel, Slot, about, fill

Parts = Mapping[str, Select[*tuple[Any, ...]]]

_MINE = bindparam("audits_mine", callable_=lambda: current_viewer().organisation_id, type_=BigId)
_SOON = bindparam("audits_soon", callable_=lambda: clock.now() + SOON, type_=UtcDateTime())


def on_arrangement(arrangement: Arrangement) -> Parts:
    """The engagements over an arrangement, and the arrangement itself if the viewer could open one over it."""
    return _about()


@cache
def _about() -> Parts:
    may = on_list(Arrangement.access_list_id, _MINE, NOW, TAKING_PART)
    over = select(Arrangement.reference).where(Arrangement.id == about("id"), may)
    return {"notices": lasting(queries.notices_on(about("access_list_id"), NOW)), "over": lasting(over)}


def on_home(viewer: Viewer) -> Parts:
    """The engagements that are for the viewer's organisation, or its own and soon over."""
    return _waiting()


@cache
def _waiting() -> Parts:
    return {"engagements": lasting(queries.waiting(about("organisation_id"), NOW, _SOON))}


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.ARRANGEMENT, Panel("audits", "audits/_on_arrangement.html", on_arrangement))
    fill(app, Slot.HOME, Panel("audits", "audits/_on_home.html", on_home))
