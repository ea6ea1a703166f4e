"""What belongs to a flow that is agreed: shares of a cost, planned years, and what could be bought instead."""

from typing import Any

from flask import flash

from portal.access import Permission, requires
from portal.core.money import exact
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import AlternativeForm, hundredths, per_cent, shares_form, years_form
from portal.features.arrangements.models import Arrangement, Basis, MoneyFlow
from portal.features.arrangements.rules.money import EVERYTHING
from portal.features.arrangements.rules.money_checks import share_field, year_field, years_of
from portal.features.arrangements.rules.money_words import days_words, share_words
from portal.features.arrangements.views.blueprint import asked, at, bp, go


@bp.route("/arrangements/<ref:ref>/money/<ref:row>/parts", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def shares(arrangement: Arrangement, row: str) -> Any:
    """Who bears which part of a cost."""
    flow = queries.row_of(MoneyFlow, arrangement, row)
    parties = queries.workings(arrangement).taking_part()
    names = {party.organisation_id: share_field(party.reference) for party in parties}

    def present() -> dict[str, Any]:
        there = queries.shares_of(queries.row_of(MoneyFlow, arrangement, row))
        return {names[one.organisation_id]: per_cent(one.hundredths) for one in there if one.organisation_id in names}

    form = shares_form(parties, present, flow)
    if form.validate_on_submit():
        with form.rules():
            typed = {who: hundredths(form[name].data) for who, name in names.items()}
            actions.share_cost(arrangement, row, form.posted_version(), typed)
        if not form.errors:
            if 0 < (borne := sum(typed.values())) < EVERYTHING:
                flash(f"The parts add up to {share_words(borne)}. They must add up to 100%", "warning")
            return go("edit_money", arrangement)
    return asked(
        form,
        arrangement,
        "Who bears which part?",
        at("edit_money", arrangement),
        lead=f"The whole cost is {exact(flow.pence or 0)}. The parts must add up to 100%. You can use two digits after"
        " the point. Leave a party empty if it bears none.",
        blocked=flow.basis != Basis.COST_SHARE,
        changes_terms=True,
    )


@bp.route("/arrangements/<ref:ref>/money/<ref:row>/years", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def years(arrangement: Arrangement, row: str) -> Any:
    """What is planned for each financial year."""
    flow = queries.row_of(MoneyFlow, arrangement, row)
    in_kind = flow.basis == Basis.IN_KIND

    def present() -> dict[str, Any]:
        there = queries.planned_of(queries.row_of(MoneyFlow, arrangement, row))
        return {year_field(one.year): one.days if in_kind else one.pence for one in there}

    offered = sorted({*years_of(flow, arrangement), *(one.year for one in queries.planned_of(flow))})
    form = years_form(offered, present, flow, in_kind=in_kind)
    if form.validate_on_submit():
        with form.rules():
            typed = {year: form[year_field(year)].data for year in offered}
            actions.plan_years(arrangement, row, form.posted_version(), typed)
        if not form.errors:
            return go("edit_money", arrangement)
    agreed = days_words(flow.officer_days) if in_kind else exact(flow.pence or 0)
    return asked(
        form,
        arrangement,
        "What is planned for each year?",
        at("edit_money", arrangement),
        lead=_lead(agreed, offered),
        blocked=not offered,
        changes_terms=True,
    )


def _lead(agreed: str, offered: list[int]) -> str:
    if not offered:
        return "Say first when this money is paid, or when the arrangement starts."
    whole = f" All years together should be {agreed}." if agreed else ""
    return f"A financial year runs from 1 April to 31 March.{whole} Leave a year empty if nothing is planned for it."


@bp.route("/arrangements/<ref:ref>/money/<ref:row>/alternative", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def alternative(arrangement: Arrangement, row: str) -> Any:
    """What the same as something in kind would cost if it were bought."""
    flow = queries.row_of(MoneyFlow, arrangement, row)
    form = AlternativeForm(record=flow)
    if form.validate_on_submit():
        with form.rules():
            actions.compare_with_buying(arrangement, row, form.posted_version(), _bought(form))
        if not form.errors:
            return go("edit_money", arrangement)
    return asked(
        form,
        arrangement,
        "Compare it with buying the same",
        at("edit_money", arrangement),
        lead="The page then says what is saved.",
        blocked=flow.basis != Basis.IN_KIND,
        changes_terms=True,
    )


def _bought(form: AlternativeForm) -> actions.Alternative | None:
    if form.pence.data is None:
        return None
    return actions.Alternative(form.pence.data, form.times.data or 1, form.per.data, form.source.data)
