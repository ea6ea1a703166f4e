"""How an arrangement is looked after, and how it scores."""

from typing import Any

from flask import flash, redirect, url_for

from portal.access import Permission, current_viewer, requires
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import AssessmentForm, GovernanceForm, ThresholdsForm, scores_in
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.governance import FIELDS, MOST, said_in
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.arrangements.views.onward import go_on, later


@bp.route("/arrangements/<ref:ref>/governance", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def governance(arrangement: Arrangement) -> Any:
    """Who meets and decides, when it is reviewed, and how it would end."""
    row, silent = queries.governance_of(arrangement), actions.GovernanceFacts()
    form = GovernanceForm(record=row or silent)
    if form.validate_on_submit():
        facts = actions.GovernanceFacts(**{name: getattr(form, name).data for name in FIELDS})
        with form.rules():
            actions.set_governance(arrangement, form.posted_version(), facts)
        if not form.errors:
            return go_on(arrangement, "governance", saved=row is not None or facts != silent)
    return asked(
        form,
        arrangement,
        "Governance, reviews and exit",
        at("tasks", arrangement),
        lead="Leave empty what is not settled yet. The parties agree all of it but how far the exit plan is."
        " Observers do not see it.",
        changes_terms=True,
        later=None if said_in(row) else later(arrangement, queries.workings(arrangement).facts, "governance"),
    )


@bp.route("/arrangements/<ref:ref>/assessment", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def assessment(arrangement: Arrangement) -> Any:
    """Eight questions on how well it is run."""
    record = queries.governance_of(arrangement) or actions.GovernanceFacts()
    form = AssessmentForm(lambda: _answers(arrangement), record=record)
    if form.validate_on_submit():
        with form.rules():
            actions.assess(arrangement, form.posted_version(), scores_in(form))
        if not form.errors:
            flash("The self-assessment is saved", "success")
            return go("tasks", arrangement)
    return asked(
        form,
        arrangement,
        "How well is it run?",
        at("tasks", arrangement),
        lead=f"Each answer counts 0 to 3, {MOST} in all. The parties see the answers, observers do not.",
    )


@bp.route("/significance", methods=["GET", "POST"])
@requires(Permission.THRESHOLD_SET)
def thresholds() -> Any:
    """From which score on a partnership is significant for the viewer's organisation."""
    viewer = current_viewer()
    form = ThresholdsForm(record=queries.thresholds_of(viewer.organisation_id) or actions.Thresholds())
    back = url_for("organisations.show", ref=viewer.organisation_reference)
    if form.validate_on_submit():
        with form.rules():
            actions.set_thresholds(form.posted_version(), actions.Thresholds(form.medium.data, form.high.data))
        if not form.errors:
            flash("The thresholds are saved", "success")
            return redirect(back, 303)
    return asked(
        form,
        None,
        f"When is a partnership significant for {viewer.organisation_name}?",
        back,
        lead=f"The self-assessment of an arrangement gives a score from 0 to {MOST}. Below medium it is low. Only your"
        " organisation sees these thresholds and what they say.",
        button="Save these thresholds",
    )


def _answers(arrangement: Arrangement) -> dict[str, str]:
    rows = queries.answers_of(arrangement)
    return {row.question: str(row.score) for row in rows} | {f"{row.question}_note": row.note for row in rows}
