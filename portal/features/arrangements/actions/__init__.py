"""Every write of the feature: check the rules, change, ledger, jobs. Nothing here commits."""

from portal.features.arrangements.actions.agreeing import answer_terms, send_arrangement, withdraw_arrangement
from portal.features.arrangements.actions.arrangement_imports import (
    MOST_ARRANGEMENTS,
    MOST_RECORDS,
    import_arrangements,
    next_part,
    plan_arrangement_import,
    too_much,
)
from portal.features.arrangements.actions.drafting import create_arrangement, describe_arrangement, set_legal_basis
from portal.features.arrangements.actions.evidence import attach_evidence, check_evidence
from portal.features.arrangements.actions.facts import (
    About,
    Alternative,
    BesideFacts,
    Figure,
    MeasureFacts,
    Money,
    Paid,
    Pair,
    ReadingFacts,
    ToDo,
    Visit,
)
from portal.features.arrangements.actions.figures import correct_figure, state_figure, withdraw_figure
from portal.features.arrangements.actions.frameworks import add_framework
from portal.features.arrangements.actions.governance import (
    GovernanceFacts,
    Thresholds,
    assess,
    set_governance,
    set_thresholds,
)
from portal.features.arrangements.actions.joining import ContactFacts, JoiningFacts, set_contact, set_joining
from portal.features.arrangements.actions.kinds import add_kind, change_kind
from portal.features.arrangements.actions.legal_bases import add_legal_basis, retire_legal_basis
from portal.features.arrangements.actions.measures import (
    add_measure,
    add_point,
    change_measure,
    remove_measure,
    remove_point,
    remove_target,
    revise_target,
    set_target,
)
from portal.features.arrangements.actions.mentoring import add_pair, change_pair, end_pair, remove_pair, set_visits
from portal.features.arrangements.actions.money import (
    add_money,
    change_money,
    compare_with_buying,
    plan_years,
    remove_money,
    share_cost,
)
from portal.features.arrangements.actions.parties import (
    add_parties,
    add_party,
    change_party,
    remove_party,
    say_back,
    say_left,
)
from portal.features.arrangements.actions.paying import change_paid, record_paid
from portal.features.arrangements.actions.readings import correct_reading, import_readings, plan_import, record_reading
from portal.features.arrangements.actions.services import set_service
from portal.features.arrangements.actions.session_imports import MOST_SESSIONS, import_sessions, plan_session_import
from portal.features.arrangements.actions.sessions import (
    add_follow_up,
    call_off_session,
    change_follow_up,
    change_session,
    log_session,
    put_session_back,
)
from portal.features.arrangements.actions.settling import settle
from portal.features.arrangements.actions.steps import start_due, take_step
from portal.features.arrangements.actions.terms import hold
from portal.features.arrangements.actions.trial import (
    MilestoneFacts,
    add_criterion,
    add_milestone,
    change_criterion,
    change_milestone,
    judge,
    remove_criterion,
    remove_milestone,
    use_elsewhere,
)
from portal.features.arrangements.actions.views import ViewFacts, change_view, keep_view, remove_view
from portal.features.arrangements.actions.watch import look_again, look_at_all, look_at_some

__all__ = [
    "MOST_ARRANGEMENTS",
    "MOST_RECORDS",
    "MOST_SESSIONS",
    "About",
    "Alternative",
    "BesideFacts",
    "ContactFacts",
    "Figure",
    "GovernanceFacts",
    "JoiningFacts",
    "MeasureFacts",
    "MilestoneFacts",
    "Money",
    "Paid",
    "Pair",
    "ReadingFacts",
    "Thresholds",
    "ToDo",
    "ViewFacts",
    "Visit",
    "add_criterion",
    "add_follow_up",
    "add_framework",
    "add_kind",
    "add_legal_basis",
    "add_measure",
    "add_milestone",
    "add_money",
    "add_pair",
    "add_parties",
    "add_party",
    "add_point",
    "answer_terms",
    "assess",
    "attach_evidence",
    "call_off_session",
    "change_criterion",
    "change_follow_up",
    "change_kind",
    "change_measure",
    "change_milestone",
    "change_money",
    "change_paid",
    "change_pair",
    "change_party",
    "change_session",
    "change_view",
    "check_evidence",
    "compare_with_buying",
    "correct_figure",
    "correct_reading",
    "create_arrangement",
    "describe_arrangement",
    "end_pair",
    "hold",
    "import_arrangements",
    "import_readings",
    "import_sessions",
    "judge",
    "keep_view",
    "log_session",
    "look_again",
    "look_at_all",
    "look_at_some",
    "next_part",
    "plan_arrangement_import",
    "plan_import",
    "plan_session_import",
    "plan_years",
    "put_session_back",
    "record_paid",
    "record_reading",
    "remove_criterion",
    "remove_measure",
    "remove_milestone",
    "remove_money",
    "remove_pair",
    "remove_party",
    "remove_point",
    "remove_target",
    "remove_view",
    "retire_legal_basis",
    "revise_target",
    "say_back",
    "say_left",
    "send_arrangement",
    "set_contact",
    "set_governance",
    "set_joining",
    "set_legal_basis",
    "set_service",
    "set_target",
    "set_thresholds",
    "set_visits",
    "settle",
    "share_cost",
    "start_due",
    "state_figure",
    "take_step",
    "too_much",
    "use_elsewhere",
    "withdraw_arrangement",
    "withdraw_figure",
]
