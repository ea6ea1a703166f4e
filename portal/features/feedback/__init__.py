"""Feedback: what partners say of an arrangement, and what is answered. The names other features may use."""

from flask import Flask

from portal.features.feedback import jobs as _jobs  # noqa: F401 - declares them
from portal.features.feedback import panels
from portal.features.feedback.actions import close_statement, make_statement, progress_of, reply_to
from portal.features.feedback.models import AskedReply, Capacity, Kind, Reply, Stance, State, Statement
from portal.features.feedback.rules import Progress, answers, printable
from portal.features.feedback.views import bp

__all__ = [
    "AskedReply",
    "Capacity",
    "Kind",
    "Progress",
    "Reply",
    "Stance",
    "State",
    "Statement",
    "bp",
    "close_statement",
    "init_app",
    "make_statement",
    "printable",
    "progress_of",
    "reply_to",
]


def init_app(app: Flask) -> None:
    """Add the pages and fill the panels of the pages below."""
    app.jinja_env.filters["answers"] = answers
    app.register_blueprint(bp)
    panels.register(app)
