"""Money: a list of sums, and a page to add, change or remove one; figures that differ."""

from typing import Any

from flask import render_template

from portal.access import Permission, requires
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import FigureForm, MoneyForm, SureOfVersionForm
from portal.features.arrangements.models import Arrangement, MoneyFlow
from portal.features.arrangements.rules.words import flow_words, period_words
from portal.features.arrangements.views.blueprint import asked, at, bp, go


@bp.get("/arrangements/<ref:ref>/money")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def money(arrangement: Arrangement) -> Any:
    """Who pays whom."""
    workings = queries.workings(arrangement)
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Money",
        lead="One entry for each sum, or for what is given in kind. Observers do not see it.",
        cards=[
            {
                "title": flow_title(row, workings.names),
                "facts": [
                    ("Amount" if row.pence else "In kind", flow_words(row.pence, row.in_kind)),
                    ("What for", row.purpose),
                    ("Period", period_words(row.period_from, row.period_to)),
                    ("Source", row.source),
                ],
                "links": [
                    ("Change", at("change_money", arrangement, row=row.reference)),
                    ("Remove", at("remove_money", arrangement, row=row.reference)),
                ],
            }
            for row in workings.money
        ],
        adds=[("Add money or something in kind", at("add_money", arrangement))],
    )


def flow_title(row: Any, names: dict[int, str]) -> str:
    """``Swindon Borough Council to Kent County Council``."""
    payers = [names.get(id_, "") for id_ in (row.payer_id, row.joint_payer_id) if id_ is not None]
    return f"{' and '.join(payers)} to {names.get(row.payee_id, '')}"


def _money(form: MoneyForm) -> actions.Money:
    return actions.Money(
        payer_id=form.chosen("payer") or 0,
        payee_id=form.chosen("payee") or 0,
        joint_payer_id=form.chosen("joint_payer"),
        pence=form.pence.data,
        in_kind=form.in_kind.data,
        purpose=form.purpose.data,
        period_from=form.period_from.data,
        period_to=form.period_to.data,
        source=form.source.data,
    )


@bp.route("/arrangements/<ref:ref>/money/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_money(arrangement: Arrangement) -> Any:
    """Add what one party gives another."""
    form = MoneyForm(queries.workings(arrangement).taking_part())
    if form.validate_on_submit():
        with form.rules():
            actions.add_money(arrangement, _money(form))
        if not form.errors:
            return go("money", arrangement)
    return asked(form, arrangement, "Add money or something in kind", at("money", arrangement))


@bp.route("/arrangements/<ref:ref>/money/<ref:row>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_money(arrangement: Arrangement, row: str) -> Any:
    """Change a sum."""
    form = MoneyForm(queries.workings(arrangement).taking_part(), record=queries.row_of(MoneyFlow, arrangement, row))
    if form.validate_on_submit():
        with form.rules():
            actions.change_money(arrangement, row, form.posted_version(), _money(form))
        if not form.errors:
            return go("money", arrangement)
    return asked(form, arrangement, "Change money", at("money", arrangement))


@bp.route("/arrangements/<ref:ref>/money/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_money(arrangement: Arrangement, row: str) -> Any:
    """Take a sum out."""
    flow = queries.row_of(MoneyFlow, arrangement, row)
    form = SureOfVersionForm(record=flow)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_money(arrangement, row, form.posted_version())
        if not form.errors:
            return go("money", arrangement)
    title = f"Remove “{flow_words(flow.pence, flow.in_kind)}”?"
    return asked(form, arrangement, title, at("money", arrangement), button="Remove it", warning=True)


@bp.route("/arrangements/<ref:ref>/figures/add", methods=["GET", "POST"])
@requires(Permission.FIGURE_STATE, on=Arrangement)
def add_figure(arrangement: Arrangement) -> Any:
    """Put a differing figure beside the agreed one."""
    workings = queries.workings(arrangement)
    flows = [(row.reference, _flow_choice(row, workings.names)) for row in workings.money if row.pence is not None]
    form = FigureForm(flows)
    if form.validate_on_submit():
        figure = actions.Figure(form.pence.data, form.source.data, form.period.data, form.note.data)
        with form.rules():
            actions.state_figure(arrangement, figure, form.about.data or "")
        if not form.errors:
            return go("show", arrangement, _anchor="money")
    return asked(
        form,
        arrangement,
        "State a figure that differs",
        at("show", arrangement),
        lead="The agreed figure stays. Yours is shown beside it, with who says so.",
    )


def _flow_choice(row: Any, names: dict[int, str]) -> str:
    return f"{flow_title(row, names)}: {flow_words(row.pence, row.in_kind)}"
