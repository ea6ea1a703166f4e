"""Milestones, the success criteria of a pilot, and starting another like it."""

from typing import Any

from flask import flash, render_template

from portal.access import Permission, requires
from portal.core.months import day_words
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import (
    CriterionForm,
    ElsewhereForm,
    JudgementForm,
    MilestoneForm,
    SureOfVersionForm,
)
from portal.features.arrangements.models import Arrangement, Criterion, Milestone
from portal.features.arrangements.rules.trial import JUDGEMENTS, gate
from portal.features.arrangements.views.blueprint import asked, at, bp, given, go
from portal.features.arrangements.views.onward import onward


@bp.get("/arrangements/<ref:ref>/milestones")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def milestones(arrangement: Arrangement) -> Any:
    """What is to be done by when."""
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Milestones",
        lead="What is to be done by when. Observers see milestones.",
        cards=[
            {
                "title": row.name,
                "facts": [("By", day_words(row.due_on)), ("Done", day_words(row.reached_on)), ("Note", row.note)],
                "links": [
                    ("Change", at("change_milestone", arrangement, row=row.reference)),
                    ("Remove", at("remove_milestone", arrangement, row=row.reference)),
                ],
            }
            for row in queries.milestones_of(arrangement)
        ],
        adds=[("Add a milestone", at("add_milestone", arrangement))],
        onward=onward(arrangement, queries.workings(arrangement).facts, "milestones"),
    )


def _milestone(form: MilestoneForm) -> actions.MilestoneFacts:
    return actions.MilestoneFacts(form.name.data, given(form.due_on), form.reached_on.data, form.note.data)


@bp.route("/arrangements/<ref:ref>/milestones/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_milestone(arrangement: Arrangement) -> Any:
    """Add a milestone."""
    form = MilestoneForm()
    if form.validate_on_submit():
        with form.rules():
            actions.add_milestone(arrangement, _milestone(form))
        if not form.errors:
            return go("milestones", arrangement)
    return asked(form, arrangement, "Add a milestone", at("milestones", arrangement))


@bp.route("/arrangements/<ref:ref>/milestones/<ref:row>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_milestone(arrangement: Arrangement, row: str) -> Any:
    """Change a milestone, or say that it is done."""
    form = MilestoneForm(record=queries.row_of(Milestone, arrangement, row))
    if form.validate_on_submit():
        with form.rules():
            actions.change_milestone(arrangement, row, form.posted_version(), _milestone(form))
        if not form.errors:
            return go("milestones", arrangement)
    return asked(form, arrangement, "Change a milestone", at("milestones", arrangement))


@bp.route("/arrangements/<ref:ref>/milestones/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_milestone(arrangement: Arrangement, row: str) -> Any:
    """Take a milestone out."""
    one = queries.row_of(Milestone, arrangement, row)
    form = SureOfVersionForm(record=one)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_milestone(arrangement, row, form.posted_version())
        if not form.errors:
            return go("milestones", arrangement)
    back = at("milestones", arrangement)
    return asked(form, arrangement, f"Remove “{one.name}”?", back, button="Remove it", warning=True)


@bp.get("/arrangements/<ref:ref>/criteria")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def criteria(arrangement: Arrangement) -> Any:
    """The criteria by which it will be judged before others do the same."""
    sent = bool(arrangement.terms_number)
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Success criteria",
        lead="The arrangement was sent, so the criteria stay as they are. They are judged on its page."
        if sent
        else "The criteria by which it will be judged. They are set before it is sent and then stay as they are.",
        cards=[
            {
                "title": row.name,
                "facts": [("How you will know", row.how)],
                "links": []
                if sent
                else [
                    ("Change", at("change_criterion", arrangement, row=row.reference)),
                    ("Remove", at("remove_criterion", arrangement, row=row.reference)),
                ],
            }
            for row in queries.criteria_of(arrangement)
        ],
        adds=[] if sent else [("Add a criterion", at("add_criterion", arrangement))],
        onward=onward(arrangement, queries.workings(arrangement).facts, "criteria"),
    )


@bp.route("/arrangements/<ref:ref>/criteria/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_criterion(arrangement: Arrangement) -> Any:
    """Add a success criterion."""
    form = CriterionForm()
    if form.validate_on_submit():
        with form.rules():
            actions.add_criterion(arrangement, form.name.data, form.how.data)
        if not form.errors:
            return go("criteria", arrangement)
    return asked(form, arrangement, "Add a criterion", at("criteria", arrangement))


@bp.route("/arrangements/<ref:ref>/criteria/<ref:row>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_criterion(arrangement: Arrangement, row: str) -> Any:
    """Change a success criterion."""
    form = CriterionForm(record=queries.row_of(Criterion, arrangement, row))
    if form.validate_on_submit():
        with form.rules():
            actions.change_criterion(arrangement, row, form.posted_version(), form.name.data, form.how.data)
        if not form.errors:
            return go("criteria", arrangement)
    return asked(form, arrangement, "Change a criterion", at("criteria", arrangement))


@bp.route("/arrangements/<ref:ref>/criteria/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_criterion(arrangement: Arrangement, row: str) -> Any:
    """Take a criterion out."""
    one = queries.row_of(Criterion, arrangement, row)
    form = SureOfVersionForm(record=one)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_criterion(arrangement, row, form.posted_version())
        if not form.errors:
            return go("criteria", arrangement)
    back = at("criteria", arrangement)
    return asked(form, arrangement, f"Remove “{one.name}”?", back, button="Remove it", warning=True)


@bp.route("/arrangements/<ref:ref>/criteria/<ref:row>/judge", methods=["GET", "POST"])
@requires(Permission.CRITERION_JUDGE, on=Arrangement)
def judge_criterion(arrangement: Arrangement, row: str) -> Any:
    """Say whether a criterion is met."""
    one = queries.row_of(Criterion, arrangement, row)
    form = JudgementForm(record=one)
    if form.validate_on_submit():
        with form.rules():
            actions.judge(arrangement, row, form.posted_version(), form.judgement.data, form.evidence.data)
        if not form.errors:
            flash(f"The criterion is judged: {JUDGEMENTS[form.judgement.data].lower()}", "success")
            return go("show", arrangement, _anchor="criteria")
    return asked(form, arrangement, one.name, at("show", arrangement), lead=one.how, button="Save this judgement")


@bp.route("/arrangements/<ref:ref>/start-another", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_COPY, on=Arrangement)
def use_elsewhere(arrangement: Arrangement) -> Any:
    """Start a new arrangement like this one."""
    why = gate(queries.kind_of(arrangement.kind), arrangement.success_gate, queries.criteria_of(arrangement))
    form = ElsewhereForm()
    if form.validate_on_submit():
        with form.rules():
            made = actions.use_elsewhere(arrangement, form.title.data)
        if not form.errors:
            flash("The idea is written down. Only your organisation sees it", "success")
            return go("tasks", made)
    return asked(
        form,
        arrangement,
        "Start another like it",
        at("show", arrangement),
        lead=why
        or "A new idea starts with the kind, the aim, the criteria and the measures of this one. Nothing of its"
        " parties, money or people is taken over.",
        button="Start another like it",
        blocked=bool(why),
    )
