"""The parties: who is in it and as what."""

from typing import Any

from flask import flash, render_template, request

from portal.access import Permission, current_viewer, requires
from portal.core.text import normal_line, unfit_character
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import FindPartyForm, PartyForm, SureOfVersionForm
from portal.features.arrangements.models import LINE, Arrangement
from portal.features.arrangements.queries import PartyLine
from portal.features.arrangements.rules.joining import may_tell
from portal.features.arrangements.rules.words import contact_words, day_words, decision_words, role_words
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.organisations import find_organisations, organisation_by_reference

MOST_FOUND = 20


@bp.get("/arrangements/<ref:ref>/parties")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def parties(arrangement: Arrangement) -> Any:
    """Who is in it."""
    lines, contacts = queries.workings(arrangement).parties, queries.contacts_of(arrangement)
    silent = queries.silent_parties(lines)
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Parties and roles",
        lead="Parties see everything and are asked to confirm. Observers see the aim, the parties and the results, "
        "but no money, sessions or confirmations.",
        cards=[
            {
                "title": line.name,
                "facts": [
                    *_facts(line, contacts.get(line.organisation_id)),
                    ("May not answer", silent.get(line.organisation_id, "")),
                ],
                "links": _links(arrangement, line),
            }
            for line in lines
        ],
        adds=[("Add a party or an observer", at("find_party", arrangement))],
    )


def _facts(line: PartyLine, contact: Any) -> list[tuple[str, str]]:
    decision = decision_words(line.decision_body, day_words(line.decision_on), line.decision_minute)
    return [
        ("Roles", role_words(line.roles).capitalize()),
        ("Note", line.note),
        ("Joined on", day_words(line.joined_on)),
        ("Left on", day_words(line.left_on)),
        ("Decision", ". ".join(part for part in (decision, line.decision_link) if part)),
        ("Lead contact", contact_words(contact) if contact else ""),
    ]


def _links(arrangement: Arrangement, line: PartyLine) -> list[tuple[str, str]]:
    if line.left_on is not None:
        return []
    links = [("change_party", "Change")]
    if may_tell(line, current_viewer().organisation_id, arrangement.led_by_id, arrangement.terms_number):
        links += [("joining", "Joining and decision"), ("contact", "Lead contact")]
    if line.organisation_id != arrangement.led_by_id:
        links.append(("remove_party", "Remove"))
    return [(words, at(endpoint, arrangement, organisation=line.reference)) for endpoint, words in links]


@bp.route("/arrangements/<ref:ref>/parties/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def find_party(arrangement: Arrangement) -> Any:
    """Find an organisation by name, and say on the same page what it is in the arrangement."""
    typed = normal_line(request.args.get("name", ""))[:LINE]
    name = "" if unfit_character(typed) else typed
    there = {line.reference for line in queries.workings(arrangement).parties}
    found = find_organisations(name, MOST_FOUND) if name else []
    form = FindPartyForm([one for one in found if one.reference not in there])
    if form.validate_on_submit():
        joining = organisation_by_reference(form.organisation.data)
        with form.rules():
            actions.add_party(arrangement, joining, form.roles.data, form.note.data)
        if not form.errors:
            flash(f"{joining.name} is added", "success")
            if warning := queries.silent_parties([queries.workings(arrangement).party(joining.reference)]):
                flash(f"{joining.name} may not be able to answer. {warning[joining.id]}", "warning")
            return go("find_party" if form.pressed == "another" else "parties", arrangement)
    return render_template(
        "arrangements/find_party.html",
        arrangement=arrangement,
        form=form,
        name=name,
        found=found,
        there=[one.name for one in found if one.reference in there],
        more=len(found) == MOST_FOUND,
    ), form.status


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
    form = SureOfVersionForm(record=queries.party_of(arrangement, line.organisation_id))
    if form.validate_on_submit():
        with form.rules():
            actions.remove_party(arrangement, organisation, form.posted_version())
        if not form.errors:
            flash(f"{line.name} is taken out", "success")
            return go("parties", arrangement)
    sees = (
        " It will not see the arrangement any more, and nor will auditors whom it let in."
        " Feedback that was put to it stays with it."
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
