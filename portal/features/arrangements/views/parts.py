"""Money and mentoring pairs: lists of rows, and a page to add, change or remove one."""

from typing import Any

from flask import render_template

from portal.access import Permission, requires
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import FigureForm, MoneyForm, PairForm, SureOfVersionForm
from portal.features.arrangements.models import Arrangement, MentoringPair, MoneyFlow
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


@bp.get("/arrangements/<ref:ref>/mentoring")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def mentoring(arrangement: Arrangement) -> Any:
    """Expected visits, and who mentors whom."""
    workings = queries.workings(arrangement)
    month = arrangement.visits_per_month
    visits = {
        "title": "Expected visits",
        "facts": [("How often", arrangement.rhythm), ("Visits a month", "" if month is None else f"About {month}")],
        "links": [("Change", at("visits", arrangement))],
    }
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Mentoring pairs and expected visits",
        lead="A pair is two posts, so it stays when people change. Observers do not see pairs.",
        cards=[
            visits,
            *(
                {
                    "title": f"{row.mentor_post} mentors {row.mentee_post}",
                    "facts": [
                        ("Mentor from", workings.names.get(row.mentor_id, "")),
                        ("Person mentored from", workings.names.get(row.mentee_id, "")),
                        ("About", row.focus),
                    ],
                    "links": [
                        ("Change", at("change_pair", arrangement, row=row.reference)),
                        ("Remove", at("remove_pair", arrangement, row=row.reference)),
                    ],
                }
                for row in workings.pairs
            ),
        ],
        adds=[("Add a mentoring pair", at("add_pair", arrangement))],
    )


def _pair(form: PairForm) -> actions.Pair:
    return actions.Pair(
        mentor_id=form.chosen("mentor") or 0,
        mentor_post=form.mentor_post.data,
        mentee_id=form.chosen("mentee") or 0,
        mentee_post=form.mentee_post.data,
        focus=form.focus.data,
    )


@bp.route("/arrangements/<ref:ref>/pairs/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_pair(arrangement: Arrangement) -> Any:
    """Add who mentors whom."""
    form = PairForm(queries.workings(arrangement).taking_part())
    if form.validate_on_submit():
        with form.rules():
            actions.add_pair(arrangement, _pair(form))
        if not form.errors:
            return go("mentoring", arrangement)
    return asked(form, arrangement, "Add a mentoring pair", at("mentoring", arrangement))


@bp.route("/arrangements/<ref:ref>/pairs/<ref:row>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_pair(arrangement: Arrangement, row: str) -> Any:
    """Change who mentors whom."""
    form = PairForm(queries.workings(arrangement).taking_part(), record=queries.row_of(MentoringPair, arrangement, row))
    if form.validate_on_submit():
        with form.rules():
            actions.change_pair(arrangement, row, form.posted_version(), _pair(form))
        if not form.errors:
            return go("mentoring", arrangement)
    return asked(form, arrangement, "Change a mentoring pair", at("mentoring", arrangement))


@bp.route("/arrangements/<ref:ref>/pairs/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_pair(arrangement: Arrangement, row: str) -> Any:
    """Take a pair out."""
    pair = queries.row_of(MentoringPair, arrangement, row)
    form = SureOfVersionForm(record=pair)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_pair(arrangement, row, form.posted_version())
        if not form.errors:
            return go("mentoring", arrangement)
    title = f"Remove the pair “{pair.mentor_post} and {pair.mentee_post}”?"
    return asked(form, arrangement, title, at("mentoring", arrangement), button="Remove it", warning=True)
