"""Duties: who does what in an arrangement. The names other features may use."""

from flask import Flask

from portal.features.duties import panels
from portal.features.duties.actions import DutyFacts, add_duty, change_duty, move_duty, remove_duty
from portal.features.duties.models import Duty, DutyPart, Part
from portal.features.duties.views import bp

__all__ = [
    "Duty",
    "DutyFacts",
    "DutyPart",
    "Part",
    "add_duty",
    "bp",
    "change_duty",
    "init_app",
    "move_duty",
    "remove_duty",
]


def init_app(app: Flask) -> None:
    """Add the pages and fill the panel of the page below."""
    app.register_blueprint(bp)
    panels.register(app)
