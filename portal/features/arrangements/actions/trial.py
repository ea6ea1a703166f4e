"""Milestones, criteria, judgements, and starting another like it."""

from dataclasses import dataclass
from datetime import date

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.drafting import create_arrangement
from portal.features.arrangements.actions.facts import About, write
from portal.features.arrangements.actions.terms import changing, fresh
from portal.features.arrangements.actions.watch import look_again
from portal.features.arrangements.models import Arrangement, Criterion, Measure, Milestone, Role
from portal.features.arrangements.rules import trial as rules
from portal.features.arrangements.rules.lifecycle import Step, after, check_judging
from portal.features.arrangements.rules.sealed import sealed_judgement


@dataclass(frozen=True)
class MilestoneFacts:
    """What is to be done by a day, and the day it was."""

    name: str
    due_on: date
    reached_on: date | None = None
    note: str = ""


def add_milestone(arrangement: Arrangement, facts: MilestoneFacts) -> Milestone:
    """Add a milestone. Raises ``RuleBroken``."""
    rules.check_milestone(facts.reached_on, clock.today())
    held = _open(arrangement)
    row = Milestone(access_list_id=held.access_list_id, arrangement_id=held.id, **facts.__dict__)
    db.session.add(row)
    ledger.record("milestone.added", held, {"name": facts.name, "day": facts.due_on})
    look_again(held)
    return row


def change_milestone(arrangement: Arrangement, reference: str, version: int | None, facts: MilestoneFacts) -> None:
    """Change a milestone, or say that it is reached. Raises ``RuleBroken``, ``Conflict``, ``NotFound``."""
    rules.check_milestone(facts.reached_on, clock.today())
    held = _open(arrangement)
    row = fresh(Milestone, held, reference, version)
    action = "milestone.reached" if facts.reached_on and not row.reached_on else "milestone.changed"
    write(row, facts)
    ledger.record(action, held, {"name": facts.name, "day": facts.reached_on or facts.due_on})
    look_again(held)


def remove_milestone(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a milestone out. Raises ``NotFound``, ``Conflict``."""
    held = _open(arrangement)
    row = fresh(Milestone, held, reference, version)
    ledger.record("milestone.removed", held, {"name": row.name})
    db.session.delete(row)
    look_again(held)


def _open(arrangement: Arrangement) -> Arrangement:
    held = queries.held(arrangement)
    after(held.state, Step.CHANGE)
    return held


def add_criterion(arrangement: Arrangement, name: str, how: str = "") -> Criterion:
    """Add a success criterion, before it is sent. Raises ``RuleBroken``."""
    with changing(arrangement) as held:
        rules.check_criteria_open(held.terms_number)
        row = Criterion(access_list_id=held.access_list_id, arrangement_id=held.id, name=name, how=how)
        db.session.add(row)
        ledger.record("criterion.added", held, {"name": name})
    return row


def change_criterion(arrangement: Arrangement, reference: str, version: int | None, name: str, how: str) -> None:
    """Change a success criterion, before it is sent. Raises ``RuleBroken``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        rules.check_criteria_open(held.terms_number)
        row = fresh(Criterion, held, reference, version)
        row.name, row.how = name, how
        ledger.record("criterion.changed", held, {"name": name})


def remove_criterion(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take out a success criterion, before it is sent. Raises ``RuleBroken``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        rules.check_criteria_open(held.terms_number)
        row = fresh(Criterion, held, reference, version)
        ledger.record("criterion.removed", held, {"name": row.name})
        db.session.delete(row)


def judge(arrangement: Arrangement, reference: str, version: int | None, judgement: str, evidence: str) -> None:
    """Judge a criterion for the viewer's organisation; an earlier judgement stays in the ledger.

    Raises ``RuleBroken``, ``Conflict``, ``NotFound``.
    """
    rules.check_judgement(judgement, evidence)
    held = queries.held(arrangement)
    check_judging(held.state)
    row = fresh(Criterion, held, reference, version)
    row.judgement, row.evidence = judgement, evidence
    row.judged_by_id, row.judged_on = current_viewer().organisation_id, clock.today()
    ledger.record("criterion.judged", row, sealed_judgement(row) | {"name": row.name})


def use_elsewhere(arrangement: Arrangement, title: str) -> Arrangement:
    """Write down a new idea of the viewer's organisation in the form of this arrangement: its kind, aim and services,
    what it must show and what it measures, and nothing of its parties.

    Raises ``RuleBroken`` while the arrangement has to show first that it works.
    """
    rules.check_gate(queries.kind_of(arrangement.kind), arrangement.success_gate, queries.criteria_of(arrangement))
    about = About(arrangement.kind, title, arrangement.purpose, success_gate=arrangement.success_gate)
    made = create_arrangement(about, [Role.OTHER.value], queries.services_of(arrangement))
    made.copied_from = arrangement.reference
    for one in queries.criteria_of(arrangement):
        db.session.add(
            Criterion(access_list_id=made.access_list_id, arrangement_id=made.id, name=one.name, how=one.how)
        )
    for one in queries.measure_forms(arrangement):
        db.session.add(Measure(access_list_id=made.access_list_id, arrangement_id=made.id, **one._asdict()))
    ledger.record("arrangement.copied", made, {"from": arrangement.reference})
    return made
