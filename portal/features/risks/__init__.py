"""Risks: what may go wrong with an arrangement, and what is done about it. The names other features may use."""

from flask import Flask

from portal.features.arrangements import Check, Task, add_check, add_task
from portal.features.risks import panels, queries
from portal.features.risks.actions import (
    MitigationFacts,
    RiskFacts,
    Score,
    add_mitigation,
    add_risk,
    change_mitigation,
    change_risk,
    close_risk,
    reopen_risk,
    score_for_oneself,
    score_risk,
    set_matrix,
)
from portal.features.risks.models import Level, Mitigation, OwnScore, Progress, Response, Risk, RiskMatrix, RiskScore
from portal.features.risks.rules import Matrix, look, usual_matrix
from portal.features.risks.views import bp

__all__ = [
    "Level",
    "Matrix",
    "Mitigation",
    "MitigationFacts",
    "OwnScore",
    "Progress",
    "Response",
    "Risk",
    "RiskFacts",
    "RiskMatrix",
    "RiskScore",
    "Score",
    "add_mitigation",
    "add_risk",
    "bp",
    "change_mitigation",
    "change_risk",
    "close_risk",
    "init_app",
    "reopen_risk",
    "score_for_oneself",
    "score_risk",
    "set_matrix",
    "usual_matrix",
]


TASK = Task(
    "risks",
    "Risks",
    "risks.index",
    "What may go wrong, and what is done about it",
    lambda facts: facts.counts.get("risks", 0) > 0,
    count=queries.counted,
)


def init_app(app: Flask) -> None:
    """Add the pages, fill the panels of the pages below, and add to the task list and the checks."""
    app.register_blueprint(bp)
    add_task(TASK)
    add_check(Check("risks", look, section="risks", rows=queries.to_watch))
    panels.register(app)
