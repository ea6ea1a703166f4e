"""Registering an arrangement, part by part, and the parties in it."""

from typing import Any

from flask import flash, render_template, request, url_for

from portal.access import Permission, requires
from portal.core.text import normal_line, unfit_character
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import AboutForm, LegalForm, PartyForm, StartForm, SureForm, VisitsForm
from portal.features.arrangements.models import LINE, Arrangement
from portal.features.arrangements.rules.checks import lacking, progress
from portal.features.arrangements.rules.words import role_words
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.organisations import find_organisations, organisation_by_reference

MOST_FOUND = 20
TASKS = (
    ("about", "About", "about", "What it is for and when it runs"),
    ("parties", "Parties and roles", "parties", "Who takes part and who watches"),
    ("money", "Money", "money", "Who pays whom, or gives what in kind"),
    ("legal", "Legal basis and accountable body", "legal", "What it stands on and who answers for the money"),
    ("mentoring", "Mentoring pairs and expected visits", "mentoring", "Who mentors whom, and how often"),
    ("measures", "Measures, targets and baseline", "measures", "How everybody will know that it works"),
)


@bp.route("/arrangements/new", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def new() -> Any:
    """Start a draft."""
    form = StartForm()
    if form.validate_on_submit():
        with form.rules():
            made = actions.create_arrangement(actions.About(form.kind.data, form.title.data), form.roles.data)
        if not form.errors:
            return go("tasks", made)
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
    far = progress(facts)
    return render_template(
        "arrangements/tasks.html",
        arrangement=arrangement,
        tasks=[(title, at(endpoint, arrangement), far[part], hint) for part, title, endpoint, hint in TASKS],
        ready=not lacking(facts),
        done=sum(state == "completed" for state in far.values()),
    )


@bp.route("/arrangements/<ref:ref>/about", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def about(arrangement: Arrangement) -> Any:
    """What it is about."""
    form = AboutForm(record=arrangement)
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
            actions.describe_arrangement(arrangement, form.posted_version(), facts)
        if not form.errors:
            return go("tasks", arrangement)
    return asked(form, arrangement, "About", at("tasks", arrangement))


@bp.route("/arrangements/<ref:ref>/legal-basis", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def legal(arrangement: Arrangement) -> Any:
    """Legal basis and accountable body."""
    form = LegalForm(queries.workings(arrangement).taking_part(), record=arrangement)
    if form.validate_on_submit():
        with form.rules():
            accountable = form.chosen("accountable_body")
            actions.set_legal_basis(arrangement, form.posted_version(), form.legal_basis.data, accountable)
        if not form.errors:
            return go("tasks", arrangement)
    return asked(form, arrangement, "Legal basis and accountable body", at("tasks", arrangement))


@bp.route("/arrangements/<ref:ref>/visits", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def visits(arrangement: Arrangement) -> Any:
    """How often people visit."""
    form = VisitsForm(record=arrangement)
    if form.validate_on_submit():
        with form.rules():
            month = form.visits_per_month.data
            actions.set_visits(arrangement, form.posted_version(), form.rhythm.data, month)
        if not form.errors:
            return go("mentoring", arrangement)
    return asked(form, arrangement, "Expected visits", at("mentoring", arrangement))


@bp.get("/arrangements/<ref:ref>/parties")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def parties(arrangement: Arrangement) -> Any:
    """Who is in it."""
    lines = queries.workings(arrangement).parties
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Parties and roles",
        lead="Parties see everything and are asked to confirm. Observers see the aim, the parties and the results, "
        "but no money, sessions or confirmations.",
        cards=[
            {
                "title": line.name,
                "facts": [("Roles", role_words(line.roles).capitalize()), ("Note", line.note)],
                "links": [("Change", at("change_party", arrangement, organisation=line.reference))]
                + [("Remove", at("remove_party", arrangement, organisation=line.reference))]
                * (line.organisation_id != arrangement.registered_by_id),
            }
            for line in lines
        ],
        adds=[("Add a party or an observer", at("find_party", arrangement))],
    )


@bp.get("/arrangements/<ref:ref>/parties/add")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def find_party(arrangement: Arrangement) -> Any:
    """Find an organisation by name; each found one leads to its roles."""
    typed = normal_line(request.args.get("name", ""))[:LINE]
    name = "" if unfit_character(typed) else typed
    there = {line.reference for line in queries.workings(arrangement).parties}
    found = find_organisations(name, MOST_FOUND) if name else []
    return render_template(
        "arrangements/find_party.html",
        arrangement=arrangement,
        name=name,
        found=found,
        there=there,
        more=len(found) == MOST_FOUND,
    )


@bp.route("/arrangements/<ref:ref>/parties/add/<ref:organisation>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_party(arrangement: Arrangement, organisation: str) -> Any:
    """What the found organisation is in the arrangement."""
    joining = organisation_by_reference(organisation)
    form = PartyForm()
    if form.validate_on_submit():
        with form.rules():
            actions.add_party(arrangement, joining, form.roles.data, form.note.data)
        if not form.errors:
            flash(f"{joining.name} is added", "success")
            return go("parties", arrangement)
    return asked(form, arrangement, f"Add {joining.name}", at("find_party", arrangement), button="Add")


@bp.route("/arrangements/<ref:ref>/parties/<ref:organisation>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_party(arrangement: Arrangement, organisation: str) -> Any:
    """What a party is."""
    line = queries.workings(arrangement).party(organisation)
    form = PartyForm(
        lambda: list(queries.workings(arrangement).party(organisation).roles),
        record=queries.party_of(arrangement, line.organisation_id),
        roles=list(line.roles),
    )
    if form.validate_on_submit():
        with form.rules():
            actions.change_party(arrangement, organisation, form.posted_version(), form.roles.data, form.note.data)
        if not form.errors:
            return go("parties", arrangement)
    return asked(form, arrangement, line.name, at("parties", arrangement))


@bp.route("/arrangements/<ref:ref>/parties/<ref:organisation>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_party(arrangement: Arrangement, organisation: str) -> Any:
    """Take a party out."""
    line = queries.workings(arrangement).party(organisation)
    form = SureForm()
    if form.validate_on_submit():
        with form.rules():
            actions.remove_party(arrangement, organisation)
        if not form.errors:
            flash(f"{line.name} is taken out", "success")
            return go("parties", arrangement)
    sees = (
        " It will not see the arrangement any more. Feedback that was put to it stays with it."
        if arrangement.terms_number
        else ""
    )
    return asked(
        form,
        arrangement,
        f"Take {line.name} out?",
        at("parties", arrangement),
        lead=f"The history keeps that it was a party.{sees}",
        button="Take it out",
        warning=True,
    )
