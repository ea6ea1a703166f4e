"""Bringing a series of readings in from a spreadsheet."""

from datetime import date
from typing import Any

from portal.access import Permission, requires
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.months import day_words
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import SeriesForm
from portal.features.arrangements.models import Arrangement, Measure
from portal.features.arrangements.rules.measure_checks import labels_of
from portal.features.arrangements.rules.series import Plan, Point, read_point
from portal.features.arrangements.rules.words import period_words, value_words
from portal.features.arrangements.views.blueprint import at, bp
from portal.imports import (
    Cells,
    Chosen,
    DryRun,
    Field,
    Found,
    LeftOut,
    Problem,
    Steps,
    check_step,
    columns_step,
    read_rows,
    rows_step,
    upload_step,
)

FIELDS = (
    Field(
        "period",
        "Period",
        hint="The day, month or year that the figure is for",
        required="Choose the column with the period",
        known_as=("period", "financial year", "effective date", "date", "time period", "year", "month", "quarter"),
    ),
    Field(
        "value",
        "Value",
        hint="The figure, or the label of a rating",
        required="Choose the column with the value",
        known_as=("value", "figure", "rating", "score", "result", "percentage", "count"),
    ),
    Field(
        "area",
        "Area",
        hint="The council or place. Choose it if the file has more than one",
        known_as=(
            "area name",
            "local authority name",
            "organisation label",
            "area",
            "geography",
            "council",
            "area code",
        ),
        narrows=True,
    ),
    Field(
        "indicator",
        "Indicator",
        hint="What is measured. Choose it if the file has more than one",
        known_as=("indicator", "indicator name", "measure name", "code"),
        narrows=True,
    ),
    Field(
        "unit",
        "Measure or unit",
        hint="Like count or percentage. Choose it if the file has more than one",
        known_as=("measure", "unit", "units", "value type"),
        narrows=True,
    ),
)


def _steps(arrangement: Arrangement, measure: Measure) -> Steps:
    def href(step: str, draft: str = "") -> str:
        if step == "upload":
            return at("import_readings", arrangement, row=measure.reference)
        return at(f"import_readings_{step}", arrangement, row=measure.reference, draft=draft)

    return Steps(
        title="Import readings from a spreadsheet",
        caption=measure.name,
        purpose=f"readings {measure.reference}",
        fields=FIELDS,
        href=href,
        back=at("measure", arrangement, row=measure.reference),
        more=SeriesForm,
    )


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/readings/import", methods=["GET", "POST"])
@requires(Permission.READING_RECORD, on=Arrangement)
def import_readings(arrangement: Arrangement, row: str) -> Any:
    """Choose the file."""
    steps = _steps(arrangement, queries.row_of(Measure, arrangement, row))
    lead = (
        "One row for each figure, with its period. You choose the columns next, and see what would be recorded"
        " before anything is. A figure that is recorded already is not recorded twice."
    )
    return upload_step(steps, arrangement.inner_list_id, lead)


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/readings/import/<ref:draft>/columns", methods=["GET", "POST"])
@requires(Permission.READING_RECORD, on=Arrangement)
def import_readings_columns(arrangement: Arrangement, row: str, draft: str) -> Any:
    """Say which column is which."""
    return columns_step(_steps(arrangement, queries.row_of(Measure, arrangement, row)), draft)


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/readings/import/<ref:draft>/rows", methods=["GET", "POST"])
@requires(Permission.READING_RECORD, on=Arrangement)
def import_readings_rows(arrangement: Arrangement, row: str, draft: str) -> Any:
    """Say which area and indicator, and who says so."""
    return rows_step(_steps(arrangement, queries.row_of(Measure, arrangement, row)), draft)


@bp.route("/arrangements/<ref:ref>/measures/<ref:row>/readings/import/<ref:draft>/check", methods=["GET", "POST"])
@requires(Permission.READING_RECORD, on=Arrangement)
def import_readings_check(arrangement: Arrangement, row: str, draft: str) -> Any:
    """See what would be recorded, and record it."""
    measure = queries.row_of(Measure, arrangement, row)
    steps = _steps(arrangement, measure)

    def dry_run(chosen: Chosen) -> DryRun:
        found = _read(measure, chosen)
        return _told(measure, chosen, found, actions.plan_import(measure, found.items, chosen.more["source"]))

    def carry_out(chosen: Chosen) -> str:
        found = _read(measure, chosen)
        if found.problems:
            raise RuleBroken("", "Rows of the file are wrong, so nothing is recorded")
        source, digest = chosen.more["source"], chosen.draft.sha256
        plan = actions.import_readings(arrangement, row, found.items, source, digest)
        return "1 reading is recorded" if plan.count == 1 else f"{plan.count:,} readings are recorded"

    return check_step(steps, draft, dry_run, carry_out, steps.back)


def _read(measure: Measure, chosen: Chosen) -> Found[Point]:
    labels, begins, today = labels_of(measure.labels), int(chosen.more["begins"]), clock.today()

    def read(cells: Cells) -> Point:
        point = read_point(cells["period"], cells["value"], labels, begins, today)
        if point is None:
            raise LeftOut("have no figure")
        return point

    return read_rows(chosen.rows, chosen.columns, read)


def _told(measure: Measure, chosen: Chosen, found: Found[Point], plan: Plan) -> DryRun:
    labels = {point.period.end: point for point, _ in plan.corrected}
    written = sorted([*plan.new, *labels.values()], key=lambda point: point.period)
    facts = [("File", chosen.draft.filename), ("Who says so", chosen.more["source"])]
    facts += [("Rows read", f"{len(chosen.rows):,}"), ("New readings", f"{len(plan.new):,}")]
    if plan.corrected:
        facts.append(("Corrections", f"{len(plan.corrected):,}: the source said something else before"))
    if plan.known:
        facts.append(("Recorded already", f"{plan.known:,}"))
    facts += [("Left out", f"{count:,} {reason}") for reason, count in found.left_out.items()]
    return DryRun(
        facts,
        ("Dated", "Period", "Value", "What happens"),
        [
            (
                day_words(point.period.end),
                _span(point.period.start, point.period.end),
                value_words(point.value, point.label, measure.unit),
                "Corrects an earlier reading" if point.period.end in labels else "New",
            )
            for point in written
        ],
        [*found.problems, *(Problem(row, "", "", message) for row, message in plan.clashes)],
        f"Record {plan.count:,} {'reading' if plan.count == 1 else 'readings'}" if plan.count else "",
    )


def _span(start: date, end: date) -> str:
    return "" if start == end else period_words(start, end)
