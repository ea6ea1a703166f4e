"""Arrangements: what organisations agree to share, and what came of it. The names other features may use."""

from flask import Flask

from portal.features.arrangements import jobs, panels
from portal.features.arrangements.actions import (
    About,
    Figure,
    MeasureFacts,
    Money,
    Pair,
    Visit,
    add_measure,
    add_money,
    add_pair,
    add_party,
    answer_terms,
    attach_evidence,
    change_money,
    create_arrangement,
    describe_arrangement,
    log_session,
    record_reading,
    send_arrangement,
    set_legal_basis,
    set_target,
    set_visits,
    state_figure,
    withdraw_arrangement,
)
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    AskedConfirmation,
    Confirmation,
    Decision,
    DifferingFigure,
    Direction,
    Kind,
    Measure,
    MentoringPair,
    MentoringSession,
    MoneyFlow,
    Party,
    PartyRole,
    Reading,
    Role,
    Scale,
    SessionState,
    State,
    Target,
    TermsVersion,
)
from portal.features.arrangements.panels import home_parts
from portal.features.arrangements.queries import arrangement_by_reference, arrangement_choices, newest_terms, parties_of
from portal.features.arrangements.views import bp
from portal.panels import Slot, fill

__all__ = [
    "About",
    "Arrangement",
    "ArrangementEvidence",
    "AskedConfirmation",
    "Confirmation",
    "Decision",
    "DifferingFigure",
    "Direction",
    "Figure",
    "Kind",
    "Measure",
    "MeasureFacts",
    "MentoringPair",
    "MentoringSession",
    "Money",
    "MoneyFlow",
    "Pair",
    "Party",
    "PartyRole",
    "Reading",
    "Role",
    "Scale",
    "SessionState",
    "State",
    "Target",
    "TermsVersion",
    "Visit",
    "add_measure",
    "add_money",
    "add_pair",
    "add_party",
    "answer_terms",
    "arrangement_by_reference",
    "arrangement_choices",
    "attach_evidence",
    "bp",
    "change_money",
    "create_arrangement",
    "describe_arrangement",
    "home_parts",
    "init_app",
    "jobs",
    "log_session",
    "newest_terms",
    "parties_of",
    "record_reading",
    "send_arrangement",
    "set_legal_basis",
    "set_target",
    "set_visits",
    "state_figure",
    "withdraw_arrangement",
]


def init_app(app: Flask) -> None:
    """The pages, and the panels on pages of others."""
    app.register_blueprint(bp)
    fill(app, Slot.HOME, panels.HOME)
    fill(app, Slot.EVIDENCE, panels.EVIDENCE)
