"""What a signed-in person decides about their own sign-ins: whom they act for, and which of them go on."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for

from portal.access import signed_in
from portal.core import clock
from portal.features.signin import queries, rules, visit
from portal.features.signin.actions import entering as actions
from portal.features.signin.engine import SignedIn
from portal.features.signin.forms import EndSessionForm, OrganisationForm
from portal.features.signin.views.blueprint import bp
from portal.forms import Choice
from portal.ledger.telling import sentence

MARK = 16
MOST_TOLD = 20
OTHERS = "others"


def _me() -> SignedIn:
    person = visit.signed_in_person()
    if person is None:
        raise LookupError("nobody is signed in")
    return person


@bp.route("/choose-organisation", methods=["GET", "POST"])
@signed_in("Everybody chooses among their own organisations")
def choose_organisation() -> Any:
    """The organisations one belongs to; choose which to act for."""
    me = _me()
    mine = queries.memberships_of(me.person_id)
    viewer = visit.bind()
    acting = viewer.organisation_reference if viewer else ""
    passed = [] if acting else queries.passed_on(me.person_id)
    chosen = acting or rules.successor_among(passed, [row.reference for row in mine])
    form = OrganisationForm(organisation=chosen or None, next=request.args.get("next"))
    form.organisation.choices = [Choice(row.reference, row.name, f"You are a {row.role}") for row in mine]
    if form.validate_on_submit():
        with form.rules():
            actions.act_for(me.session_id, me.person_id, form.organisation.data or "")
        if not form.errors:
            return redirect(rules.safe_path(form.next.data), 303)
    ended = {row.name: [one.successor_name for one in passed if one.name == row.name] for row in passed}
    return render_template("signin/choose_organisation.html", form=form, mine=mine, ended=ended), form.status


@bp.route("/your-sign-ins", methods=["GET", "POST"])
@signed_in("Everybody sees and ends their own sign-ins")
def your_sessions() -> Any:
    """One's live sign-ins; end one, or all but this. And what was done with one's account."""
    me = _me()
    rows = queries.live_sessions(me.person_id, clock.now())
    form = EndSessionForm()
    if form.validate_on_submit():
        _end(me, rows, form.which.data or "")
        if all(row.id != me.session_id or row.token_digest[:MARK] != form.which.data for row in rows):
            flash("Done. Whoever used that browser has to sign in again.", "success")
            return redirect(url_for("signin.your_sessions"), 303)
        session.clear()
        return redirect(url_for("signin.sign_in"), 303)
    listed = [(row, row.token_digest[:MARK], row.id == me.session_id) for row in rows]
    told = [(row, sentence(row.what)) for row in queries.account_events(me.person_id, MOST_TOLD)]
    html = render_template("signin/your_sessions.html", form=form, listed=listed, others=OTHERS, told=told)
    return html, form.status


def _end(me: SignedIn, rows: Any, which: str) -> None:
    if which == OTHERS:
        actions.end_sessions(me.person_id, all_but=me.session_id)
        return
    actions.end_sessions(me.person_id, [row.id for row in rows if row.token_digest[:MARK] == which])
