"""Sessions of mentoring, and what is to be done after them."""

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import ToDo, Visit, write
from portal.features.arrangements.actions.terms import fresh
from portal.features.arrangements.models import (
    Arrangement,
    FollowUp,
    Measure,
    MentoringPair,
    MentoringSession,
    SessionState,
)
from portal.features.arrangements.rules.lifecycle import check_under_way
from portal.features.arrangements.rules.mentoring import (
    check_call_off,
    check_follow_up,
    check_meets,
    check_not_off,
    check_put_back,
    check_session,
)
from portal.features.arrangements.rules.sealed import sealed_follow_up, sealed_session

_BY_REFERENCE = frozenset({"pair", "measure", "evidence"})


def log_session(arrangement: Arrangement, visit: Visit) -> MentoringSession:
    """Log a session that was held, or plan one. Raises ``Invalid``."""
    check_under_way(queries.held(arrangement).state)
    row = MentoringSession(
        access_list_id=arrangement.inner_list_id,
        arrangement_id=arrangement.id,
        logged_by_id=current_viewer().organisation_id,
        **_session(arrangement, visit),
    )
    db.session.add(row)
    ledger.record(f"session.{row.state}", row, sealed_session(row) | {"arrangement": arrangement.reference})
    return row


def change_session(arrangement: Arrangement, reference: str, version: int | None, visit: Visit) -> None:
    """Change a session, or say that a planned one was held. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    check_under_way(queries.held(arrangement).state)
    row = fresh(MentoringSession, arrangement, reference, version)
    check_not_off(row.state)
    values = _session(arrangement, visit)
    if row.state == SessionState.HELD and values["state"] == SessionState.PLANNED:
        raise RuleBroken("state", "This session was held, so it cannot be planned again")
    for name, value in values.items():
        setattr(row, name, value)
    ledger.record("session.changed", row, sealed_session(row) | {"arrangement": arrangement.reference})


def call_off_session(arrangement: Arrangement, reference: str, version: int | None, why: str) -> None:
    """Say that a planned session will not be held, and why. Raises ``RuleBroken``, ``Conflict``, ``NotFound``."""
    check_under_way(queries.held(arrangement).state)
    row = fresh(MentoringSession, arrangement, reference, version)
    check_call_off(row.state)
    row.state, row.called_off_why = SessionState.CALLED_OFF.value, why
    ledger.record("session.called_off", row, sealed_session(row) | {"arrangement": arrangement.reference})


def put_session_back(arrangement: Arrangement, reference: str, version: int | None) -> None:
    """Plan a session again that was called off. Raises ``RuleBroken``, ``Conflict``, ``NotFound``."""
    check_under_way(queries.held(arrangement).state)
    row = fresh(MentoringSession, arrangement, reference, version)
    check_put_back(row.state)
    row.state, row.called_off_why = SessionState.PLANNED.value, ""
    ledger.record("session.put_back", row, sealed_session(row) | {"arrangement": arrangement.reference})


def _session(arrangement: Arrangement, visit: Visit) -> dict[str, object]:
    check_session(visit.state, visit.on_date, visit.minutes, clock.today(), arrangement.starts_on)
    pair = queries.row_of(MentoringPair, arrangement, visit.pair) if visit.pair else None
    if pair:
        check_meets(pair, visit.on_date)
    measure = queries.row_of(Measure, arrangement, visit.measure) if visit.measure else None
    values = {name: value for name, value in visit.__dict__.items() if name not in _BY_REFERENCE}
    return values | {
        "pair_id": pair.id if pair else None,
        "measure_id": measure.id if measure else None,
        "evidence_id": queries.evidence_of(arrangement, visit.evidence) if visit.evidence else None,
    }


def add_follow_up(arrangement: Arrangement, session: str, to_do: ToDo) -> FollowUp:
    """Say what is to be done after a session (its reference). Raises ``Invalid``, ``NotFound``."""
    check_under_way(queries.held(arrangement).state)
    met = queries.row_of(MentoringSession, arrangement, session)
    _check(arrangement, met, to_do)
    row = FollowUp(
        access_list_id=met.access_list_id, arrangement_id=arrangement.id, session_id=met.id, **to_do.__dict__
    )
    db.session.add(row)
    ledger.record("follow_up.added", row, sealed_follow_up(row) | {"arrangement": arrangement.reference})
    return row


def change_follow_up(arrangement: Arrangement, reference: str, version: int | None, to_do: ToDo) -> None:
    """Change a follow-up, or say that it was done. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    check_under_way(queries.held(arrangement).state)
    row: FollowUp = fresh(FollowUp, arrangement, reference, version)
    _check(arrangement, queries.session_by_id(row.session_id), to_do)
    finished = row.done_on is None and to_do.done_on is not None
    write(row, to_do)
    ledger.record(
        "follow_up.done" if finished else "follow_up.changed",
        row,
        sealed_follow_up(row) | {"arrangement": arrangement.reference},
    )


def _check(arrangement: Arrangement, met: MentoringSession, to_do: ToDo) -> None:
    roles = {party.organisation_id: party.roles for party in queries.parties_of(arrangement)}
    check_follow_up(to_do.owner_id, (met.on_date, to_do.due_on, to_do.done_on), roles, clock.today())
