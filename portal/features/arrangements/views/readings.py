"""One measure and its readings: the page, recording one, correcting one."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import flash, render_template, request

from portal.access import Permission, requires
from portal.core import clock
from portal.core.periods import Period, dated_words, period
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import CorrectionForm, ReadingForm
from portal.features.arrangements.models import Arrangement, Measure, State
from portal.features.arrangements.rules.charts import draw
from portal.features.arrangements.rules.lifecycle import can_read
from portal.features.arrangements.rules.measure_checks import labels_of
from portal.features.arrangements.rules.words import value_words
from portal.features.arrangements.views.blueprint import asked, at, bp, given, go
from portal.features.arrangements.views.said import SAID


@bp.get("/arrangements/<ref:ref>/measures/<ref:row>")
@requires(Permission.ARRANGEMENT_READ, on=Arrangement)
def measure(arrangement: Arrangement, row: str) -> Any:
    """One measure: baseline, targets, every reading, and how they run."""
    one = queries.row_of(Measure, arrangement, row)
    page = queries.readings_page(one, request.args)
    course = queries.course_of(one)
    return render_template(
        "arrangements/measure.html",
        arrangement=arrangement,
        measure=one,
        judged_by=queries.framework_name(one.framework),
        targets=course["targets"],
        points=course["points"],
        chart=draw(one, course),
        dated=_dated(one, course["readings"]),
        page=page,
        labels=labels_of(one.labels),
        under_way=can_read(arrangement.state),
        said=SAID,
    )


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/readings/add", methods=["GET", "POST"])
@requires(Permission.READING_RECORD, on=Arrangement)
def add_reading(arrangement: Arrangement, row: str) -> Any:
    """Record a dated value."""
    measure = queries.row_of(Measure, arrangement, row)
    writing = arrangement.state == State.IDEA
    today = Period(clock.today(), clock.today())
    form = ReadingForm(measure, _proofs(arrangement), on_date=None if writing else today)
    if form.validate_on_submit():
        with form.rules():
            actions.record_reading(arrangement, row, _facts(form))
        if not form.errors:
            flash("The reading is recorded", "success")
            return go("measures", arrangement) if writing else go("measure", arrangement, row=row)
    title = f"Record a reading: {measure.name}"
    back = at("measures", arrangement) if writing else at("measure", arrangement, row=row)
    return asked(form, arrangement, title, back, button="Record it")


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/readings/<ref:reading>/correct", methods=["GET", "POST"])
@requires(Permission.READING_RECORD, on=Arrangement)
def correct_reading(arrangement: Arrangement, row: str, reading: str) -> Any:
    """Put a right reading in the place of a wrong one."""
    measure = queries.row_of(Measure, arrangement, row)
    wrong = queries.reading_of(measure, reading)
    said = value_words(wrong.value, wrong.label, measure.unit)
    proofs = queries.proof_choices(arrangement.id)
    form = CorrectionForm(
        measure,
        [(proof.reference, proof.title) for proof in proofs],
        value=f"{wrong.value:f}",
        rating=wrong.label,
        second=wrong.second_label,
        on_date=period(wrong.period_from, wrong.on_date),
        source=wrong.source,
        evidence=next((proof.reference for proof in proofs if proof.id == wrong.evidence_id), ""),
    )
    if form.validate_on_submit():
        with form.rules():
            actions.correct_reading(arrangement, row, reading, _facts(form, form.reason.data))
        if not form.errors:
            flash("The correction is recorded, and the old reading is kept", "success")
            return go("measure", arrangement, row=row)
    return asked(
        form,
        arrangement,
        f"Correct a reading: {measure.name}",
        at("measure", arrangement, row=row),
        lead=f"It says {said} {dated_words(wrong.period_from, wrong.on_date)}, from {wrong.source}.",
        button="Record the correction",
    )


def _dated(measure: Measure, readings: Iterable[Any]) -> dict[date, str]:
    """When the baseline and each of these readings was, by the day on which a chart has them."""
    found = {one.on_date: dated_words(one.period_from, one.on_date) for one in readings}
    if measure.baseline_on:
        found.setdefault(measure.baseline_on, dated_words(measure.baseline_from, measure.baseline_on))
    return found


def _proofs(arrangement: Arrangement) -> list[tuple[str, str]]:
    return [(proof.reference, proof.title) for proof in queries.proof_choices(arrangement.id)]


def _facts(form: ReadingForm, reason: str = "") -> actions.ReadingFacts:
    when = given(form.on_date)
    return actions.ReadingFacts(
        form.typed, when.end, form.source.data, reason, form.given("second"), form.given("evidence"), when.since
    )
