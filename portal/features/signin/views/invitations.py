"""Inviting people to the organisation one acts for, and accepting an invitation."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from portal.access import Permission, current_viewer, public, requires
from portal.core import clock
from portal.core.digests import digest_of
from portal.features.organisations import Organisation
from portal.features.signin import queries, visit
from portal.features.signin.actions import inviting as actions
from portal.features.signin.engine import SignedIn
from portal.features.signin.forms import AcceptForm, InviteForm, JoinForm, WithdrawForm
from portal.features.signin.models import Invitation
from portal.features.signin.views.blueprint import bp

NOT_FOUND = 404
ANSWERED = (
    "Thank you. Now sign in to join {name}. If you already had an account, use the password you had: "
    "nothing about it was changed."
)


@bp.route("/invitations", methods=["GET", "POST"])
@requires(Permission.PERSON_INVITE)
def invitations() -> Any:
    """Invitations that nobody has accepted yet; take one back."""
    form = WithdrawForm()
    if form.validate_on_submit():
        actions.withdraw(form.invitation.data or "")
        flash("The invitation was taken back. Its link does not work any more.", "success")
        return redirect(url_for("signin.invitations"), 303)
    rows = queries.open_invitations(current_viewer().organisation_id, clock.now())
    return render_template("signin/invitations.html", form=form, rows=rows), form.status


@bp.route("/invitations/new", methods=["GET", "POST"])
@requires(Permission.PERSON_INVITE)
def invite() -> Any:
    """Invite somebody by e-mail."""
    form = InviteForm()
    if form.validate_on_submit():
        with form.rules():
            sent = actions.invite(form.name.data or "", form.email.data or "", form.role.data)
            actions.send(sent)
        if not form.errors:
            flash(f"We are sending an invitation to {form.email.data}.", "success")
            return redirect(url_for("signin.invitations"), 303)
    return render_template("signin/invite.html", form=form), form.status


@bp.route("/invitation/<string:token>", methods=["GET", "POST"])
@public("The link in the mail is the proof of who is invited")
def accept_invitation(token: str) -> Any:
    """Accept an invitation: by name and password, or, once signed in, by one click."""
    found = queries.invitation_by_token(digest_of(token), clock.now(), lock=request.method == "POST")
    me = visit.signed_in_person()
    if found is None or (me and found[0].accepted_at and found[0].accepted_by_id != me.person_id):
        visit.bind()
        return render_template("signin/accept_invitation.html", organisation=None, form=None), NOT_FOUND
    invitation, organisation = found
    if me is not None:
        return _by_click(invitation, organisation, me)
    return _by_password(invitation, organisation)


def _by_click(invitation: Invitation, organisation: Organisation, me: SignedIn) -> Any:
    if invitation.accepted_at:
        return redirect("/", 303)
    form = AcceptForm()
    if form.validate_on_submit():
        with form.rules():
            actions.accept(invitation, organisation, me)
        if not form.errors:
            flash(f"You have joined {organisation.name}.", "success")
            return redirect("/", 303)
    visit.bind()
    return _page(form, organisation, me=me, fits=me.email == invitation.email)


def _by_password(invitation: Invitation, organisation: Organisation) -> Any:
    if invitation.answered_at or invitation.accepted_at:
        return _page(None, organisation, me=None)
    form = JoinForm(name=invitation.name)
    if form.validate_on_submit():
        with form.rules():
            actions.answer(invitation, organisation, form.name.data or "", form.password.data or "")
        if not form.errors:
            flash(ANSWERED.format(name=organisation.name), "success")
            return redirect(url_for("signin.sign_in", next=request.path), 303)
    return _page(form, organisation, me=None)


def _page(form: Any, organisation: Organisation, **context: Any) -> Any:
    html = render_template("signin/accept_invitation.html", form=form, organisation=organisation, **context)
    return html, form.status if form is not None else 200
