"""What duties show on the page of an arrangement."""

from functools import cache

from flask import Flask
from sqlalchemy import bindparam

from portal.access import Permission, can, current_viewer
from portal.data import BigId, lasting
from portal.downloads import MOST_BESIDE
from portal.features.arrangements import Arrangement
from portal.features.duties import queries
from portal.panels import Panel, Slot, about, fill

_MINE = bindparam("duties_mine", callable_=lambda: current_viewer().organisation_id, type_=BigId)


def on_arrangement(arrangement: Arrangement) -> queries.Parts:
    """How many duties there are and whose; nothing for those who only watch."""
    return _about() if can(Permission.DUTY_READ, arrangement) else {}


@cache
def _about() -> queries.Parts:
    return {name: lasting(part) for name, part in queries.panel_parts(about("id"), _MINE).items()}


def in_document(arrangement: Arrangement) -> queries.Parts:
    """What the document of an arrangement says of them, as far as the viewer sees it."""
    return _told()


@cache
def _told() -> queries.Parts:
    return {name: lasting(part.limit(MOST_BESIDE + 1)) for name, part in queries.document_parts(about("id")).items()}


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.ARRANGEMENT, Panel("duties", "duties/_on_arrangement.html", on_arrangement))
    fill(app, Slot.DOCUMENT, Panel("duties", "", in_document))
