"""Pages of duties: who does what."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from portal.access import Permission, requires
from portal.core.references import read_reference
from portal.downloads import Column, download, every_page
from portal.features.arrangements import (
    Arrangement,
    Step,
    SureOfVersionForm,
    allowed,
    arrangement_by_id,
    asked,
    taking_part,
)
from portal.features.duties import actions, queries, rules
from portal.features.duties.forms import FIRST, DutyForm, MoveForm
from portal.features.duties.models import Duty

MOST_PLACES = 200
"""Places to choose from when a duty is moved."""

bp = Blueprint("duties", __name__)


@bp.get("/arrangements/<ref:ref>/duties")
@requires(Permission.DUTY_READ, on=Arrangement)
def index(arrangement: Arrangement) -> Any:
    """The table of duties and parties."""
    party, last_first = _party(), _last_first()
    parties = taking_part(arrangement)
    table = queries.table_page(arrangement, party, request.args, last_first=last_first)
    known = {one.organisation_id for one in parties}
    kept = ({"party": party} if party else {}) | ({"sort": "last"} if last_first else {})
    return render_template(
        "duties/index.html",
        arrangement=arrangement,
        party_choices=[(one.reference, one.name) for one in parties],
        columns={one.organisation_id: one.name for one in parties}
        | {id_: f"{name} (takes no part)" for id_, name in sorted(table.names.items()) if id_ not in known},
        page=table.page,
        parts=table.parts,
        kept={"ref": arrangement.reference} | kept,
        filtered=bool(party),
        under_way=allowed(arrangement.state, Step.CHANGE),
        said=rules.said,
        words=rules.WORDS,
        meanings=rules.MEANINGS,
    )


@bp.get("/arrangements/<ref:ref>/duties/download")
@requires(Permission.DUTY_READ, on=Arrangement)
def download_list(arrangement: Arrangement) -> Response:
    """The table as a file, a column for each party that takes part."""
    parties, party, last_first = taking_part(arrangement), _party(), _last_first()
    columns = (
        Column("Reference", width=12),
        Column("Duty", width=50),
        Column("Accountable", width=35),
        *(Column(one.name, width=28) for one in parties),
        Column("Note", width=50),
    )
    pages = every_page(lambda at, size: queries.table_page(arrangement, party, at, size, last_first=last_first))
    ids = [one.organisation_id for one in parties]
    return download("Who does what", columns, (row for table in pages for row in _as_cells(table, ids)))


def _as_cells(table: queries.Table, organisations: list[int]) -> Iterator[tuple[Any, ...]]:
    for row in table.page.rows:
        parts = table.parts.get(row.id, {})
        said = (rules.said(row.accountable_id == one, parts.get(one)) for one in organisations)
        yield (row.reference, row.what, row.name, *said, row.note)


@bp.route("/arrangements/<ref:ref>/duties/add", methods=["GET", "POST"])
@requires(Permission.DUTY_RECORD, on=Arrangement)
def add(arrangement: Arrangement) -> Any:
    """Add a duty."""
    form = DutyForm(taking_part(arrangement))
    if form.validate_on_submit():
        with form.rules():
            actions.add_duty(arrangement, _facts(form))
        if not form.errors:
            flash("The duty is added", "success")
            return redirect(_table(arrangement), 303)
    return asked(form, arrangement, "Add a duty", _table(arrangement), button="Add the duty")


@bp.route("/duties/<ref:ref>", methods=["GET", "POST"])
@requires(Permission.DUTY_RECORD, on=Duty)
def change(duty: Duty) -> Any:
    """Say anew what has to be done and by whom."""
    arrangement = arrangement_by_id(duty.arrangement_id)
    form = DutyForm(taking_part(arrangement), record=duty, parts=lambda: queries.parts_of(duty))
    if form.validate_on_submit():
        with form.rules():
            actions.change_duty(duty, _facts(form))
        if not form.errors:
            flash("The duty is changed", "success")
            return redirect(_table(arrangement), 303)
    return asked(form, arrangement, "Change a duty", _table(arrangement), button="Save")


@bp.route("/duties/<ref:ref>/move", methods=["GET", "POST"])
@requires(Permission.DUTY_RECORD, on=Duty)
def move(duty: Duty) -> Any:
    """Put it in another place of the table."""
    arrangement = arrangement_by_id(duty.arrangement_id)
    form = MoveForm(queries.others_in_order(duty, MOST_PLACES), record=duty, after=queries.before(duty) or FIRST)
    if form.validate_on_submit():
        with form.rules():
            actions.move_duty(duty, form.chosen)
        if not form.errors:
            flash("The duty is moved", "success")
            return redirect(_table(arrangement), 303)
    return asked(form, arrangement, f"Move “{duty.what}”", _table(arrangement), button="Move it")


@bp.route("/duties/<ref:ref>/remove", methods=["GET", "POST"])
@requires(Permission.DUTY_RECORD, on=Duty)
def remove(duty: Duty) -> Any:
    """Take it out."""
    arrangement = arrangement_by_id(duty.arrangement_id)
    form = SureOfVersionForm(record=duty)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_duty(duty)
        if not form.errors:
            flash("The duty is removed", "success")
            return redirect(_table(arrangement), 303)
    title = f"Remove “{duty.what}”?"
    return asked(form, arrangement, title, _table(arrangement), button="Remove it", warning=True)


def _facts(form: DutyForm) -> actions.DutyFacts:
    return actions.DutyFacts(form.what.data, form.chosen("accountable") or 0, form.ids(), form.note.data)


def _table(arrangement: Arrangement) -> str:
    return url_for("duties.index", ref=arrangement.reference)


def _party() -> str:
    return read_reference(request.args.get("party", "")[:40]) or ""


def _last_first() -> bool:
    return request.args.get("sort") == "last"
