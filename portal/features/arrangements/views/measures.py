"""Measures, their targets and readings."""

from typing import Any

from flask import render_template

from portal.access import Permission, requires
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import (
    MeasureForm,
    SureOfVersionForm,
    TargetForm,
    typed_baseline,
)
from portal.features.arrangements.models import Arrangement, Measure
from portal.features.arrangements.rules.checks import labels_of
from portal.features.arrangements.rules.words import day_words, value_words
from portal.features.arrangements.views.blueprint import asked, at, bp, given, go


@bp.get("/arrangements/<ref:ref>/measures")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def measures(arrangement: Arrangement) -> Any:
    """What is measured, from where, to where."""
    workings = queries.workings(arrangement)
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Measures, targets and baseline",
        lead="A target needs a baseline: without one nobody can say how far you have come. Observers see these.",
        cards=[_card(arrangement, row, workings.targets) for row in workings.measures],
        adds=[("Add a measure", at("add_measure", arrangement))],
    )


def _card(arrangement: Arrangement, row: Any, targets: Any) -> dict[str, Any]:
    mine = [target for target in targets if target.measure == row.reference]
    baseline = value_words(row.baseline_value, row.baseline_label, row.unit)
    facts = [("Baseline", f"{baseline} on {day_words(row.baseline_on)}" if baseline else "", "")]
    facts += [
        (
            "Target",
            f"{value_words(target.value, target.label, row.unit)} by {day_words(target.due_on)}",
            "" if arrangement.terms_number else at("remove_target", arrangement, row=target.reference),
        )
        for target in mine
    ]
    links = [("Change", at("change_measure", arrangement, row=row.reference))]
    links += [("Add a target", at("add_target", arrangement, row=row.reference))] * (row.baseline_on is not None)
    links.append(("Remove", at("remove_measure", arrangement, row=row.reference)))
    return {"title": row.name, "facts": facts, "links": links}


def _facts(form: MeasureForm) -> actions.MeasureFacts:
    return actions.MeasureFacts(
        name=form.name.data,
        scale=form.scale.data,
        direction=form.direction.data,
        unit=form.unit.data,
        labels=form.labels.data,
        baseline=form.baseline.data,
        baseline_on=form.baseline_on.data,
    )


@bp.route("/arrangements/<ref:ref>/measures/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_measure(arrangement: Arrangement) -> Any:
    """Add what is measured."""
    form = MeasureForm()
    if form.validate_on_submit():
        with form.rules():
            made = actions.add_measure(arrangement, _facts(form))
        if not form.errors:
            if made.baseline_on is not None:
                return go("add_target", arrangement, row=made.reference)
            return go("measures", arrangement)
    return asked(form, arrangement, "Add a measure", at("measures", arrangement))


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/change", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_measure(arrangement: Arrangement, row: str) -> Any:
    """Change what is measured."""
    measure = queries.row_of(Measure, arrangement, row)
    form = MeasureForm(record=measure, baseline=typed_baseline(measure))
    if form.validate_on_submit():
        with form.rules():
            actions.change_measure(arrangement, row, form.posted_version(), _facts(form))
        if not form.errors:
            return go("measures", arrangement)
    return asked(form, arrangement, "Change a measure", at("measures", arrangement))


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_measure(arrangement: Arrangement, row: str) -> Any:
    """Take a measure out."""
    measure = queries.row_of(Measure, arrangement, row)
    form = SureOfVersionForm(record=measure)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_measure(arrangement, row, form.posted_version())
        if not form.errors:
            return go("measures", arrangement)
    title = f"Remove “{measure.name}”?"
    return asked(form, arrangement, title, at("measures", arrangement), button="Remove it", warning=True)


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/targets/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_target(arrangement: Arrangement, row: str) -> Any:
    """Set a value to be reached."""
    measure = queries.row_of(Measure, arrangement, row)
    form = TargetForm(measure, labels_of(measure.labels))
    if form.validate_on_submit():
        with form.rules():
            actions.set_target(arrangement, row, form.typed, given(form.due_on))
        if not form.errors:
            return go("measures", arrangement)
    baseline = value_words(measure.baseline_value, measure.baseline_label, measure.unit)
    start = f"It started at {baseline} on {day_words(measure.baseline_on)}." if baseline else ""
    return asked(form, arrangement, f"Set a target: {measure.name}", at("measures", arrangement), lead=start)


@bp.route("/arrangements/<ref:ref>/targets/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_target(arrangement: Arrangement, row: str) -> Any:
    """Take a target out of a draft."""
    target, measure = queries.target_of(arrangement, row)
    form = SureOfVersionForm(record=measure)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_target(arrangement, row, form.posted_version())
        if not form.errors:
            return go("measures", arrangement)
    said = value_words(target.value, target.label, measure.unit)
    title = f"Remove the target “{said} by {day_words(target.due_on)}”?"
    return asked(form, arrangement, title, at("measures", arrangement), button="Remove it", warning=True)
