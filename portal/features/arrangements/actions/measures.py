"""Measures, targets and readings."""

from datetime import date
from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import MeasureFacts
from portal.features.arrangements.actions.terms import changing, fresh, hold_to
from portal.features.arrangements.models import (
    Arrangement,
    Measure,
    Reading,
    Scale,
    Target,
)
from portal.features.arrangements.rules import checks
from portal.features.arrangements.rules.words import value_words


def add_measure(arrangement: Arrangement, facts: MeasureFacts) -> Measure:
    """Add what is measured. Raises ``Invalid``."""
    with changing(arrangement) as held:
        row = Measure(access_list_id=held.access_list_id, arrangement_id=held.id, **_measured(facts))
        db.session.add(row)
        db.session.flush()
        ledger.record("measure.added", held, {"name": row.name, "measure": row.reference})
    return row


def change_measure(arrangement: Arrangement, reference: str, version: int | None, facts: MeasureFacts) -> None:
    """Change what is measured; its scale stays once a target or reading stands on it.

    Raises ``Invalid``, ``Conflict``, ``NotFound``.
    """
    with changing(arrangement) as held:
        values = _measured(facts)
        row = fresh(Measure, held, reference, version)
        if _stands(row) and (row.scale, row.labels) != (values["scale"], values["labels"]):
            raise RuleBroken("labels", "Targets or readings use this scale, so it cannot change. Add a new measure")
        checks.check_new_baseline(values["baseline_on"], [target.due_on for target in queries.targets_of(row)])
        for name, value in values.items():
            setattr(row, name, value)
        ledger.record("measure.changed", held, {"name": row.name, "measure": row.reference})


def remove_measure(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a measure and its targets out. Raises ``NotFound``, ``Conflict``; ``RuleBroken`` once it has readings."""
    with changing(arrangement) as held:
        row = fresh(Measure, held, reference, version)
        if queries.has_rows(Reading, Reading.measure_id, row.id):
            raise RuleBroken("", "Readings of this measure are on the record, so it stays")
        targets = queries.targets_of(row)
        if targets and held.terms_number:
            raise RuleBroken("", "A target of this measure was sent to the parties, so it stays on the record")
        for target in targets:
            db.session.delete(target)
        db.session.flush()
        ledger.record("measure.removed", held, {"name": row.name, "measure": row.reference})
        db.session.delete(row)


def set_target(arrangement: Arrangement, measure: str, typed: str, due_on: date) -> Target:
    """Set a value to be reached; earlier targets stay. ``typed`` is a label or a number. Raises ``Invalid``."""
    with changing(arrangement) as held:
        row = queries.row_of(Measure, held, measure)
        checks.check_target(row.baseline_on, due_on)
        value, label = checks.read_value(typed, row.scale, checks.labels_of(row.labels))
        target = Target(
            access_list_id=row.access_list_id,
            measure_id=row.id,
            value=value,
            label=label,
            due_on=due_on,
            set_on=clock.today(),
            set_by_id=current_viewer().organisation_id,
            read_on=queries.first_reading_from(row, due_on),
        )
        db.session.add(target)
        ledger.record("target.set", held, _aim(row, target))
    return target


def remove_target(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take out a target that was never sent to the parties. Raises ``NotFound``, ``RuleBroken``, ``Conflict``.

    ``version`` is that of its measure: a target is set or taken out and never changed, but what it measures can be.
    """
    with changing(arrangement) as held:
        target, measure = queries.target_of(held, reference)
        hold_to(measure, version)
        if held.terms_number:
            raise RuleBroken("", "A target that was sent to the parties stays on the record. Set a new one instead")
        ledger.record("target.removed", held, _aim(measure, target))
        db.session.delete(target)


def _stands(measure: Measure) -> bool:
    return bool(queries.targets_of(measure)) or queries.has_rows(Reading, Reading.measure_id, measure.id)


def _measured(facts: MeasureFacts) -> dict[str, Any]:
    labels = checks.labels_of(facts.labels)
    checks.check_scale(facts.scale, labels)
    checks.check_baseline(facts.baseline, facts.baseline_on, clock.today())
    value, label = None, ""
    if facts.baseline:
        value, label = checks.read_value(facts.baseline, facts.scale, labels, "baseline")
    rating = bool(label) or facts.scale == Scale.RATING
    return {
        "name": facts.name,
        "scale": facts.scale,
        "direction": facts.direction,
        "unit": "" if rating else facts.unit,
        "labels": "\n".join(labels) if rating else "",
        "baseline_value": value,
        "baseline_label": label,
        "baseline_on": facts.baseline_on,
    }


def _aim(measure: Measure, target: Target) -> dict[str, Any]:
    said = value_words(target.value, target.label, measure.unit)
    return {"name": measure.name, "measure": measure.reference, "value": said, "day": target.due_on.isoformat()}
