"""The parties: who is in it and as what."""

from collections.abc import Sequence
from typing import Any

from flask import flash, g, render_template, request

from portal.access import Permission, current_viewer, requires
from portal.core.months import day_words
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import SEARCH, PartyForm, SureOfVersionForm, joiners_form
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.queries import PartyLine
from portal.features.arrangements.rules.checks import still_there
from portal.features.arrangements.rules.joiners import Joiner, fault_of, joiners, names_in, unsure
from portal.features.arrangements.rules.joining import may_tell
from portal.features.arrangements.rules.words import contact_words, decision_words, listed, role_words
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.arrangements.views.onward import onward
from portal.features.organisations import Organisation, find_each, likely_organisations, organisations_by_reference
from portal.forms import safe_to_show

MOST_FOUND, MOST_FOUND_OF_SEVERAL = 20, 5
MOST_NAMED = 3
"""Organisations that are named when they are added, and not only counted."""


@bp.get("/arrangements/<ref:ref>/parties")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def parties(arrangement: Arrangement) -> Any:
    """Who is in it."""
    workings, contacts = queries.workings(arrangement), queries.contacts_of(arrangement)
    lines = workings.parties
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
                    ("Nobody can answer", silent.get(line.organisation_id, ""), _ways_out(arrangement, line)),
                ],
                "links": _links(arrangement, line),
            }
            for line in lines
        ],
        adds=[("Add a party or an observer", at("find_party", arrangement))],
        onward=onward(arrangement, workings.facts, "parties"),
    )


def _facts(line: PartyLine, contact: Any) -> list[tuple[str, str]]:
    decision = decision_words(line.decision_body, day_words(line.decision_on), line.decision_minute)
    return [
        ("Roles", role_words(line.roles).capitalize()),
        ("Note", line.note),
        ("Joined on", day_words(line.joined_on)),
        ("Left on", day_words(line.left_on)),
        ("Ended on", day_words(line.abolished_on) if line.ended and (line.observes or line.speaks) else ""),
        ("Decision", ". ".join(part for part in (decision, line.decision_link) if part)),
        ("Lead contact", contact_words(contact) if contact else ""),
    ]


def _ways_out(arrangement: Arrangement, line: PartyLine) -> list[tuple[str, str]]:
    heirs = [(f"Add {name} as a party", at("find_party", arrangement, name=name)) for name in line.heirs]
    left = ("Say that it has left", at("party_left", arrangement, organisation=line.reference))
    return [*heirs, left] if line.gone and line.organisation_id != arrangement.led_by_id else heirs


def _links(arrangement: Arrangement, line: PartyLine) -> list[tuple[str, str]]:
    if line.left_on is not None:
        back = ("It has not left", at("party_left", arrangement, organisation=line.reference))
        return [] if line.succeeded else [back]
    links = [("change_party", "Change")]
    if may_tell(line, current_viewer().organisation_id, arrangement.led_by_id, arrangement.terms_number):
        links += [("joining", "Joining and decision"), ("contact", "Lead contact")]
    if line.organisation_id != arrangement.led_by_id:
        links.append(("remove_party", "Remove"))
    return [(words, at(endpoint, arrangement, organisation=line.reference)) for endpoint, words in links]


