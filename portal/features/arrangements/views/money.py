"""Money: the page that everybody in the arrangement but observers reads, each flow, and what is agreed to change."""

from collections.abc import Sequence
from typing import Any

from flask import flash, render_template, request

from portal.access import Permission, can, requires
from portal.core.money import prose
from portal.core.references import read_reference
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import InKindForm, MoneyForm, SureOfVersionForm
from portal.features.arrangements.models import Arrangement, Basis, MoneyFlow, Role
from portal.features.arrangements.queries import Workings
from portal.features.arrangements.rules.lifecycle import Step, allowed
from portal.features.arrangements.rules.money import FlowYears, flows_with_years, saving, whole
from portal.features.arrangements.rules.money_checks import can_record, can_state_figure
from portal.features.arrangements.rules.money_words import (
    BASES,
    VATS,
    bought_words,
    days_at_rate,
    days_words,
    flow_title,
    flow_words,
    saving_words,
    share_words,
    year_words,
)
from portal.features.arrangements.rules.settled import QUESTIONS
from portal.features.arrangements.rules.words import period_words, upper_first
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.arrangements.views.money_tables import flow_year, totals_notes, totals_table, years_table
from portal.features.arrangements.views.onward import later, onward

ALIKE = ("basis", "vat", "purpose", "period_from", "period_to", "source")
"""What two sums of one arrangement mostly have in common."""

SAID = {
    "amount": flow_words,
    "bases": BASES,
    "bought": bought_words,
    "days": days_words,
    "days_at_rate": days_at_rate,
    "flow_year": flow_year,
    "period": period_words,
    "saving": lambda flow: saving_words(found) if (found := saving(flow)) else "",
    "share": share_words,
    "title": flow_title,
    "upper_first": upper_first,
    "vats": VATS,
    "year": year_words,
}
"""How templates say money."""


@bp.get("/arrangements/<ref:ref>/money")
@requires(Permission.MONEY_READ, on=Arrangement)
def money(arrangement: Arrangement) -> Any:
    """All money: totals, years, flows, figures that differ, and what was settled."""
    found = queries.moneys(arrangement)
    return render_template(
        "arrangements/money.html",
        arrangement=arrangement,
        money=found,
        names=found.names,
        totals=totals_table(found.totals, found.names),
        notes=totals_notes(found.totals, {one.flow.basis for one in found.flows}),
        years=years_table(found.years, found.whole),
        questions=QUESTIONS,
        **told(arrangement),
    )


def told(arrangement: Arrangement) -> dict[str, Any]:
    """What every page about money says and offers: ``edits`` what is agreed, ``records`` what was paid, ``states``
    figures that differ. ``ours`` are those whom the viewer's organisation stands for."""
    return {
        "said": SAID,
        "ours": queries.stands_for(arrangement),
        "edits": can(Permission.ARRANGEMENT_EDIT, arrangement) and allowed(arrangement.state, Step.CHANGE),
        "records": can(Permission.MONEY_RECORD, arrangement) and can_record(arrangement.state),
        "states": can(Permission.FIGURE_STATE, arrangement) and can_state_figure(arrangement.state),
    }


@bp.get("/arrangements/<ref:ref>/money/<ref:row>")
@requires(Permission.MONEY_READ, on=Arrangement)
def flow(arrangement: Arrangement, row: str) -> Any:
    """One flow: what is agreed, who bears which share, and each year planned and paid."""
    found = queries.moneys(arrangement)
    one, said = found.flow(row), told(arrangement)
    return render_template(
        "arrangements/flow.html",
        arrangement=arrangement,
        one=one,
        flow=one.flow,
        names=found.names,
        figures=[figure for figure in found.figures if figure.money_flow_id == one.flow.id],
        is_end=bool(said["ours"] & one.ends),
        **said,
    )


@bp.get("/arrangements/<ref:ref>/money/edit")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def edit_money(arrangement: Arrangement) -> Any:
    """What is agreed, sum by sum, to change."""
    workings = queries.workings(arrangement)
    flows = flows_with_years(workings.money, workings.shares, workings.planned, ())
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Money",
        lead="One entry for each sum, or for what is given in kind. Observers do not see it.",
        cards=[_card(arrangement, one, workings.names) for one in flows],
        adds=[
            ("Add money", at("add_money", arrangement)),
            ("Add something in kind", at("add_in_kind", arrangement)),
        ],
        notes=_notes(arrangement, flows),
        onward=onward(arrangement, workings.facts, "money"),
    )


def _notes(arrangement: Arrangement, flows: Sequence[FlowYears]) -> list[str]:
    """What it comes to, and where another source’s figure goes."""
    together = whole(one.flow.pence for one in flows)
    if not together:
        return []
    beside = "Does another source give another figure? You can put it beside this one after sending."
    return [f"{prose(together)} in all."] + [beside] * (not arrangement.terms_number)


