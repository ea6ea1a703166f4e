"""Every write of the feature: check the rules, change, ledger, jobs. Nothing here commits."""

from portal.features.arrangements.actions.agreeing import answer_terms, send_arrangement, withdraw_arrangement
from portal.features.arrangements.actions.drafting import (
    add_party,
    change_party,
    create_arrangement,
    describe_arrangement,
    remove_party,
    set_legal_basis,
    set_visits,
)
from portal.features.arrangements.actions.facts import About, Figure, MeasureFacts, Money, Pair, Visit
from portal.features.arrangements.actions.parts import (
    add_measure,
    add_money,
    add_pair,
    change_measure,
    change_money,
    change_pair,
    remove_measure,
    remove_money,
    remove_pair,
    remove_target,
    set_target,
    state_figure,
)
from portal.features.arrangements.actions.recording import (
    attach_evidence,
    change_session,
    log_session,
    record_reading,
)

__all__ = [
    "About",
    "Figure",
    "MeasureFacts",
    "Money",
    "Pair",
    "Visit",
    "add_measure",
    "add_money",
    "add_pair",
    "add_party",
    "answer_terms",
    "attach_evidence",
    "change_measure",
    "change_money",
    "change_pair",
    "change_party",
    "change_session",
    "create_arrangement",
    "describe_arrangement",
    "log_session",
    "record_reading",
    "remove_measure",
    "remove_money",
    "remove_pair",
    "remove_party",
    "remove_target",
    "send_arrangement",
    "set_legal_basis",
    "set_target",
    "set_visits",
    "state_figure",
    "withdraw_arrangement",
]
