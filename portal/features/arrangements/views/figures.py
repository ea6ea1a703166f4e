"""Figures that differ: every one there ever was, and pages to state, correct and withdraw one's own."""

from typing import Any

from flask import flash, render_template, request

from portal.access import Permission, requires
from portal.core.errors import Forbidden
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import FigureForm, SureOfVersionForm
from portal.features.arrangements.models import Arrangement, DifferingFigure
from portal.features.arrangements.rules.money import years_between
from portal.features.arrangements.rules.money_words import flow_title, flow_words
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.arrangements.views.money import told


@bp.get("/arrangements/<ref:ref>/figures")
@requires(Permission.MONEY_READ, on=Arrangement)
def figures(arrangement: Arrangement) -> Any:
    """Every figure that differs, also those that were corrected or withdrawn, the newest first."""
    found = queries.moneys(arrangement)
    return render_template(
        "arrangements/figures.html",
        arrangement=arrangement,
        page=queries.figures_page(arrangement, request.args),
        flows={one.flow.id: one for one in found.flows},
        names=found.names,
        **told(arrangement),
    )


def _years(arrangement: Arrangement, found: queries.Moneys) -> list[int]:
    """The financial years that a figure can be about."""
    years = {*years_between(arrangement.starts_on, arrangement.ends_on)}
    for one in found.flows:
        years |= {*years_between(one.flow.period_from, one.flow.period_to), *(year.year for year in one.years)}
    return sorted(years)


@bp.route("/arrangements/<ref:ref>/figures/add", methods=["GET", "POST"])
@requires(Permission.FIGURE_STATE, on=Arrangement)
def add_figure(arrangement: Arrangement) -> Any:
    """Put a differing figure beside the agreed one."""
    found = queries.moneys(arrangement)
    flows = [
        (one.flow.reference, f"{flow_title(one.flow, found.names, one.shares)}: {flow_words(one.flow)}")
        for one in found.flows
    ]
    about = request.args.get("about")
    chosen = {"about": about} if about in {reference for reference, _ in flows} else {}
    form = FigureForm(flows, _years(arrangement, found), **chosen)
    if form.validate_on_submit():
        with form.rules():
            actions.state_figure(arrangement, _figure(form), form.about.data or "")
        if not form.errors:
            flash("Your figure is on the record", "success")
            return go("money", arrangement, _anchor="figures")
    return asked(
        form,
        arrangement,
        "State a figure that differs",
        at("money", arrangement),
        lead="The agreed figure stays. Yours is shown beside it, with who says so.",
    )


def _figure(form: FigureForm) -> actions.Figure:
    return actions.Figure(form.pence.data, form.source.data, form.period.data, form.note.data, form.year.data)


def _own(arrangement: Arrangement, row: str) -> DifferingFigure:
    record = queries.row_of(DifferingFigure, arrangement, row)
    if record.stated_by_id not in queries.stands_for(arrangement):
        raise Forbidden("stated by another organisation")
    return record


@bp.route("/arrangements/<ref:ref>/figures/<ref:row>/correct", methods=["GET", "POST"])
@requires(Permission.FIGURE_STATE, on=Arrangement)
def correct_figure(arrangement: Arrangement, row: str) -> Any:
    """State another in place of a figure of one's own organisation."""
    record = _own(arrangement, row)
    found = queries.moneys(arrangement)
    form = FigureForm((), _years(arrangement, found), record=record)
    if form.validate_on_submit():
        with form.rules():
            actions.correct_figure(arrangement, row, form.posted_version(), _figure(form))
        if not form.errors:
            flash("The figure is corrected", "success")
            return go("figures", arrangement)
    return asked(
        form,
        arrangement,
        "Correct a figure that differs",
        at("figures", arrangement),
        lead="The figure as it was stays on the record too.",
        button="Save",
        blocked=record.withdrawn_at is not None,
    )


@bp.route("/arrangements/<ref:ref>/figures/<ref:row>/withdraw", methods=["GET", "POST"])
@requires(Permission.FIGURE_STATE, on=Arrangement)
def withdraw_figure(arrangement: Arrangement, row: str) -> Any:
    """Withdraw a figure of one's own organisation."""
    record = _own(arrangement, row)
    form = SureOfVersionForm(record=record)
    if form.validate_on_submit():
        with form.rules():
            actions.withdraw_figure(arrangement, row, form.posted_version())
        if not form.errors:
            flash("The figure is withdrawn", "success")
            return go("figures", arrangement)
    return asked(
        form,
        arrangement,
        "Withdraw this figure?",
        at("figures", arrangement),
        lead="It stays on the record, as a figure that your organisation withdrew.",
        button="Withdraw it",
        warning=True,
        blocked=record.withdrawn_at is not None,
    )