def _card(arrangement: Arrangement, one: FlowYears, names: dict[int, str]) -> dict[str, Any]:
    row = one.flow
    shares = ", ".join(f"{names.get(who, '')} {share_words(part)}" for who, part, _ in one.parts)
    years = "; ".join(f"{year_words(year.year)}: {flow_year(one, year)[0]}" for year in one.years)
    price = row.alternative_pence and bought_words(row.alternative_pence, row.alternative_times, row.alternative_per)
    links = [("Change", "change_money"), ("By year", "years")]
    links += [("Parts", "shares")] * (row.basis == Basis.COST_SHARE)
    links += [("Compare with buying", "alternative")] * one.in_kind
    title = flow_title(row, names, one.shares)
    return {
        "title": title,
        "about": ", ".join(part for part in (title, row.purpose, flow_words(row)) if part),
        "facts": [
            ("In kind" if one.in_kind else "Amount", flow_words(row)),
            ("Basis", "" if one.in_kind else BASES[row.basis]),
            ("Parts", shares),
            ("Time", days_at_rate(row.officer_days, row.day_rate)),
            ("VAT", VATS.get(row.vat, "")),
            ("What for", row.purpose),
            ("Period", upper_first(period_words(row.period_from, row.period_to))),
            ("By year", years),
            ("Bought instead", price),
            ("Source", row.source),
        ],
        "links": [
            (words, at(endpoint, arrangement, row=row.reference))
            for words, endpoint in [*links, ("Remove", "remove_money")]
        ],
    }


def _sum(form: MoneyForm) -> actions.Money:
    return actions.Money(
        payer_id=form.chosen("payer") or 0,
        payee_id=form.chosen("payee") or 0,
        joint_payer_id=form.chosen("joint_payer"),
        pence=form.pence.data,
        basis=form.basis.data,
        vat=form.vat.data,
        purpose=form.purpose.data,
        period_from=form.period_from.data,
        period_to=form.period_to.data,
        source=form.source.data,
    )


def _in_kind(form: InKindForm) -> actions.Money:
    return actions.Money(
        payer_id=form.chosen("payer") or 0,
        payee_id=form.chosen("payee") or 0,
        in_kind=form.in_kind.data,
        officer_days=form.officer_days.data,
        day_rate=form.day_rate.data,
        purpose=form.purpose.data,
        period_from=form.period_from.data,
        period_to=form.period_to.data,
        source=form.source.data,
    )


def _next(arrangement: Arrangement, row: MoneyFlow) -> Any:
    """A shared cost asks for its shares next."""
    if row.basis == Basis.COST_SHARE:
        return go("shares", arrangement, row=row.reference)
    return go("edit_money", arrangement)


@bp.route("/arrangements/<ref:ref>/money/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_money(arrangement: Arrangement) -> Any:
    """Add a sum that one party pays another."""
    workings = queries.workings(arrangement)
    form = MoneyForm(workings.paying(), **_usual(arrangement, workings))
    if form.validate_on_submit():
        with form.rules():
            made = actions.add_money(arrangement, _sum(form))
        if not form.errors:
            flash("The money is added", "success")
            if form.pressed and made.basis != Basis.COST_SHARE:
                return go("add_money", arrangement, like=made.reference)
            return _next(arrangement, made)
    return asked(
        form,
        arrangement,
        "Add money",
        at("edit_money", arrangement),
        changes_terms=True,
        buttons=[("another", "Save and add another")],
        link=("Add something in kind instead", at("add_in_kind", arrangement)),
        later=None if workings.money else later(arrangement, workings.facts, "money"),
    )


def _usual(arrangement: Arrangement, workings: Workings) -> dict[str, Any]:
    """What most sums are: paid to the provider, the first by the recipient, for as long as the arrangement runs. One
    that is ``like`` another, in the address, is for the same, and settled and known in the same way."""
    like = read_reference(request.args.get("like", ""))
    before = next((row for row in workings.money if row.reference == like and row.pence is not None), None)
    kept = {name: getattr(before, name) for name in ALIKE} if before else {}
    return {
        "payer": None if workings.money else workings.only(Role.RECIPIENT),
        "payee": workings.only(Role.PROVIDER),
        "period_from": arrangement.starts_on,
        "period_to": arrangement.ends_on,
    } | kept


@bp.route("/arrangements/<ref:ref>/money/add-in-kind", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_in_kind(arrangement: Arrangement) -> Any:
    """Add something that one party gives another in kind."""
    form = InKindForm(
        queries.workings(arrangement).paying(), period_from=arrangement.starts_on, period_to=arrangement.ends_on
    )
    if form.validate_on_submit():
        with form.rules():
            actions.add_money(arrangement, _in_kind(form))
        if not form.errors:
            return go("edit_money", arrangement)
    return asked(form, arrangement, "Add something in kind", at("edit_money", arrangement), changes_terms=True)


@bp.route("/arrangements/<ref:ref>/money/<ref:row>/change", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_money(arrangement: Arrangement, row: str) -> Any:
    """Change a sum, or what is given in kind."""
    record = queries.row_of(MoneyFlow, arrangement, row)
    parties = queries.workings(arrangement).paying()
    in_kind = record.basis == Basis.IN_KIND
    form = InKindForm(parties, record=record) if in_kind else MoneyForm(parties, record=record)
    if form.validate_on_submit():
        with form.rules():
            facts = _in_kind(form) if isinstance(form, InKindForm) else _sum(form)
            actions.change_money(arrangement, row, form.posted_version(), facts)
        if not form.errors:
            return go("edit_money", arrangement)
    title = "Change what is given in kind" if in_kind else "Change money"
    return asked(form, arrangement, title, at("edit_money", arrangement), changes_terms=True)


@bp.route("/arrangements/<ref:ref>/money/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_money(arrangement: Arrangement, row: str) -> Any:
    """Take a flow out."""
    record = queries.row_of(MoneyFlow, arrangement, row)
    form = SureOfVersionForm(record=record)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_money(arrangement, row, form.posted_version())
        if not form.errors:
            flash("It is removed", "success")
            return go("edit_money", arrangement)
    title = f"Remove “{flow_words(record)}”?"
    return asked(form, arrangement, title, at("edit_money", arrangement), button="Remove it", warning=True)
