"""Measures, their targets and readings."""

from typing import Any

from flask import abort, flash, render_template

from portal.access import Permission, can, requires
from portal.core.months import day_words
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import (
    ChangedMeasureForm,
    NewMeasureForm,
    PointForm,
    RevisedTargetForm,
    SureOfVersionForm,
    TargetForm,
)
from portal.features.arrangements.models import Arrangement, Measure
from portal.features.arrangements.rules.frameworks import offered
from portal.features.arrangements.rules.measuring import AS_NUMBER, OWN_RATING, yardstick, yardstick_of
from portal.features.arrangements.rules.words import baseline_words, earlier_words, value_words
from portal.features.arrangements.views.blueprint import asked, at, bp, given, go
from portal.features.arrangements.views.onward import later, onward


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
        cards=[_card(arrangement, row, workings) for row in workings.measures],
        adds=[("Add another measure" if workings.measures else "Add a measure", at("add_measure", arrangement))],
        onward=onward(arrangement, workings.facts, "measures"),
    )


def _card(arrangement: Arrangement, row: Any, workings: Any) -> dict[str, Any]:
    targets = [target for target in workings.targets if target.measure == row.reference]
    facts: list[tuple[str, str, Any]] = [("Judged by", row.judged_by or "", "")]
    facts.append(("Baseline", baseline_words(row), ""))
    facts += [("Earlier", earlier_words(one), "") for one in workings.earlier if one.measure == row.reference]
    links = [("Change", at("change_measure", arrangement, row=row.reference))]
    if not arrangement.terms_number and can(Permission.READING_RECORD, arrangement):
        links.append(("Add an earlier value", at("add_reading", arrangement, row=row.reference)))
    links += [("Add a target", at("add_target", arrangement, row=row.reference))] * (row.baseline_on is not None)
    for target in targets:
        said = f"{value_words(target.value, target.label, row.unit)} by {day_words(target.due_on)}"
        if target.replaced_on is not None:
            facts.append(("Replaced", f"{said}, on {day_words(target.replaced_on)}", ""))
            continue
        facts.append(("Target", said, _target_links(arrangement, target.reference)))
        facts += [
            (
                "On the way",
                f"{value_words(point.value, point.label, row.unit)} by {day_words(point.on_date)}",
                [("Remove", at("remove_point", arrangement, row=point.reference))],
            )
            for point in workings.points
            if point.target == target.reference
        ]
    links.append(("Remove", at("remove_measure", arrangement, row=row.reference)))
    return {"title": row.name, "facts": facts, "links": links}


def _target_links(arrangement: Arrangement, target: str) -> list[tuple[str, str]]:
    """What was sent is revised, what was not is removed."""
    change = ("Revise", "revise_target") if arrangement.terms_number else ("Remove", "remove_target")
    return [
        (words, at(endpoint, arrangement, row=target))
        for words, endpoint in (change, ("Add a value on the way", "add_point"))
    ]


@bp.get("/arrangements/<ref:ref>/measures/add")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_measure(arrangement: Arrangement) -> Any:
    """Choose what something is measured by."""
    workings, known = queries.workings(arrangement), queries.frameworks()
    return render_template(
        "arrangements/add_measure.html",
        arrangement=arrangement,
        ratings=[(slug, words, known[slug].judge) for slug, words in offered(known)],
        number=AS_NUMBER,
        own=OWN_RATING,
        later=None if workings.measures else later(arrangement, workings.facts, "measures"),
        back=at("measures", arrangement),
    )


