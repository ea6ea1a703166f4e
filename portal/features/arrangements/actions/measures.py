"""Measures, targets and readings."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import delete

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.periods import kept_from, period
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import NOTHING_BESIDE, BesideFacts, MeasureFacts
from portal.features.arrangements.actions.readings import add_earlier
from portal.features.arrangements.actions.terms import changing, fresh, hold_to
from portal.features.arrangements.models import (
    Arrangement,
    Measure,
    Reading,
    Target,
    TrajectoryPoint,
)
from portal.features.arrangements.rules import measure_checks
from portal.features.arrangements.rules.measuring import Beside, Value, measured
from portal.features.arrangements.rules.sealed import sealed_target, told_of
from portal.features.arrangements.rules.words import value_words


def add_measure(arrangement: Arrangement, facts: MeasureFacts, more: BesideFacts = NOTHING_BESIDE) -> Measure:
    """Add what is measured, with its target, a value on the way to it and an earlier value where they are known.

    Raises ``Invalid``.
    """
    with changing(arrangement) as held:
        values, beside = _measured(facts, more)
        row = Measure(access_list_id=held.access_list_id, arrangement_id=held.id, **values)
        db.session.add(row)
        db.session.flush()
        ledger.record("measure.added", held, {"name": row.name, "measure": row.reference})
        if beside.earlier and more.earlier_on:
            add_earlier(held, row, beside.earlier, more.earlier_on, more.earlier_source)
        if beside.target and more.due_on:
            target = _aimed(row, beside.target, more.due_on)
            ledger.record("target.set", held, _aim(row, target) | _told(target))
            if beside.way and more.way_on:
                _pointed(held, row, target, beside.way, more.way_on)
    return row


def change_measure(arrangement: Arrangement, reference: str, version: int | None, facts: MeasureFacts) -> None:
    """Change what is measured; its scale stays once a target or reading stands on it, and what the baseline says of a
    period is kept if its last day is.

    Raises ``Invalid``, ``Conflict``, ``NotFound``.
    """
    with changing(arrangement) as held:
        values, _ = _measured(facts)
        row = fresh(Measure, held, reference, version)
        if _stands(row) and any(getattr(row, name) != values[name] for name in ("scale", "labels", "second_labels")):
            raise RuleBroken("labels", "Targets or readings use this scale, so it cannot change. Add a new measure")
        measure_checks.check_new_baseline(values["baseline_on"], [target.due_on for target in queries.targets_of(row)])
        if row.baseline_on and not values["baseline_from"]:
            was = period(row.baseline_from, row.baseline_on)
            values["baseline_from"] = kept_from(was, values["baseline_on"])
        for name, value in values.items():
            setattr(row, name, value)
        ledger.record("measure.changed", held, {"name": row.name, "measure": row.reference})


def remove_measure(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a measure and its targets out, and while nothing was sent its readings. Raises ``NotFound``, ``Conflict``;
    ``RuleBroken`` once it was sent and has readings or targets."""
    with changing(arrangement) as held:
        row = fresh(Measure, held, reference, version)
        readings = queries.readings_of(row)
        if readings and held.terms_number:
            raise RuleBroken("", "Readings of this measure are on the record, so it stays")
        targets = queries.targets_of(row)
        if targets and held.terms_number:
            raise RuleBroken("", "A target of this measure was sent to the parties, so it stays on the record")
        for target in sorted(targets, key=lambda one: -one.id):
            _delete_target(target)
        db.session.execute(delete(Reading).where(Reading.measure_id == row.id))
        db.session.flush()
        gone: dict[str, Sequence[Target | Reading]] = {"targets": targets, "readings": readings}
        told = {name: {one.reference: None for one in rows} for name, rows in gone.items()}
        ledger.record("measure.removed", held, {"name": row.name, "measure": row.reference} | told)
        db.session.delete(row)


def set_target(arrangement: Arrangement, measure: str, typed: str, due_on: date) -> Target:
    """Set a value to be reached; earlier targets stay. ``typed`` is a label or a number. Raises ``Invalid``."""
    with changing(arrangement) as held:
        row = queries.row_of(Measure, held, measure)
        target = _aimed(row, _value(row, typed), due_on)
        ledger.record("target.set", held, _aim(row, target) | _told(target))
    return target


