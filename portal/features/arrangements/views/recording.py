"""What happens under an arrangement: sessions and evidence."""

from typing import Any

from flask import flash, request

from portal.access import Permission, current_viewer, requires
from portal.core import clock
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import ArrangementEvidenceForm, SessionForm
from portal.features.arrangements.models import Arrangement, MentoringSession, SessionState
from portal.features.arrangements.views.blueprint import asked, at, bp, given, go
from portal.features.evidence import add_evidence as keep_evidence


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


@bp.route("/arrangements/<ref:ref>/evidence/add", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ADD, on=Arrangement)
def add_evidence(arrangement: Arrangement) -> Any:
    """Add a file that proves something about it."""
    form = ArrangementEvidenceForm()
    if form.validate_on_submit():
        list_id = arrangement.access_list_id if form.audience.data == "everyone" else arrangement.inner_list_id
        with form.rules():
            actions.attach_evidence(arrangement, keep_evidence(list_id, form.title.data, form.period, form.upload.data))
        if not form.errors:
            flash("The evidence is added", "success")
            return go("show", arrangement, _anchor="evidence")
    return asked(form, arrangement, "Add evidence", at("show", arrangement), button="Add it")
