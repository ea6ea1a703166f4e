"""Registering an arrangement, part by part."""

from typing import Any

from flask import flash, render_template, url_for

from portal.access import Permission, requires
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import AboutForm, IdeaForm, LegalForm
from portal.features.arrangements.models import Arrangement, Role
from portal.features.arrangements.rules.kinds import split
from portal.features.arrangements.rules.tasks import hints, lacking, page_of, progress, tally, tasks_of
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.arrangements.views.onward import go_on


@bp.route("/arrangements/new", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def new() -> Any:
    """Write down the idea."""
    form = IdeaForm(queries.kinds_offered())
    if form.validate_on_submit():
        with form.rules():
            made = actions.create_arrangement(actions.About(form.kind.data, form.title.data), form.roles.data)
        if not form.errors:
            flash(f"“{made.title}” is written down. Only your organisation sees it", "success")
            return go("about", made)
    return asked(
        form,
        None,
        "Register an arrangement",
        url_for("arrangements.index"),
        lead="Only your organisation sees it until you send it to the other parties.",
        button="Save and continue",
    )


@bp.get("/arrangements/<ref:ref>/tasks")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def tasks(arrangement: Arrangement) -> Any:
    """The parts of an arrangement and how far each is."""
    facts = queries.workings(arrangement).facts
    far, beneath = progress(facts), hints(facts)
    return render_template(
        "arrangements/tasks.html",
        arrangement=arrangement,
        tasks=[
            (
                task.title,
                url_for(page_of(task, facts), ref=arrangement.reference),
                far[task.name],
                beneath[task.name],
            )
            for task in tasks_of(facts)
        ],
        missing=[words for _, words in lacking(facts)],
        tally=tally(facts),
    )


@bp.route("/arrangements/<ref:ref>/about", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def about(arrangement: Arrangement) -> Any:
    """What it is about."""
    kinds = queries.kinds_offered(arrangement.kind)
    form = AboutForm(kinds, queries.services, lambda: queries.services_of(arrangement), record=arrangement)
    if form.validate_on_submit():
        with form.rules():
            facts = actions.About(
                form.kind.data,
                form.title.data,
                form.purpose.data,
                form.starts_on.data,
                form.ends_on.data,
                form.success_gate.data,
            )
            actions.describe_arrangement(arrangement, form.posted_version(), facts, form.services.data)
        if not form.errors:
            return go_on(arrangement, "about")
    return asked(
        form,
        arrangement,
        "About",
        at("tasks", arrangement),
        changes_terms=True,
        folds=[] if arrangement.purpose else [("Change the name or the kind", ("title", "kind"))],
    )


@bp.route("/arrangements/<ref:ref>/legal-basis", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def legal(arrangement: Arrangement) -> Any:
    """Legal basis and accountable body."""
    workings, offered = queries.workings(arrangement), queries.legal_bases_offered(split(arrangement.legal_bases))
    usual = workings.only(Role.ACCOUNTABLE_BODY)
    form = LegalForm(workings.taking_part(), offered, record=arrangement, accountable_body=usual)
    if form.validate_on_submit():
        with form.rules():
            accountable = form.chosen("accountable_body")
            actions.set_legal_basis(
                arrangement, form.posted_version(), form.legal_note.data, accountable, form.bases.data or ()
            )
        if not form.errors:
            return go_on(arrangement, "legal")
    return asked(form, arrangement, "Legal basis and accountable body", at("tasks", arrangement))
