"""A successor takes the place of a party that has ended.

When a council is abolished by order, its rights and liabilities, contracts among them, are its successor's by law, and
what was done by or to it counts as done by or to the successor: Local Government and Public Involvement in Health Act
2007, Part 1, and the Local Government (Structural Changes) (Transfer of Functions, Property, Rights and Liabilities)
Regulations 2008. Nobody has to agree again. So a new version of the terms is made, marked as made by law, that shows
the change, and what the parties said of the version before is carried to it.
"""

from sqlalchemy import select, update

from portal import ledger
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.parties import give_roles, join, take_out
from portal.features.arrangements.actions.terms import renew_by_law
from portal.features.arrangements.models import Arrangement, Measure, MentoringSession, SessionState, Target
from portal.features.arrangements.queries import PartyLine, Workings
from portal.features.arrangements.rules.lifecycle import Step, allowed
from portal.features.arrangements.rules.sealed import sealed_follow_up
from portal.features.arrangements.rules.succeeding import joined_roles, place_taken
from portal.passing import Handed


def succeed_party(handed: Handed) -> None:
    """Put the successor in the predecessor's place in every arrangement on the lists handed over.

    The predecessor's row stays with the day it left; its money, sessions and confirmations stay under its name. What
    waits for it waits for the successor: versions to confirm, targets without a reading, planned sessions. Of several
    successors each becomes a party, and the first looks after it. What is over stays as it was.
    """
    for arrangement in queries.arrangements_on(handed.lists):
        held = queries.held(arrangement)
        workings = queries.workings(held)
        line = next((one for one in workings.parties if one.organisation_id == handed.predecessor_id), None)
        if line is None or not allowed(held.state, Step.CHANGE):
            continue
        _replace(held, workings, line, handed)
        facts = {"organisation": handed.successor_name, "predecessor": line.name, "day": handed.on_date.isoformat()}
        ledger.record("party.succeeded", held, facts)
        _pass_what_waits(held, handed)
        if held.terms_number and held.inner_list_id in handed.lists:
            renew_by_law(held, workings.facts.asked, handed.predecessor_id, handed.successor_id)
        elif held.terms_number:
            held.terms_due = True


def _replace(held: Arrangement, workings: Workings, line: PartyLine, handed: Handed) -> None:
    _join(held, workings, line, handed)
    party = queries.party_of(held, line.organisation_id)
    if not held.terms_number and not workings.uses_of(line.organisation_id):
        take_out(held, party)
    elif party.left_on is None:
        party.left_on, party.changes = handed.on_date, party.changes + 1
    if held.led_by_id == handed.predecessor_id:
        held.passed_to_id = handed.successor_id
    if held.accountable_body_id == handed.predecessor_id:
        held.accountable_body_id = handed.successor_id


def _join(held: Arrangement, workings: Workings, line: PartyLine, handed: Handed) -> None:
    known = next((one for one in workings.parties if one.organisation_id == handed.successor_id), None)
    if known is None:
        note = place_taken(line.note, line.name, handed.on_date)
        join(held, {handed.successor_id: line.roles}, note, handed.on_date)
        return
    party = queries.party_of(held, handed.successor_id)
    give_roles(party, joined_roles(known.roles, line.roles))
    party.note = place_taken(known.note, line.name, handed.on_date)
    party.changes += 1


def _pass_what_waits(held: Arrangement, handed: Handed) -> None:
    """Who set a target or planned a session stands in the ledger; the row says whom it waits for."""
    measures = select(Measure.id).where(Measure.arrangement_id == held.id)
    targets = update(Target).where(
        Target.measure_id.in_(measures), Target.set_by_id == handed.predecessor_id, Target.read_on.is_(None)
    )
    sessions = update(MentoringSession).where(
        MentoringSession.arrangement_id == held.id,
        MentoringSession.logged_by_id == handed.predecessor_id,
        MentoringSession.state.in_((SessionState.PLANNED.value, SessionState.CALLED_OFF.value)),
    )
    for row in queries.follow_ups_that_wait(held, handed.predecessor_id):
        row.owner_id = handed.successor_id
        ledger.record("follow_up.passed", row, sealed_follow_up(row) | {"arrangement": held.reference})
    for statement in (
        targets.values(set_by_id=handed.successor_id),
        sessions.values(logged_by_id=handed.successor_id),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
