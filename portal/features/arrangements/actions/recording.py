"""What happens under an arrangement: sessions, readings, evidence."""

from datetime import date

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.digests import canonical, digest_of
from portal.core.errors import Conflict, RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import Visit
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    Measure,
    MentoringPair,
    MentoringSession,
    Reading,
    SessionState,
)
from portal.features.arrangements.rules import checks
from portal.features.arrangements.rules.lifecycle import check_under_way
from portal.features.arrangements.rules.words import value_words
from portal.features.evidence import Evidence


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
    ledger.record(f"session.{verb}", row, _day(arrangement, row))
    return row


def change_session(arrangement: Arrangement, reference: str, version: int | None, visit: Visit) -> None:
    """Change a session, or say that a planned one was held. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    check_under_way(queries.held(arrangement).state)
    row = queries.row_of(MentoringSession, arrangement, reference)
    if version is not None and row.version != version:
        raise Conflict
    values = _session(arrangement, visit)
    if row.state == SessionState.HELD and values["state"] == SessionState.PLANNED:
        raise RuleBroken("state", "This session was held, so it cannot be planned again")
    for name, value in values.items():
        setattr(row, name, value)
    ledger.record("session.changed", row, _day(arrangement, row))


def _session(arrangement: Arrangement, visit: Visit) -> dict[str, object]:
    checks.check_session(visit.state, visit.on_date, visit.minutes, clock.today())
    pair = queries.row_of(MentoringPair, arrangement, visit.pair) if visit.pair else None
    values = {name: value for name, value in visit.__dict__.items() if name != "pair"}
    return values | {"pair_id": pair.id if pair else None}


def _day(arrangement: Arrangement, row: MentoringSession) -> dict[str, object]:
    words = canonical({"topic": row.topic, "people": row.people, "outcome": row.outcome})
    return {
        "arrangement": arrangement.reference,
        "day": row.on_date.isoformat(),
        "state": row.state,
        "minutes": row.minutes,
        "words_sha256": digest_of(words),
    }


def record_reading(arrangement: Arrangement, measure: str, typed: str, on_date: date, source: str) -> Reading:
    """Record a value of a measure (its reference); ``typed`` is a label or a number.

    Raises ``Invalid``, ``NotFound``.
    """
    check_under_way(queries.held(arrangement).state)
    row = queries.row_of(Measure, arrangement, measure)
    checks.check_reading(on_date, clock.today())
    value, label = checks.read_value(typed, row.scale, checks.labels_of(row.labels))
    reading = Reading(
        access_list_id=row.access_list_id,
        measure_id=row.id,
        value=value,
        label=label,
        on_date=on_date,
        source=source,
        recorded_by_id=current_viewer().organisation_id,
    )
    db.session.add(reading)
    for target in queries.targets_of(row):
        if target.due_on <= on_date and (target.read_on is None or on_date < target.read_on):
            target.read_on = on_date
    said = value_words(value, label, row.unit)
    facts = {"name": row.name, "measure": row.reference, "value": said, "day": on_date.isoformat()}
    ledger.record("reading.recorded", arrangement, facts)
    return reading


def attach_evidence(arrangement: Arrangement, evidence: Evidence) -> ArrangementEvidence:
    """Tie evidence to the arrangement, on the list that the evidence lies on.

    Raises ``RuleBroken`` for evidence on another list, and before it was sent or once it was withdrawn.
    """
    check_under_way(queries.held(arrangement).state)
    outer = evidence.access_list_id == arrangement.access_list_id
    if not outer and evidence.access_list_id != arrangement.inner_list_id:
        raise RuleBroken("upload", "This evidence belongs to another record")
    row = ArrangementEvidence(
        access_list_id=evidence.access_list_id,
        arrangement_id=arrangement.id if outer else None,
        inner_arrangement_id=None if outer else arrangement.id,
        evidence_id=evidence.id,
    )
    db.session.add(row)
    ledger.record("evidence.attached", evidence, {"arrangement": arrangement.reference, "title": evidence.title})
    return row
