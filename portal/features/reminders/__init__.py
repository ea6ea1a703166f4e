"""Reminders: what falls due, on home, in a list, by mail and in a calendar. The names other features may use."""

from flask import Flask

from portal.features.reminders import jobs, panels
from portal.features.reminders.actions import choose, open_feed
from portal.features.reminders.models import CalendarFeed, Pace, ReminderChoice, ReminderSent
from portal.features.reminders.views import bp, feed, stop
from portal.features.signin import binds_itself, looks_itself
from portal.panels import Slot, fill

__all__ = ["CalendarFeed", "Pace", "ReminderChoice", "ReminderSent", "bp", "choose", "init_app", "jobs", "open_feed"]


def init_app(app: Flask) -> None:
    """The pages, and the panel on home."""
    app.register_blueprint(bp)
    looks_itself(app, f"{bp.name}.{feed.__name__}")
    binds_itself(app, f"{bp.name}.{stop.__name__}")
    app.extensions["csrf"].exempt(stop)
    fill(app, Slot.HOME, panels.HOME)