def revise_target(arrangement: Arrangement, reference: str, typed: str, due_on: date, reason: str) -> Target:
    """Put another target in the place of one that was sent; the old one stays on the record, with when and why.

    Raises ``Invalid``, ``NotFound``.
    """
    with changing(arrangement) as held:
        old, measure = queries.target_of(held, reference)
        if not held.terms_number:
            raise RuleBroken("", "It was not sent to the parties yet. Remove this target and set another one")
        check_stands(old)
        if not reason:
            raise RuleBroken("reason", "Enter why the target is revised")
        target = _aimed(measure, _value(measure, typed), due_on)
        if (target.value, target.due_on) == (old.value, old.due_on):
            raise RuleBroken("value", "This is the target already. Change the value or the date")
        target.replaces_id, target.reason, old.replaced_on = old.id, reason, clock.today()
        before = {"before": _said(measure, old), "before_day": old.due_on.isoformat()}
        ledger.record("target.revised", held, _aim(measure, target) | before | _told(target))
    return target


def _value(measure: Measure, typed: str) -> Value:
    return measure_checks.read_value(typed, measure.scale, measure_checks.labels_of(measure.labels))


def _aimed(measure: Measure, value: Value, due_on: date) -> Target:
    measure_checks.check_target(measure.baseline_on, due_on)
    target = Target(
        access_list_id=measure.access_list_id,
        measure_id=measure.id,
        value=value[0],
        label=value[1],
        due_on=due_on,
        set_on=clock.today(),
        set_by_id=current_viewer().organisation_id,
        read_on=queries.first_reading_from(measure, due_on),
    )
    db.session.add(target)
    return target


def remove_target(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take out a target that was never sent to the parties; one that it took the place of, as a file told, stands
    again. Raises ``NotFound``, ``RuleBroken``, ``Conflict``.

    ``version`` is that of its measure: a target is set or taken out and never changed, but what it measures can be.
    """
    with changing(arrangement) as held:
        target, measure = queries.target_of(held, reference)
        hold_to(measure, version)
        if held.terms_number:
            raise RuleBroken("", "A target that was sent to the parties stays on the record. Revise it instead")
        check_stands(target)
        ledger.record("target.removed", held, _aim(measure, target) | {"targets": {target.reference: None}})
        for before in queries.targets_of(measure):
            if before.id == target.replaces_id:
                before.replaced_on = None
        _delete_target(target)


def add_point(arrangement: Arrangement, target: str, typed: str, on_date: date) -> TrajectoryPoint:
    """Add a value that should be reached on the way to a target (its reference). Raises ``Invalid``, ``NotFound``."""
    with changing(arrangement) as held:
        aim, measure = queries.target_of(held, target)
        check_stands(aim)
        taken = [point.on_date for point in queries.points_of(aim)]
        measure_checks.check_point(measure.baseline_on, aim.due_on, on_date, taken)
        return _pointed(held, measure, aim, _value(measure, typed), on_date)


def _pointed(held: Arrangement, measure: Measure, aim: Target, value: Value, on_date: date) -> TrajectoryPoint:
    point = TrajectoryPoint(
        access_list_id=aim.access_list_id, target_id=aim.id, value=value[0], label=value[1], on_date=on_date
    )
    db.session.add(point)
    ledger.record("trajectory.added", held, _way(measure, point))
    return point


def remove_point(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take out a value on the way to a target. ``version`` is that of its measure.

    Raises ``NotFound``, ``Conflict``; ``RuleBroken`` once the target was replaced.
    """
    with changing(arrangement) as held:
        point, aim, measure = queries.point_of(held, reference)
        hold_to(measure, version)
        check_stands(aim)
        ledger.record("trajectory.removed", held, _way(measure, point))
        db.session.delete(point)


def check_stands(target: Target) -> None:
    """A target that was replaced stays as it was. Raises ``RuleBroken``."""
    if target.replaced_on is not None:
        raise RuleBroken("", "This target was replaced by another one, so it stays as it was")


def _delete_target(target: Target) -> None:
    for point in queries.points_of(target):
        db.session.delete(point)
    db.session.flush()
    db.session.delete(target)


def _stands(measure: Measure) -> bool:
    return bool(queries.targets_of(measure)) or queries.has_rows(Reading, Reading.measure_id, measure.id)


def _measured(facts: MeasureFacts, more: BesideFacts = NOTHING_BESIDE) -> tuple[dict[str, Any], Beside]:
    said = SimpleNamespace(**vars(facts), **vars(more))
    return measured(said, queries.frameworks(), clock.today())


def _said(measure: Measure, row: Target | TrajectoryPoint) -> str:
    return value_words(row.value, row.label, measure.unit)


def _aim(measure: Measure, target: Target) -> dict[str, Any]:
    due = target.due_on.isoformat()
    return {"name": measure.name, "measure": measure.reference, "value": _said(measure, target), "day": due}


def _told(target: Target) -> dict[str, Any]:
    db.session.flush()
    return {"targets": told_of([target], sealed_target)}


def _way(measure: Measure, point: TrajectoryPoint) -> dict[str, Any]:
    day = point.on_date.isoformat()
    return {"name": measure.name, "measure": measure.reference, "value": _said(measure, point), "day": day}
