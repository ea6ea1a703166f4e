"""Readings: recorded one by one, corrected, and brought in as a series. None is ever overwritten."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.periods import Period, kept_from, period
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import ReadingFacts
from portal.features.arrangements.actions.watch import look_again
from portal.features.arrangements.models import Arrangement, Measure, Reading
from portal.features.arrangements.rules import measure_checks
from portal.features.arrangements.rules.lifecycle import check_can_read
from portal.features.arrangements.rules.measuring import Value
from portal.features.arrangements.rules.sealed import sealed_reading, told_of
from portal.features.arrangements.rules.series import Plan, Point, plan_series
from portal.features.arrangements.rules.words import value_words


def record_reading(arrangement: Arrangement, measure: str, facts: ReadingFacts) -> Reading:
    """Record a value of a measure (its reference). Raises ``Invalid``, ``NotFound``."""
    row = _measure(arrangement, measure)
    value, label = _value(row, facts)
    reading = _add(row, value, label, facts)
    _told("reading.recorded", arrangement, row, reading)
    return reading


def add_earlier(held: Arrangement, measure: Measure, value: Value, when: Period, source: str) -> Reading:
    """Record a value from before the baseline together with its measure, which was read and checked."""
    facts = ReadingFacts("", when.end, source, period_from=when.since)
    reading = _add(measure, *value, facts)
    ledger.record("reading.recorded", held, _said(measure, reading))
    return reading


def correct_reading(arrangement: Arrangement, measure: str, reference: str, facts: ReadingFacts) -> Reading:
    """Put a reading in the place of a wrong one, which stays on the record; ``facts.reason`` says why. What the wrong
    one says of a period is kept if its last day is.

    Raises ``Invalid``; ``NotFound``, also for a reading that was corrected already.
    """
    row = _measure(arrangement, measure)
    wrong = queries.reading_of(row, reference)
    if not facts.reason:
        raise RuleBroken("reason", "Enter why it is corrected")
    value, label = _value(row, facts)
    said = (wrong.value, wrong.on_date, wrong.source, wrong.second_label, wrong.period_from)
    since = facts.period_from or kept_from(period(wrong.period_from, wrong.on_date), facts.on_date)
    facts = replace(facts, period_from=since)
    if (value, facts.on_date, facts.source, facts.second, since) == said:
        raise RuleBroken("value", "This is what the reading says already. Change the value, the date or who says so")
    reading = _add(row, value, label, facts, wrong)
    _told("reading.corrected", arrangement, row, reading)
    return reading


def plan_import(measure: Measure, points: Sequence[tuple[int, Point]], source: str) -> Plan:
    """What importing ``points`` (with the numbers of their rows) would do, now. Writes nothing."""
    days = [point.period.end for _, point in points]
    recorded = queries.recorded_between(measure, min(days), max(days)) if days else {}
    return plan_series(points, recorded, source)


def import_readings(
    arrangement: Arrangement, measure: str, points: Sequence[tuple[int, Point]], source: str, sha256: str
) -> Plan:
    """Record a series, all of it or nothing; what is on the record already is not written again. ``sha256`` is the
    digest of the file that it came from. Raises ``Invalid``, ``NotFound``."""
    row = _measure(arrangement, measure)
    plan = plan_import(row, points, source)
    if plan.clashes:
        raise RuleBroken("", f"Row {plan.clashes[0][0]}: {plan.clashes[0][1]}")
    if not plan.count:
        raise RuleBroken("", "All of these readings are on the record already")
    reason = "The source gave another figure later"
    made = [_row(row, point, source) for point in plan.new]
    made += [_row(row, point, source, wrong.id, reason) for point, wrong in plan.corrected]
    db.session.add_all(made)
    _reached(row, [one.on_date for one in made])
    facts = {
        "name": row.name,
        "measure": row.reference,
        "count": plan.count,
        "corrected": len(plan.corrected),
        "file": sha256,
        "readings": told_of(made, sealed_reading),
    }
    ledger.record("readings.imported", arrangement, facts)
    look_again(arrangement)
    return plan


def _measure(arrangement: Arrangement, reference: str) -> Measure:
    """The measure, with the arrangement held so that two series are not recorded at once."""
    check_can_read(queries.held(arrangement).state)
    return queries.row_of(Measure, arrangement, reference)


def _value(measure: Measure, facts: ReadingFacts) -> tuple[Decimal, str]:
    measure_checks.check_reading(facts.on_date, clock.today())
    return measure_checks.read_value(facts.value, measure.scale, measure_checks.labels_of(measure.labels))


def _add(measure: Measure, value: Decimal, label: str, facts: ReadingFacts, wrong: Reading | None = None) -> Reading:
    reading = Reading(
        access_list_id=measure.access_list_id,
        measure_id=measure.id,
        value=value,
        label=label,
        second_label=measure_checks.read_second(
            facts.second, measure_checks.labels_of(measure.second_labels), "second"
        ),
        on_date=facts.on_date,
        source=facts.source,
        evidence_id=queries.proof_of(measure, facts.evidence) if facts.evidence else None,
        period_from=facts.period_from,
        replaces_id=wrong.id if wrong else None,
        reason=facts.reason,
        recorded_by_id=current_viewer().organisation_id,
    )
    db.session.add(reading)
    _reached(measure, [facts.on_date])
    return reading


def _row(measure: Measure, point: Point, source: str, replaces: int | None = None, reason: str = "") -> Reading:
    return Reading(
        access_list_id=measure.access_list_id,
        measure_id=measure.id,
        value=point.value,
        label=point.label,
        period_from=point.period.since,
        on_date=point.period.end,
        source=source,
        replaces_id=replaces,
        reason=reason,
        recorded_by_id=current_viewer().organisation_id,
    )


def _reached(measure: Measure, days: Iterable[date]) -> None:
    """Tell the targets of their first reading; after a correction it may be another one than before."""
    db.session.flush()
    for target in queries.targets_of(measure):
        if any(day >= target.due_on for day in days) or target.read_on is not None:
            target.read_on = queries.first_reading_from(measure, target.due_on)


def _told(action: str, arrangement: Arrangement, measure: Measure, reading: Reading) -> None:
    ledger.record(action, arrangement, _said(measure, reading))
    look_again(arrangement)


def _said(measure: Measure, reading: Reading) -> dict[str, Any]:
    said = value_words(reading.value, reading.label, measure.unit)
    facts = {"name": measure.name, "measure": measure.reference, "value": said, "day": reading.on_date.isoformat()}
    return facts | {"readings": told_of([reading], sealed_reading)}
