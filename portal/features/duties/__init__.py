"""Duties: who does what in an arrangement. The names other features may use."""

from flask import Flask

from portal.features.arrangements import Check, Task, add_check, add_task
from portal.features.duties import panels, queries
from portal.features.duties.actions import DutyFacts, add_duty, change_duty, move_duty, remove_duty
from portal.features.duties.models import Duty, DutyPart, Part
from portal.features.duties.rules import look
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


TASK = Task(
    "duties",
    "Who does what",
    "duties.index",
    "What has to be done, and what each party is in it",
    lambda facts: facts.counts.get("duties", 0) > 0,
    count=queries.counted,
)


def init_app(app: Flask) -> None:
    """Add the pages, fill the panel of the page below, and add to the task list and the checks."""
    app.register_blueprint(bp)
    add_task(TASK)
    add_check(Check("duties", look, section="duties", rows=queries.to_watch))
    panels.register(app)
