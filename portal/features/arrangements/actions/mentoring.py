"""Mentoring pairs and sessions."""

from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import Pair, Visit, write
from portal.features.arrangements.actions.terms import changing, fresh
from portal.features.arrangements.models import (
    Arrangement,
    MentoringPair,
    MentoringSession,
    SessionState,
)
from portal.features.arrangements.rules import checks
from portal.features.arrangements.rules.lifecycle import check_under_way
from portal.features.arrangements.rules.sealed import sealed_session


def add_pair(arrangement: Arrangement, pair: Pair) -> MentoringPair:
    """Add who mentors whom. Raises ``Invalid``."""
    with changing(arrangement) as held:
        checks.check_pair(pair, queries.workings(held).roles)
        row = MentoringPair(access_list_id=held.inner_list_id, arrangement_id=held.id, **pair.__dict__)
        db.session.add(row)
        ledger.record("pair.added", row, _pair(held, pair))
    return row


def change_pair(arrangement: Arrangement, reference: str, version: int | None, pair: Pair) -> None:
    """Change who mentors whom. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        checks.check_pair(pair, queries.workings(held).roles)
        row = fresh(MentoringPair, held, reference, version)
        write(row, pair)
        ledger.record("pair.changed", row, _pair(held, pair))


def remove_pair(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a pair out. Raises ``NotFound``, ``Conflict``; ``RuleBroken`` once it has sessions."""
    with changing(arrangement) as held:
        row = fresh(MentoringPair, held, reference, version)
        if queries.has_rows(MentoringSession, MentoringSession.pair_id, row.id):
            raise RuleBroken("", "Sessions of this pair are on the record, so it stays")
        ledger.record("pair.removed", row, {"arrangement": held.reference})
        db.session.delete(row)


def _pair(held: Arrangement, pair: Pair) -> dict[str, Any]:
    return {"arrangement": held.reference, "mentor_post": pair.mentor_post, "mentee_post": pair.mentee_post}


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
    verb = "held" if row.state == SessionState.HELD else "planned"
    ledger.record(f"session.{verb}", row, sealed_session(row) | {"arrangement": arrangement.reference})
    return row


def change_session(arrangement: Arrangement, reference: str, version: int | None, visit: Visit) -> None:
    """Change a session, or say that a planned one was held. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    check_under_way(queries.held(arrangement).state)
    row = fresh(MentoringSession, arrangement, reference, version)
    values = _session(arrangement, visit)
    if row.state == SessionState.HELD and values["state"] == SessionState.PLANNED:
        raise RuleBroken("state", "This session was held, so it cannot be planned again")
    for name, value in values.items():
        setattr(row, name, value)
    ledger.record("session.changed", row, sealed_session(row) | {"arrangement": arrangement.reference})


def _session(arrangement: Arrangement, visit: Visit) -> dict[str, object]:
    checks.check_session(visit.state, visit.on_date, visit.minutes, clock.today())
    pair = queries.row_of(MentoringPair, arrangement, visit.pair) if visit.pair else None
    values = {name: value for name, value in visit.__dict__.items() if name != "pair"}
    return values | {"pair_id": pair.id if pair else None}


def set_visits(arrangement: Arrangement, version: int | None, rhythm: str, visits_per_month: int | None) -> None:
    """Say how often people are expected to visit. Raises ``Conflict``."""
    with changing(arrangement, version) as held:
        held.rhythm, held.visits_per_month = rhythm, visits_per_month
        if db.session.is_modified(held):
            ledger.record("arrangement.paced", held, {"visits_per_month": visits_per_month})
