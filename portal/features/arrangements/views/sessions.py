"""Sessions: the list, one of them, logging and changing, and what is to be done after each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import flash, render_template, request

from portal.access import Permission, current_viewer, requires
from portal.core import clock
from portal.core.months import day_words
from portal.core.references import read_reference
from portal.core.text import typed
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import (
    CallOffForm,
    DoneForm,
    FollowUpForm,
    LogForm,
    PutBackForm,
    SessionForm,
    length_answers,
)
from portal.features.arrangements.models import LINE, Arrangement, FollowUp, MentoringSession, SessionState
from portal.features.arrangements.rules.lifecycle import under_way
from portal.features.arrangements.rules.mentoring import DAY, meets_on
from portal.features.arrangements.rules.words import pair_words
from portal.features.arrangements.views.blueprint import asked, at, bp, given, go, oldest_first
from portal.features.arrangements.views.said import SAID

STATES = {
    SessionState.HELD.value: "Held",
    SessionState.PLANNED.value: "Planned",
    SessionState.CALLED_OFF.value: "Called off",
}
FOLDED = ("state", "people", "advice", "outcome", "measure", "evidence", "follow_up", "owner", "owner_post", "due_on")
MORE = "More: plan it for later, say who was there, what was advised or what comes next"


def read_sessions_filter(arguments: Mapping[str, str]) -> queries.SessionFilter:
    """What an address narrows the list of sessions to; what is not known is left out."""
    state = arguments.get("state", "")
    return queries.SessionFilter(
        read_reference(arguments.get("pair", "")) or "",
        state if state in STATES else "",
        read_month(arguments.get("month", "")),
        typed(arguments.get("text", ""), LINE),
    )


def read_month(typed: str) -> date | None:
    """The first day of a month written ``2005-01`` in an address, or nothing."""
    year, _, month = typed.partition("-")
    try:
        return date(int(year), int(month), 1) if typed.isascii() and len(typed) == len("2005-01") else None
    except ValueError:
        return None


@bp.get("/arrangements/<ref:ref>/sessions")
@requires(Permission.SESSION_READ, on=Arrangement)
def sessions(arrangement: Arrangement) -> Any:
    """Every session, newest first unless asked otherwise."""
    wanted, oldest = read_sessions_filter(request.args), oldest_first()
    filters = {name: value for name, value in vars(wanted).items() if value}
    if wanted.month:
        filters["month"] = wanted.month.isoformat()[: len("2005-01")]
    choices = queries.session_choices(arrangement)
    return render_template(
        "arrangements/sessions.html",
        arrangement=arrangement,
        page=queries.sessions_page(arrangement, wanted, request.args, oldest_first=oldest),
        kept={"ref": arrangement.reference} | filters | ({"sort": "oldest"} if oldest else {}),
        filtered=bool(filters),
        pairs={pair.id: pair for pair in choices["pairs"]},
        pair_choices=[(pair.reference, pair_words(pair)) for pair in choices["pairs"]],
        months=[
            (f"{row.year:04}-{row.month:02}", f"{date(row.year, row.month, 1):%B %Y}") for row in choices["months"]
        ],
        states=STATES,
        under_way=under_way(arrangement.state),
        said=SAID,
    )


@bp.get("/arrangements/<ref:ref>/sessions/<ref:row>")
@requires(Permission.SESSION_READ, on=Arrangement)
def session(arrangement: Arrangement, row: str) -> Any:
    """One session, and what is to be done after it."""
    one = queries.row_of(MentoringSession, arrangement, row)
    return render_template(
        "arrangements/session.html",
        arrangement=arrangement,
        session=one,
        beside=queries.session_parts(one),
        under_way=under_way(arrangement.state),
        today=clock.today(),
        said=SAID,
    )


@bp.route("/arrangements/<ref:ref>/sessions/add", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def add_session(arrangement: Arrangement) -> Any:
    """Log a session, or plan one."""
    offered = queries.logging_choices(arrangement)
    last = queries.newest_session(arrangement, current_viewer().organisation_id)
    form = LogForm(offered, **_suggested(last, offered))
    if form.validate_on_submit():
        with form.rules():
            row = actions.log_session(arrangement, _visit(form))
            if form.follow_up.data:
                to_do = actions.ToDo(form.follow_up.data, form.owner_id, given(form.due_on), form.owner_post.data)
                actions.add_follow_up(arrangement, row.reference, to_do)
        if not form.errors:
            held = row.state == SessionState.HELD
            flash("The session is logged" if held else "The session is planned", "success")
            return go("add_session", arrangement, repeat="last") if form.pressed else go("sessions", arrangement)
    repeatable = last is not None and "repeat" not in request.args
    return asked(
        form,
        arrangement,
        "Log a session",
        at("show", arrangement),
        button="Save",
        buttons=[("another", "Save and log another")],
        folds=[(MORE, FOLDED)],
        link=("Repeat the last one", at("add_session", arrangement, repeat="last")) if repeatable else None,
    )


def _suggested(last: Any, offered: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """What is most likely: today, the pair and length of ``last``, held; with ``repeat=last`` also its words."""
    if request.method != "GET":
        return {}
    viewer = current_viewer()
    mine = [row.reference for row in offered["parties"] if row.organisation_id == viewer.organisation_id]
    first: dict[str, Any] = {"on_date": clock.today(), "state": SessionState.HELD.value, "owner": "".join(mine)}
    pairs = {pair.id: pair.reference for pair in offered["pairs"] if meets_on(pair, clock.today())}
    if last is None:
        return first | length_answers(DAY) | {"pair": next(iter(pairs.values())) if len(pairs) == 1 else None}
    again = {"topic": last.topic, "people": last.people} if request.args.get("repeat") == "last" else {}
    return first | length_answers(last.minutes or DAY) | {"pair": pairs.get(last.pair_id)} | again


def _visit(form: SessionForm) -> actions.Visit:
    return actions.Visit(
        state=form.state.data,
        on_date=given(form.on_date),
        topic=form.topic.data,
        minutes=form.minutes,
        people=form.people.data,
        outcome=form.outcome.data,
        pair=form.pair.data or "",
        advice=form.advice.data,
        measure=form.measure.data or "",
        evidence=form.evidence.data or "",
    )


@bp.route("/arrangements/<ref:ref>/sessions/<ref:row>/change", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def change_session(arrangement: Arrangement, row: str) -> Any:
    """Change a session, or say that a planned one was held."""
    one = queries.row_of(MentoringSession, arrangement, row)
    form = SessionForm(queries.logging_choices(arrangement, one.evidence_id), record=one)
    if form.validate_on_submit():
        with form.rules():
            actions.change_session(arrangement, row, form.posted_version(), _visit(form))
        if not form.errors:
            flash("The session is changed", "success")
            return go("session", arrangement, row=row)
    return asked(form, arrangement, "Change a session", at("session", arrangement, row=row), button="Save")


@bp.route("/arrangements/<ref:ref>/sessions/<ref:row>/call-off", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def call_off_session(arrangement: Arrangement, row: str) -> Any:
    """Say that a planned session will not be held, and why."""
    one = queries.row_of(MentoringSession, arrangement, row)
    form = CallOffForm(record=one)
    if form.validate_on_submit():
        with form.rules():
            actions.call_off_session(arrangement, row, form.posted_version(), form.why.data)
        if not form.errors:
            flash("The session is called off", "success")
            return go("session", arrangement, row=row)
    back, lead = at("session", arrangement, row=row), f"{one.topic}, planned for {day_words(one.on_date)}"
    return asked(form, arrangement, "Call off a session", back, lead=lead, button="Call it off", warning=True)


@bp.route("/arrangements/<ref:ref>/sessions/<ref:row>/put-back", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def put_session_back(arrangement: Arrangement, row: str) -> Any:
    """Plan a session again that was called off."""
    one = queries.row_of(MentoringSession, arrangement, row)
    form = PutBackForm(record=one)
    if form.validate_on_submit():
        with form.rules():
            actions.put_session_back(arrangement, row, form.posted_version())
        if not form.errors:
            flash("The session is planned again", "success")
            return go("session", arrangement, row=row)
    back, lead = at("session", arrangement, row=row), f"{one.topic}. It is planned for {day_words(one.on_date)} again."
    return asked(form, arrangement, "Put a session back", back, lead=lead, button="Put it back")


@bp.get("/arrangements/<ref:ref>/follow-ups")
@requires(Permission.SESSION_READ, on=Arrangement)
def follow_ups(arrangement: Arrangement) -> Any:
    """What is to be done after sessions, the earliest due first; on demand also what was done."""
    every = request.args.get("done") == "too"
    return render_template(
        "arrangements/follow_ups.html",
        arrangement=arrangement,
        page=queries.follow_ups_page(arrangement, not every, request.args),
        kept={"ref": arrangement.reference} | ({"done": "too"} if every else {}),
        under_way=under_way(arrangement.state),
        today=clock.today(),
    )


@bp.route("/arrangements/<ref:ref>/sessions/<ref:row>/follow-ups/add", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def add_follow_up(arrangement: Arrangement, row: str) -> Any:
    """Say what is to be done after a session."""
    one = queries.row_of(MentoringSession, arrangement, row)
    form = FollowUpForm(queries.logging_choices(arrangement)["parties"])
    if form.validate_on_submit():
        with form.rules():
            actions.add_follow_up(arrangement, row, _to_do(form))
        if not form.errors:
            flash("The follow-up is added", "success")
            return go("session", arrangement, row=row)
    return asked(form, arrangement, "Add a follow-up", at("session", arrangement, row=row), lead=one.topic)


def _to_do(form: FollowUpForm) -> actions.ToDo:
    return actions.ToDo(
        what=form.what.data,
        owner_id=form.chosen("owner") or 0,
        due_on=given(form.due_on),
        owner_post=form.owner_post.data,
        done_on=form.done_on.data if "done_on" in form else None,
    )


@bp.route("/arrangements/<ref:ref>/follow-ups/<ref:row>", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def change_follow_up(arrangement: Arrangement, row: str) -> Any:
    """Change what is to be done."""
    one = queries.row_of(FollowUp, arrangement, row)
    form = FollowUpForm(queries.logging_choices(arrangement)["parties"], record=one)
    if form.validate_on_submit():
        with form.rules():
            actions.change_follow_up(arrangement, row, form.posted_version(), _to_do(form))
        if not form.errors:
            flash("The follow-up is changed", "success")
            return go("follow_ups", arrangement)
    return asked(
        form,
        arrangement,
        "Change a follow-up",
        at("follow_ups", arrangement),
        button="Save",
    )


@bp.route("/arrangements/<ref:ref>/follow-ups/<ref:row>/done", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def finish_follow_up(arrangement: Arrangement, row: str) -> Any:
    """Say that it was done, and when."""
    one = queries.row_of(FollowUp, arrangement, row)
    form = DoneForm(record=one, done_on=one.done_on or clock.today())
    if form.validate_on_submit():
        with form.rules():
            to_do = actions.ToDo(one.what, one.owner_id, one.due_on, one.owner_post, given(form.done_on))
            actions.change_follow_up(arrangement, row, form.posted_version(), to_do)
        if not form.errors:
            flash("The follow-up is done", "success")
            return go("follow_ups", arrangement)
    return asked(form, arrangement, f"“{one.what}” is done", at("follow_ups", arrangement), button="Save")
