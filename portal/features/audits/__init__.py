"""Audits: engagements of audit bodies over chosen records. The names other features may use."""

from flask import Flask

from portal.features.arrangements import lend_thresholds, on_leaving
from portal.features.audits import panels, queries
from portal.features.audits.actions import (
    Plan,
    change_end,
    change_note,
    end_now,
    open_engagement,
    tell_of_ended,
    write_note,
)
from portal.features.audits.models import AuditNotice, Engagement, EngagementScope, WorkingNote
from portal.features.audits.views import bp

__all__ = [
    "AuditNotice",
    "Engagement",
    "EngagementScope",
    "Plan",
    "WorkingNote",
    "bp",
    "change_end",
    "change_note",
    "end_now",
    "init_app",
    "open_engagement",
    "write_note",
]


def init_app(app: Flask) -> None:
    """Add the pages and fill the slots of pages below."""
    app.register_blueprint(bp)
    panels.register(app)
    on_leaving(app, tell_of_ended)
    lend_thresholds("audits", queries.thresholds_lent)