@bp.route("/arrangements/<ref:ref>/parties/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def find_party(arrangement: Arrangement) -> Any:
    """Find organisations by name, one or several, and say on the same page what they are in the arrangement."""
    searched = request.args.get("name", "")
    typed = request.form.get("names", searched)
    problem = fault_of(typed)
    about = next((text for text in (typed, searched) if not fault_of(text)), "")
    here = at("find_party", arrangement, name=safe_to_show(about))
    named = _named(arrangement, names_in(about))
    # Whoever changes the names and then presses a button that adds has not seen yet whom that would let in.
    if request.method == "POST" and (SEARCH in request.form or names_in(typed) != names_in(searched)):
        form = joiners_form(named, request.form, names_in(searched))
        g.sent_again_to = here
    else:
        form = joiners_form(named, request.form)
        if form.validate_on_submit():
            joining = organisations_by_reference(form.chosen)
            with form.rules():
                actions.add_parties(arrangement, joining, form.roles.data, form.note.data, form.own)
            if not form.errors:
                _tell(arrangement, joining)
                return go("find_party" if form.pressed == "another" else "parties", arrangement)
    if problem:
        form.refuse({"names" if request.method == "POST" else "": problem})
    return render_template(
        "arrangements/find_party.html",
        arrangement=arrangement,
        form=form,
        typed=safe_to_show(typed),
        problem=problem,
        here=here,
        named=named,
    ), form.status


def _named(arrangement: Arrangement, names: list[str]) -> list[Joiner]:
    """What each name may mean. Names that are spelt as in the directory are not searched for when there are several."""
    if not names:
        return []
    guesses = likely_organisations(names)
    most = MOST_FOUND if len(names) == 1 else MOST_FOUND_OF_SEVERAL
    searched = find_each(unsure(names, guesses), most)
    there = {line.reference for line in queries.workings(arrangement).parties}
    return joiners(names, guesses, searched, there, most)


def _tell(arrangement: Arrangement, joined: Sequence[Organisation]) -> None:
    """Say who is added, and where nobody can answer when it is asked; observers are not asked."""
    if len(joined) > MOST_NAMED:
        flash(f"{len(joined)} organisations are added", "success")
    else:
        flash(f"{listed(one.name for one in joined)} {'is' if len(joined) == 1 else 'are'} added", "success")
    workings = queries.workings(arrangement)
    asked_to_confirm = [line for one in joined if (line := workings.party(one.reference)).asked]
    why = queries.silent_parties(asked_to_confirm)
    for words in dict.fromkeys(why.values()):
        names = listed(one.name for one in joined if why.get(one.id) == words)
        flash(f"Nobody at {names} can answer. {words}", "warning")


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


@bp.route("/arrangements/<ref:ref>/parties/<ref:organisation>/left", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def party_left(arrangement: Arrangement, organisation: str) -> Any:
    """Say that a party left when its organisation ended, so that the others can agree without it; or that it has not
    left after all."""
    line = queries.workings(arrangement).party(organisation)
    form = SureOfVersionForm(record=queries.party_of(arrangement, line.organisation_id))
    back = line.left_on is not None
    if form.validate_on_submit():
        with form.rules():
            (actions.say_back if back else actions.say_left)(arrangement, organisation, form.posted_version())
        if not form.errors:
            if not arrangement.renewed:
                flash(f"{line.name} {'is a party again' if back else 'has left'}", "success")
            return go("parties", arrangement)
    return (_back_page if back else _left_page)(form, arrangement, line)


def _left_page(form: SureOfVersionForm, arrangement: Arrangement, line: PartyLine) -> Any:
    why_not = still_there(line, waits=queries.place_waits(arrangement, line.organisation_id))
    sees = (
        " Auditors whom it let in no longer see the arrangement. If another organisation takes over from it later, add"
        " that one as a party."
    )
    told = (
        f"It ended on {day_words(line.abolished_on)} and nobody there can answer. It stays on the record as a party"
        " that left on that day, with what it gave, paid and said. It is not asked to confirm, so the other parties can"
        f" agree without it.{sees if arrangement.terms_number else ''}"
    )
    return asked(
        form,
        arrangement,
        f"Has {line.name} left?",
        at("parties", arrangement),
        lead=f"{why_not}." if why_not else told,
        button="Yes, it has left",
        blocked=bool(why_not),
        changes_terms=True,
    )


def _back_page(form: SureOfVersionForm, arrangement: Arrangement, line: PartyLine) -> Any:
    lead = (
        "Another party took over from it, so it stays on the record as one that left."
        if line.succeeded
        else f"The record says that it left on {day_words(line.left_on)}. If that is wrong, it can be a party again,"
        " with the roles it had. It is then asked to confirm like the others."
    )
    return asked(
        form,
        arrangement,
        f"Has {line.name} not left?",
        at("parties", arrangement),
        lead=lead,
        button="It has not left",
        blocked=line.succeeded,
        changes_terms=True,
    )
