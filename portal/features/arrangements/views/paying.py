"""What was paid or given, recorded by either end of a flow; and the money table as a file."""

from collections.abc import Iterator
from typing import Any

from flask import Response, flash

from portal.access import Permission, requires
from portal.core import clock
from portal.core.errors import Forbidden
from portal.downloads import Column, ColumnKind, download
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import PaidForm
from portal.features.arrangements.models import Arrangement, MoneyFlow, PaidYear
from portal.features.arrangements.rules.money import FlowYears, Year
from portal.features.arrangements.rules.money_checks import years_to_record
from portal.features.arrangements.rules.money_words import BASES, VATS, flow_words, year_words
from portal.features.arrangements.views.blueprint import asked, at, bp, go


@bp.route("/arrangements/<ref:ref>/money/<ref:row>/paid/add", methods=["GET", "POST"])
@requires(Permission.MONEY_RECORD, on=Arrangement)
def add_paid(arrangement: Arrangement, row: str) -> Any:
    """Record what was paid in a year."""
    flow = queries.row_of(MoneyFlow, arrangement, row)
    if not queries.stands_for(arrangement) & queries.ends_of(flow):
        raise Forbidden("not an end of this flow")
    left = _left(arrangement, flow)
    form = PaidForm(flow.basis, left, queries.evidence_choices(arrangement))
    if form.validate_on_submit():
        with form.rules():
            actions.record_paid(arrangement, row, _paid(form))
        if not form.errors:
            flash("It is recorded", "success")
            return go("flow", arrangement, row=row)
    return asked(
        form,
        arrangement,
        "Record what was paid" if flow.pence is not None else "Record what was given",
        at("flow", arrangement, row=row),
        lead=f"{flow_words(flow)}. This is what happened, so nothing that was agreed changes." if left else FULL,
        button="Record it",
        blocked=not left,
    )


FULL = "Every year that has begun is recorded already."


def _paid(form: PaidForm) -> actions.Paid:
    return actions.Paid(
        year=form.year.data,
        pence=None if form.pence is None else form.pence.data,
        days=None if form.days is None else form.days.data,
        note=form.note.data,
        evidence=form.evidence.data or "",
    )


def _left(arrangement: Arrangement, flow: MoneyFlow, but_for: PaidYear | None = None) -> list[int]:
    """The years that nothing else is recorded of, the newest first."""
    taken = {one.year for one in queries.paid_of(flow) if one is not but_for}
    return [year for year in years_to_record(flow, arrangement, clock.today()) if year not in taken]


def _own(arrangement: Arrangement, row: str) -> tuple[PaidYear, MoneyFlow]:
    """What the viewer's organisation, or one whose place it took, recorded, and the flow it is of."""
    record = queries.row_of(PaidYear, arrangement, row)
    if record.recorded_by_id not in queries.stands_for(arrangement):
        raise Forbidden("recorded by another organisation")
    return record, queries.flow_of(record)


@bp.route("/arrangements/<ref:ref>/money/paid/<ref:row>", methods=["GET", "POST"])
@requires(Permission.MONEY_RECORD, on=Arrangement)
def change_paid(arrangement: Arrangement, row: str) -> Any:
    """Correct what one's own organisation recorded."""
    record, flow = _own(arrangement, row)
    years = _left(arrangement, flow, record)
    form = PaidForm(flow.basis, years, queries.evidence_choices(arrangement), record=record)
    if form.validate_on_submit():
        with form.rules():
            actions.change_paid(arrangement, row, form.posted_version(), _paid(form))
        if not form.errors:
            flash("It is corrected", "success")
            return go("flow", arrangement, row=flow.reference)
    return asked(
        form,
        arrangement,
        "Correct what was paid" if record.pence is not None else "Correct what was given",
        at("flow", arrangement, row=flow.reference),
        button="Save",
    )


COLUMNS = (
    Column("Reference", width=12),
    Column("From", width=40),
    Column("To", width=30),
    Column("What for", width=40),
    Column("Basis", width=25),
    Column("VAT", width=25),
    Column("Agreed in all", ColumnKind.MONEY, 16),
    Column("In kind", width=30),
    Column("Days agreed in all", ColumnKind.NUMBER, 18),
    Column("Financial year", width=16),
    Column("Planned", ColumnKind.MONEY, 16),
    Column("Paid", ColumnKind.MONEY, 16),
    Column("Paid less planned", ColumnKind.MONEY, 18),
    Column("Days planned", ColumnKind.NUMBER, 14),
    Column("Days given", ColumnKind.NUMBER, 14),
    Column("Recorded by", width=30),
    Column("Note", width=40),
    Column("Source", width=40),
)


@bp.get("/arrangements/<ref:ref>/money/download")
@requires(Permission.MONEY_READ, on=Arrangement)
def download_money(arrangement: Arrangement) -> Response:
    """The money table as a file: a row for each flow and year, and one for a flow without years."""
    found = queries.moneys(arrangement)
    none: list[Year | None] = [None]
    rows = (_cells(one, year, found.names) for one in found.flows for year in one.years or none)
    return download("Money", COLUMNS, rows)


def _cells(one: FlowYears, year: Year | None, names: dict[int, str]) -> tuple[Any, ...]:
    row = one.flow
    payers = [share[0] for share in one.parts] or [id_ for id_ in (row.payer_id, row.joint_payer_id) if id_]
    in_kind = one.in_kind
    return (
        row.reference,
        " and ".join(names.get(payer, "") for payer in payers),
        names.get(row.payee_id, ""),
        row.purpose,
        BASES[row.basis],
        VATS.get(row.vat, ""),
        row.pence,
        row.in_kind,
        row.officer_days,
        *(_year_cells(year, in_kind=in_kind) if year else [None] * 8),
        row.source,
    )


def _year_cells(year: Year, *, in_kind: bool) -> Iterator[Any]:
    yield year_words(year.year)
    yield from (year.planned, year.paid, year.difference)
    yield from (year.planned_days, year.paid_days) if in_kind else (None, None)
    yield year.record and year.record.recorded_by
    yield year.record and year.record.note
