"""Risks: what may go wrong with an arrangement, and what is done about it. The names other features may use."""

from flask import Flask

from portal.features.risks import panels
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
from portal.features.risks.rules import Matrix, usual_matrix
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


def init_app(app: Flask) -> None:
    """Add the pages and fill the panels of the pages below."""
    app.register_blueprint(bp)
    panels.register(app)
