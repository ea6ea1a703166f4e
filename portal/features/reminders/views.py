"""Pages of reminders: the list of what falls due, a person's choices, and the calendar that a program reads."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for

from portal.access import Permission, Viewer, current_viewer, look_as, public, require, requires, signed_in
from portal.core import clock
from portal.core.digests import digest_of
from portal.core.errors import NotFound
from portal.downloads import Column, ColumnKind, download, every_page
from portal.due import Due
from portal.features.reminders import actions, calendar, limits, queries
from portal.features.reminders.forms import AddFeedForm, EndFeedForm, PaceForm, StopForm
from portal.features.reminders.models import Pace
from portal.features.reminders.tokens import actor_of
from portal.features.signin import address_of, bind, client_network

bp = Blueprint("reminders", __name__)

WHEN = (("overdue", "Overdue"), ("soon", "In the next 30 days"))
COLUMNS = (
    Column("Day", ColumnKind.DAY),
    Column("Kind", width=26),
    Column("What", width=50),
    Column("Title", width=50),
    Column("Reference", width=12),
)
ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What a mail program sends when its own button is pressed (RFC 8058)."""


@bp.get("/due")
@requires(Permission.DUE_LIST)
def index() -> Any:
    """All that waits for the organisation, the soonest first."""
    wanted = _filter()
    kept = {name: value for name, value in vars(wanted).items() if value}
    return render_template(
        "reminders/index.html",
        page=queries.due_page(wanted, request.args, clock.today()),
        kept=kept,
        kinds=queries.kinds(),
        when=WHEN,
        today=clock.today(),
    )


@bp.get("/due/download")
@requires(Permission.DUE_LIST)
def download_list() -> Response:
    """The same as a file."""
    wanted, today = _filter(), clock.today()
    pages = every_page(lambda at, size: queries.due_page(wanted, at, today, size))
    return download("What falls due", COLUMNS, (_as_cells(one) for page in pages for one in page.rows))


def _filter() -> queries.Filter:
    kind, when = request.args.get("kind", ""), request.args.get("when", "")
    known = {name for name, _ in queries.kinds()}
    return queries.Filter(kind if kind in known else "", when if when in dict(WHEN) else "")


def _as_cells(one: Due) -> tuple[Any, ...]:
    return one.on, one.source.label, one.what or one.title, one.title, one.reference


@bp.route("/your-reminders", methods=["GET", "POST"])
@signed_in("Everybody chooses how often they are reminded")
def choices() -> Any:
    """How often reminders come by mail; one of the answers is never."""
    person_id = current_viewer().person_id
    form = PaceForm(pace=queries.pace_of(person_id) if request.method == "GET" else None)
    if form.validate_on_submit():
        actions.choose(person_id, form.pace.data)
        flash("Your choice is saved.", "success")
        return redirect(url_for("reminders.choices"), 303)
    return render_template("reminders/choices.html", form=form), form.status


@bp.route("/reminders/stop/<string:token>", methods=["GET", "POST"])
@public("The signed link in a mail is the proof of whose reminders stop; it does nothing else")
def stop(token: str) -> Any:
    """Stop all reminders by mail with one button, or from the button of a mail program, which has no token of ours and
    must not be sent elsewhere (RFC 8058). Whoever has the link does it as the person whose link it is."""
    one_click = request.method == "POST" and request.form.get(ONE_CLICK[0]) == ONE_CLICK[1]
    if not one_click and current_app.config["WTF_CSRF_ENABLED"]:
        current_app.extensions["csrf"].protect()
    person = queries.person_by_actor(actor_of(token) or "")
    if person is None:
        raise NotFound
    form = StopForm()
    if one_click or form.validate_on_submit():
        look_as(Viewer(person.id, person.actor_id, person.name))
        actions.choose(person.id, Pace.NEVER)
        return Response() if one_click else redirect(url_for("reminders.stop", token=token), 303)
    bind()
    stopped = queries.pace_of(person.id) is Pace.NEVER
    return render_template("reminders/stop.html", form=form, stopped=stopped), form.status


@bp.route("/your-calendars", methods=["GET", "POST"])
@signed_in("Everybody sees and takes back their own calendar addresses")
def calendars() -> Any:
    """One's calendar addresses; take one back."""
    person_id = current_viewer().person_id
    form = EndFeedForm()
    if form.validate_on_submit():
        actions.end_feed(person_id, form.calendar.data or "")
        flash("The address works no more. Remove it from your calendar too.", "success")
        return redirect(url_for("reminders.calendars"), 303)
    return render_template("reminders/calendars.html", form=form, feeds=queries.feeds_of(person_id)), form.status


@bp.route("/your-calendars/add", methods=["GET", "POST"])
@requires(Permission.CALENDAR_OPEN)
def add_calendar() -> Any:
    """Make an address for the organisation one acts for; it is shown this once."""
    form = AddFeedForm()
    if form.validate_on_submit():
        with form.rules():
            address = address_of(f"/calendar/{actions.open_feed()}.ics")
            g.sent_again_to = url_for("reminders.calendars")
            return render_template("reminders/calendar_made.html", address=address)
    return render_template("reminders/add_calendar.html", form=form), form.status


@bp.get("/calendar/<string:token>.ics")
@public("The address is a secret of its person, who can take it back; what that person may read now is all it gives")
def feed(token: str) -> Response:
    """What has a day, for a calendar program. A wrong secret, one taken back and one of a member who left: the same."""
    moment, digest = clock.now(), digest_of(token)
    limits.hold(limits.READS, digest, moment)
    found = queries.reader_by_token(digest, moment)
    if found is None:
        limits.hold(limits.WRONG, client_network(request.remote_addr), moment)
        raise NotFound
    look_as(Viewer(*found))
    require(Permission.DUE_LIST)
    name = found.organisation_name
    answer = Response(calendar.written(name, queries.dated(), address_of(""), moment), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="accord.ics"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
