"""Succession: what an organisation had passes to those who take over from it. The names others may use."""

from flask import Flask

from portal.features.succession import jobs, panels
from portal.features.succession.actions import (
    accept,
    accept_all,
    choose,
    choose_for_the_rest,
    decline,
    list_what_passes,
    record_handover,
    release,
)
from portal.features.succession.models import Handover, HandoverItem, HandoverOffer, HandoverShare, OfferState
from portal.features.succession.views import bp
from portal.panels import Slot, fill

__all__ = [
    "Handover",
    "HandoverItem",
    "HandoverOffer",
    "HandoverShare",
    "OfferState",
    "accept",
    "accept_all",
    "bp",
    "choose",
    "choose_for_the_rest",
    "decline",
    "init_app",
    "jobs",
    "list_what_passes",
    "record_handover",
    "release",
]


def init_app(app: Flask) -> None:
    """The pages, and the panels on pages of others."""
    app.register_blueprint(bp)
    fill(app, Slot.HOME, panels.HOME)
    fill(app, Slot.ORGANISATION, panels.ORGANISATION)
