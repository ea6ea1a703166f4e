"""Mentoring: expected visits, pairs and sessions."""

from typing import Any

from flask import flash, render_template, request

from portal.access import Permission, current_viewer, requires
from portal.core import clock
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import (
    PairForm,
    SessionForm,
    SureOfVersionForm,
    VisitsForm,
)
from portal.features.arrangements.models import Arrangement, MentoringPair, MentoringSession, SessionState
from portal.features.arrangements.views.blueprint import asked, at, bp, given, go


@bp.get("/arrangements/<ref:ref>/mentoring")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def mentoring(arrangement: Arrangement) -> Any:
    """Expected visits, and who mentors whom."""
    workings = queries.workings(arrangement)
    month = arrangement.visits_per_month
    visits = {
        "title": "Expected visits",
        "facts": [("How often", arrangement.rhythm), ("Visits a month", "" if month is None else f"About {month}")],
        "links": [("Change", at("visits", arrangement))],
    }
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Mentoring pairs and expected visits",
        lead="A pair is two posts, so it stays when people change. Observers do not see pairs.",
        cards=[
            visits,
            *(
                {
                    "title": f"{row.mentor_post} mentors {row.mentee_post}",
                    "facts": [
                        ("Mentor from", workings.names.get(row.mentor_id, "")),
                        ("Person mentored from", workings.names.get(row.mentee_id, "")),
                        ("About", row.focus),
                    ],
                    "links": [
                        ("Change", at("change_pair", arrangement, row=row.reference)),
                        ("Remove", at("remove_pair", arrangement, row=row.reference)),
                    ],
                }
                for row in workings.pairs
            ),
        ],
        adds=[("Add a mentoring pair", at("add_pair", arrangement))],
    )


def _pair(form: PairForm) -> actions.Pair:
    return actions.Pair(
        mentor_id=form.chosen("mentor") or 0,
        mentor_post=form.mentor_post.data,
        mentee_id=form.chosen("mentee") or 0,
        mentee_post=form.mentee_post.data,
        focus=form.focus.data,
    )


@bp.route("/arrangements/<ref:ref>/pairs/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_pair(arrangement: Arrangement) -> Any:
    """Add who mentors whom."""
    form = PairForm(queries.workings(arrangement).taking_part())
    if form.validate_on_submit():
        with form.rules():
            actions.add_pair(arrangement, _pair(form))
        if not form.errors:
            return go("mentoring", arrangement)
    return asked(form, arrangement, "Add a mentoring pair", at("mentoring", arrangement))


@bp.route("/arrangements/<ref:ref>/pairs/<ref:row>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_pair(arrangement: Arrangement, row: str) -> Any:
    """Change who mentors whom."""
    form = PairForm(queries.workings(arrangement).taking_part(), record=queries.row_of(MentoringPair, arrangement, row))
    if form.validate_on_submit():
        with form.rules():
            actions.change_pair(arrangement, row, form.posted_version(), _pair(form))
        if not form.errors:
            return go("mentoring", arrangement)
    return asked(form, arrangement, "Change a mentoring pair", at("mentoring", arrangement))


@bp.route("/arrangements/<ref:ref>/pairs/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_pair(arrangement: Arrangement, row: str) -> Any:
    """Take a pair out."""
    pair = queries.row_of(MentoringPair, arrangement, row)
    form = SureOfVersionForm(record=pair)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_pair(arrangement, row, form.posted_version())
        if not form.errors:
            return go("mentoring", arrangement)
    title = f"Remove the pair “{pair.mentor_post} and {pair.mentee_post}”?"
    return asked(form, arrangement, title, at("mentoring", arrangement), button="Remove it", warning=True)


@bp.route("/arrangements/<ref:ref>/sessions/add", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def add_session(arrangement: Arrangement) -> Any:
    """Log a session, or plan one."""
    form = SessionForm(queries.pairs_of(arrangement), **_suggested(arrangement))
    if form.validate_on_submit():
        with form.rules():
            row = actions.log_session(arrangement, _visit(form))
        if not form.errors:
            held = row.state == SessionState.HELD
            flash("The session is logged" if held else "The session is planned", "success")
            return go("add_session", arrangement, repeat="last") if form.pressed else go("sessions", arrangement)
    return asked(
        form,
        arrangement,
        "Log a session",
        at("show", arrangement),
        button="Save",
        buttons=[("another", "Save and log another")],
        link=None
        if "repeat" in request.args
        else ("Repeat the last one", at("add_session", arrangement, repeat="last")),
    )


def _suggested(arrangement: Arrangement) -> dict[str, Any]:
    first: dict[str, Any] = {"on_date": clock.today(), "state": SessionState.HELD.value}
    if request.method != "GET" or request.args.get("repeat") != "last":
        return first
    last = queries.newest_session(arrangement, current_viewer().organisation_id)
    if last is None:
        return first
    pairs = {pair.id: pair.reference for pair in queries.pairs_of(arrangement)}
    kept = {"minutes": last.minutes, "people": last.people, "topic": last.topic}
    return first | kept | {"pair": pairs.get(last.pair_id)}


def _visit(form: SessionForm) -> actions.Visit:
    return actions.Visit(
        state=form.state.data,
        on_date=given(form.on_date),
        topic=form.topic.data,
        minutes=form.minutes.data,
        people=form.people.data,
        outcome=form.outcome.data,
        pair=form.pair.data or "",
    )


@bp.route("/arrangements/<ref:ref>/sessions/<ref:row>", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def change_session(arrangement: Arrangement, row: str) -> Any:
    """Change a session, or say that a planned one was held."""
    session = queries.row_of(MentoringSession, arrangement, row)
    form = SessionForm(queries.pairs_of(arrangement), record=session)
    if form.validate_on_submit():
        with form.rules():
            actions.change_session(arrangement, row, form.posted_version(), _visit(form))
        if not form.errors:
            flash("The session is changed", "success")
            return go("sessions", arrangement)
    return asked(form, arrangement, "Change a session", at("sessions", arrangement), button="Save")


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