@bp.route("/arrangements/<ref:ref>/measures/add/<string:by>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def new_measure(arrangement: Arrangement, by: str) -> Any:
    """Add what is measured by a number, a rating of its own, or a framework (its slug)."""
    chosen = yardstick(by, queries.frameworks())
    if chosen is None:
        abort(404)
    form = NewMeasureForm(chosen, arrangement.ends_on, queries.has_measure_by(arrangement, by))
    if form.validate_on_submit():
        with form.rules():
            facts, more = actions.MeasureFacts(**form.facts), actions.BesideFacts(**form.beside)
            made = actions.add_measure(arrangement, facts, more)
        if not form.errors:
            flash(f"“{made.name}” is added", "success")
            return go("add_measure" if form.pressed == "another" else "measures", arrangement)
    return asked(
        form,
        arrangement,
        "Add a measure",
        at("add_measure", arrangement),
        lead=f"Rated by: {chosen.framework.called}." if chosen.framework else None,
        changes_terms=True,
        folds=NewMeasureForm.folds,
        buttons=[("another", "Save and add another measure")],
    )


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/change", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_measure(arrangement: Arrangement, row: str) -> Any:
    """Change what is measured."""
    measure = queries.row_of(Measure, arrangement, row)
    form = ChangedMeasureForm(yardstick_of(measure, queries.frameworks()), measure)
    if form.validate_on_submit():
        with form.rules():
            actions.change_measure(arrangement, row, form.posted_version(), actions.MeasureFacts(**form.facts))
        if not form.errors:
            return go("measures", arrangement)
    return asked(form, arrangement, "Change a measure", at("measures", arrangement), changes_terms=True)


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
    form = TargetForm(measure, due_on=arrangement.ends_on)
    if form.validate_on_submit():
        with form.rules():
            actions.set_target(arrangement, row, form.typed, given(form.due_on))
        if not form.errors:
            return go("measures", arrangement)
    start = f"It started at {baseline_words(measure)}." if measure.baseline_on else ""
    back, title = at("measures", arrangement), f"Set a target: {measure.name}"
    return asked(form, arrangement, title, back, lead=start, later=("No target: go back to the measures", back))


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


@bp.route("/arrangements/<ref:ref>/targets/<ref:row>/revise", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def revise_target(arrangement: Arrangement, row: str) -> Any:
    """Put another target in the place of one that was sent."""
    target, measure = queries.target_of(arrangement, row)
    typed = {"value": f"{target.value:f}", "rating": target.label, "due_on": target.due_on}
    form = RevisedTargetForm(measure, **typed)
    if form.validate_on_submit():
        with form.rules():
            actions.revise_target(arrangement, row, form.typed, given(form.due_on), form.reason.data)
        if not form.errors:
            return go("measures", arrangement)
    said = value_words(target.value, target.label, measure.unit)
    due, since = day_words(target.due_on), day_words(target.set_on)
    lead = f"The target is {said} by {due}, set on {since}. It stays on the record."
    title = f"Revise a target: {measure.name}"
    return asked(form, arrangement, title, at("measures", arrangement), lead=lead)


@bp.route("/arrangements/<ref:ref>/targets/<ref:row>/on-the-way/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_point(arrangement: Arrangement, row: str) -> Any:
    """Add a value that should be reached on the way to a target."""
    target, measure = queries.target_of(arrangement, row)
    form = PointForm(measure)
    if form.validate_on_submit():
        with form.rules():
            actions.add_point(arrangement, row, form.typed, given(form.on_date))
        if not form.errors:
            return go("measures", arrangement)
    said = value_words(target.value, target.label, measure.unit)
    lead = (
        f"From {baseline_words(measure)} to {said} by {day_words(target.due_on)}."
        " Values on the way show early whether the target will be reached."
    )
    title = f"Add a value on the way: {measure.name}"
    return asked(form, arrangement, title, at("measures", arrangement), lead=lead)


@bp.route("/arrangements/<ref:ref>/on-the-way/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_point(arrangement: Arrangement, row: str) -> Any:
    """Take out a value on the way to a target."""
    point, _, measure = queries.point_of(arrangement, row)
    form = SureOfVersionForm(record=measure)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_point(arrangement, row, form.posted_version())
        if not form.errors:
            return go("measures", arrangement)
    said = value_words(point.value, point.label, measure.unit)
    title = f"Remove “{said} by {day_words(point.on_date)}”?"
    return asked(form, arrangement, title, at("measures", arrangement), button="Remove it", warning=True)
