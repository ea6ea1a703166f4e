"""What feedback shows on pages below: an arrangement's, and home."""

from functools import cache

from flask import Flask
from sqlalchemy import bindparam

from portal.access import Permission, Viewer, can
from portal.core import clock
from portal.data import UtcDateTime, lasting
from portal.features.arrangements import Arrangement, State
from portal.features.feedback import queries
from portal.panels import TODAY, Panel, Slot, about, fill, in_document

_NEWS_SINCE = bindparam("news_since", callable_=lambda: clock.now() - queries.NEWS, type_=UtcDateTime())


def on_arrangement(arrangement: Arrangement) -> queries.Parts:
    """The newest statements about an arrangement."""
    return _about(can(Permission.STATEMENT_MAKE, arrangement) and arrangement.state != State.WITHDRAWN)


@cache
def _about(may_make: bool) -> queries.Parts:
    parts = queries.newest_about(about("id"), may_make)
    return {name: lasting(part) for name, part in parts.items()}


def on_home(viewer: Viewer) -> queries.Parts:
    """What to answer, and what was answered."""
    return _waiting()


@cache
def _waiting() -> queries.Parts:
    parts = queries.waiting_for(about("organisation_id"), TODAY, _NEWS_SINCE)
    return {name: lasting(part) for name, part in parts.items()}


def register(app: Flask) -> None:
    """Fill the slots."""
    fill(app, Slot.ARRANGEMENT, Panel("feedback", "feedback/_on_arrangement.html", on_arrangement))
    fill(app, Slot.HOME, Panel("feedback", "feedback/_on_home.html", on_home))
    fill(app, Slot.DOCUMENT, in_document("feedback", queries.document_parts))
