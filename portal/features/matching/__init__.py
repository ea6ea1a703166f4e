"""Matching: what organisations offer and seek, and which of it fits. The names other features may use."""

from flask import Flask

from portal.features.matching import panels
from portal.features.matching.actions import (
    PostingFacts,
    add_posting,
    approach,
    change_posting,
    choose_audience,
    name_reader,
    unname_reader,
    withdraw_posting,
)
from portal.features.matching.models import Audience, OpenPosting, Posting, Side
from portal.features.matching.views import bp

__all__ = [
    "Audience",
    "OpenPosting",
    "Posting",
    "PostingFacts",
    "Side",
    "add_posting",
    "approach",
    "bp",
    "change_posting",
    "choose_audience",
    "init_app",
    "name_reader",
    "unname_reader",
    "withdraw_posting",
]


def init_app(app: Flask) -> None:
    """Add the pages and fill the panels of the pages below."""
    app.register_blueprint(bp)
    panels.register(app)
