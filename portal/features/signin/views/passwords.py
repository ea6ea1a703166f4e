"""A forgotten password."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for

from portal.access import public
from portal.features.signin import visit
from portal.features.signin.actions import entering as actions
from portal.features.signin.forms import AskForResetForm, NewPasswordForm
from portal.features.signin.views.blueprint import bp
from portal.features.signin.views.entering import wait

NOT_FOUND = 404


@bp.route("/reset-password", methods=["GET", "POST"])
@public("Whoever forgot their password cannot sign in")
def ask_for_reset() -> Any:
    """Ask for a mail with a link. The answer is the same for every address."""
    form = AskForResetForm()
    if form.validate_on_submit():
        try:
            actions.ask_for_reset(form.email.data or "", request.remote_addr)
        except actions.TooManyTries as stop:
            raise wait(stop) from stop
        return redirect(url_for("signin.reset_asked"), 303)
    return render_template("signin/ask_for_reset.html", form=form), form.status


@bp.get("/reset-password/check-your-email")
@public("Whoever forgot their password cannot sign in")
def reset_asked() -> Any:
    """What happens next, in the same words for everybody."""
    return render_template("signin/reset_asked.html")


@bp.route("/reset-password/<string:token>", methods=["GET", "POST"])
@public("The link in the mail is the proof of who it is")
def reset_password(token: str) -> Any:
    """Choose a new password. A link works once and for an hour."""
    person = actions.person_of_reset(token)
    if person is None:
        return render_template("signin/reset_password.html", form=None), NOT_FOUND
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.rules():
            actions.change_password(person, form.password.data or "")
        if not form.errors:
            me = visit.signed_in_person()
            if me is not None and me.person_id == person.id:
                session.clear()
            flash("Your password has been changed. Sign in with the new one.", "success")
            return redirect(url_for("signin.sign_in"), 303)
    visit.bind()
    return render_template("signin/reset_password.html", form=form), form.status
