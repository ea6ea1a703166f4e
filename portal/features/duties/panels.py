"""What duties show on the page of an arrangement."""

from functools import cache

from flask import Flask
from sqlalchemy import bindparam

from portal.access import Permission, can, current_viewer
from portal.data import BigId, lasting
from portal.features.arrangements import Arrangement
from portal.features.duties import queries
from portal.panels import Panel, Slot, about, fill, in_document

_MINE = bindparam("duties_mine", callable_=lambda: current_viewer().organisation_id, type_=BigId)


def on_arrangement(arrangement: Arrangement) -> queries.Parts:
    """How many duties there are and whose; nothing for those who only watch."""
    return _about() if can(Permission.DUTY_READ, arrangement) else {}


@cache
def _about() -> queries.Parts:
    return {name: lasting(part) for name, part in queries.panel_parts(about("id"), _MINE).items()}


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.ARRANGEMENT, Panel("duties", "duties/_on_arrangement.html", on_arrangement))
    fill(app, Slot.DOCUMENT, in_document("duties", queries.document_parts))
