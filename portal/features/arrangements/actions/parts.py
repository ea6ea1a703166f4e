"""Money, mentoring pairs, measures and targets: the rows of what is agreed."""

from datetime import date
from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import Conflict, RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import Figure, MeasureFacts, Money, Pair, write
from portal.features.arrangements.actions.terms import changing
from portal.features.arrangements.models import (
    Arrangement,
    DifferingFigure,
    Measure,
    MentoringPair,
    MentoringSession,
    MoneyFlow,
    Reading,
    Scale,
    Target,
)
from portal.features.arrangements.rules import checks
from portal.features.arrangements.rules.lifecycle import Step, after
from portal.features.arrangements.rules.words import value_words


def add_money(arrangement: Arrangement, money: Money) -> MoneyFlow:
    """Add what one party gives another. Raises ``Invalid``."""
    with changing(arrangement) as held:
        checks.check_money(money, queries.workings(held).roles)
        row = MoneyFlow(access_list_id=held.inner_list_id, arrangement_id=held.id, **money.__dict__)
        db.session.add(row)
        ledger.record("money.added", row, _flow(held, money))
    return row


def change_money(arrangement: Arrangement, reference: str, version: int | None, money: Money) -> None:
    """Change a flow. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        checks.check_money(money, queries.workings(held).roles)
        row = _fresh(MoneyFlow, held, reference, version)
        write(row, money)
        ledger.record("money.changed", row, _flow(held, money))


def remove_money(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a flow out. Raises ``NotFound``, ``Conflict``; ``RuleBroken`` while a differing figure stands beside it."""
    with changing(arrangement) as held:
        row = _fresh(MoneyFlow, held, reference, version)
        if queries.has_rows(DifferingFigure, DifferingFigure.money_flow_id, row.id):
            raise RuleBroken("", "A party has stated a differing figure for this money, so it stays. Change it instead")
        ledger.record("money.removed", row, {"arrangement": held.reference})
        db.session.delete(row)


def state_figure(arrangement: Arrangement, figure: Figure, flow: str = "") -> DifferingFigure:
    """Put a differing figure beside a flow (its reference) or the whole. What was agreed stays as it is."""
    held = queries.held(arrangement)
    after(held.state, Step.CHANGE)
    flow_id = queries.row_of(MoneyFlow, held, flow).id if flow else None
    row = DifferingFigure(
        access_list_id=held.inner_list_id,
        arrangement_id=held.id,
        money_flow_id=flow_id,
        stated_by_id=current_viewer().organisation_id,
        **figure.__dict__,
    )
    db.session.add(row)
    facts = {"arrangement": held.reference, "pence": figure.pence, "source": figure.source, "money": flow}
    ledger.record("differing_figure.stated", row, facts)
    return row


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
        row = _fresh(MentoringPair, held, reference, version)
        write(row, pair)
        ledger.record("pair.changed", row, _pair(held, pair))


def remove_pair(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a pair out. Raises ``NotFound``, ``Conflict``; ``RuleBroken`` once it has sessions."""
    with changing(arrangement) as held:
        row = _fresh(MentoringPair, held, reference, version)
        if queries.has_rows(MentoringSession, MentoringSession.pair_id, row.id):
            raise RuleBroken("", "Sessions of this pair are on the record, so it stays")
        ledger.record("pair.removed", row, {"arrangement": held.reference})
        db.session.delete(row)


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
        row = _fresh(Measure, held, reference, version)
        if _stands(row) and (row.scale, row.labels) != (values["scale"], values["labels"]):
            raise RuleBroken("labels", "Targets or readings use this scale, so it cannot change. Add a new measure")
        checks.check_new_baseline(values["baseline_on"], [target.due_on for target in queries.targets_of(row)])
        for name, value in values.items():
            setattr(row, name, value)
        ledger.record("measure.changed", held, {"name": row.name, "measure": row.reference})


def remove_measure(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a measure and its targets out. Raises ``NotFound``, ``Conflict``; ``RuleBroken`` once it has readings."""
    with changing(arrangement) as held:
        row = _fresh(Measure, held, reference, version)
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


def remove_target(arrangement: Arrangement, reference: str) -> None:
    """Take out a target that was never sent to the parties. Raises ``NotFound``, ``RuleBroken``."""
    with changing(arrangement) as held:
        target, measure = queries.target_of(held, reference)
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


def _fresh(model: Any, held: Arrangement, reference: str, version: int | None) -> Any:
    row = queries.row_of(model, held, reference)
    if version is not None and row.version != version:
        raise Conflict
    return row


def _flow(held: Arrangement, money: Money) -> dict[str, Any]:
    facts = {name: value for name, value in money.__dict__.items() if value not in (None, "")}
    return facts | {"arrangement": held.reference}


def _pair(held: Arrangement, pair: Pair) -> dict[str, Any]:
    return {"arrangement": held.reference, "mentor_post": pair.mentor_post, "mentee_post": pair.mentee_post}


def _aim(measure: Measure, target: Target) -> dict[str, Any]:
    said = value_words(target.value, target.label, measure.unit)
    return {"name": measure.name, "measure": measure.reference, "value": said, "day": target.due_on.isoformat()}
