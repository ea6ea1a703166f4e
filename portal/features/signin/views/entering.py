"""Signing in and out."""

from typing import Any

from flask import g, redirect, render_template, request, session, url_for
from werkzeug.exceptions import TooManyRequests

from portal.access import public
from portal.features.organisations import Person
from portal.features.signin import engine, rules, visit
from portal.features.signin.actions import entering as actions
from portal.features.signin.forms import SignInForm
from portal.features.signin.library import login_user, logout_user
from portal.features.signin.views.blueprint import bp
from portal.forms.characters import safe_to_show

WRONG = "The email address or password is not right"
NOT_SIGNED_IN = 401


@bp.route("/sign-in", methods=["GET", "POST"])
@public("People who are not signed in yet come here to sign in")
def sign_in() -> Any:
    """Sign in by e-mail address and password. Every failure reads the same."""
    form = SignInForm(next=request.args.get("next"))
    onward = rules.safe_path(form.next.data)
    if request.method == "GET" and visit.signed_in_person() is not None:
        return redirect(onward, 303)
    if form.validate_on_submit():
        try:
            person = actions.check_password(form.email.data or "", form.password.data or "", request.remote_addr)
        except actions.TooManyTries as stop:
            raise wait(stop) from stop
        if person is not None:
            enter(person)
            return redirect(onward, 303)
        g.keep_changes = True
        form.refuse({"": WRONG})
    rest, tries = engine.settings().lockout_minutes, engine.settings().lockout_attempts
    return render_template("signin/sign_in.html", form=form, rest=rest, tries=tries), form.status


@bp.post("/sign-out")
@public("Leaving is open to everybody, also to somebody whose sign-in has ended meanwhile")
def sign_out() -> Any:
    """End this browser's sign-in."""
    person = visit.signed_in_person()
    if person is not None:
        actions.end_sessions(person.person_id, [person.session_id])
        logout_user()
    session.clear()
    return redirect(url_for("signin.sign_in"), 303)


def enter(person: Person) -> None:
    """Give this browser a new sign-in for ``person``: new token, new form tokens, nothing left from before."""
    before = visit.signed_in_person()
    browser = rules.browser_name(request.headers.get("User-Agent", ""))
    token, opened = actions.open_session(person, browser, before.session_id if before else None)
    session.clear()
    g.pop("csrf_token", None)
    session.permanent = True
    session[visit.SIGN_IN] = token
    login_user(engine.SignedIn(opened.id, person.id, person.email, person.fs_uniquifier), authn_via=["password"])
    session.pop("_id")


def wait(stop: actions.TooManyTries) -> TooManyRequests:
    """The error that says how long to wait."""
    return TooManyRequests(retry_after=int(stop.wait.total_seconds()))


def ask_to_sign_in(_error: Exception) -> Any:
    """For somebody who is not signed in and came to a page that needs it: the way in, and from there on to the page.

    What was sent is kept: the page gives it back, to be sent again after signing in.
    """
    if request.method in {"GET", "HEAD"}:
        onward = rules.safe_path(request.full_path.rstrip("?"))
        return redirect(url_for("signin.sign_in", next=None if onward == "/" else onward), 303)
    kept = [
        (name, safe_to_show(value))
        for name, values in request.form.lists()
        if name != "csrf_token" and "password" not in name.lower()
        for value in values
    ]
    html = render_template("signin/signed_out.html", kept=kept, files=bool(request.files))
    return html, NOT_SIGNED_IN
