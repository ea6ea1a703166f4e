"""A page for each step from state to state: what it does, when and why, and a button."""

from typing import Any

from flask import flash

from portal.access import Permission, requires
from portal.features.arrangements import actions
from portal.features.arrangements.forms import (
    CarryOnForm,
    CloseForm,
    EndForm,
    RefuseForm,
    ResumeForm,
    ReviewForm,
    StartForm,
    StepForm,
)
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.lifecycle import Step, allowed
from portal.features.arrangements.rules.moves import MOVES
from portal.features.arrangements.views.blueprint import asked, at, bp, go


def _take(arrangement: Arrangement, step: Step, form: StepForm) -> Any:
    move = MOVES[step]
    if form.validate_on_submit():
        day = form.day.data if form.day else None
        note = form.note.data if form.note else ""
        with form.rules():
            actions.take_step(arrangement, step, form.posted_version(), day=day, note=note)
        if not form.errors:
            flash(move.done, "success")
            return go("show", arrangement)
    blocked = not allowed(arrangement.state, step)
    return asked(
        form,
        arrangement,
        move.title,
        at("show", arrangement),
        lead="This cannot be done as the arrangement stands now." if blocked else move.effect,
        button=move.button,
        warning=move.warns,
        blocked=blocked,
    )


@bp.route("/arrangements/<ref:ref>/refuse", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CONFIRM, on=Arrangement)
def refuse(arrangement: Arrangement) -> Any:
    """A party will not take part."""
    return _take(arrangement, Step.REFUSE, RefuseForm(record=arrangement))


@bp.route("/arrangements/<ref:ref>/start", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_STEER, on=Arrangement)
def start(arrangement: Arrangement) -> Any:
    """It has started."""
    return _take(arrangement, Step.START, StartForm(record=arrangement))


@bp.route("/arrangements/<ref:ref>/review", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_REVIEW, on=Arrangement)
def review(arrangement: Arrangement) -> Any:
    """The parties look at it again."""
    return _take(arrangement, Step.REVIEW, ReviewForm(record=arrangement))


@bp.route("/arrangements/<ref:ref>/carry-on", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_STEER, on=Arrangement)
def carry_on(arrangement: Arrangement) -> Any:
    """The review is over and it goes on."""
    return _take(arrangement, Step.CARRY_ON, CarryOnForm(record=arrangement))


@bp.route("/arrangements/<ref:ref>/end", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_END, on=Arrangement)
def end(arrangement: Arrangement) -> Any:
    """A party gives notice."""
    return _take(arrangement, Step.END, EndForm(record=arrangement))


@bp.route("/arrangements/<ref:ref>/resume", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_END, on=Arrangement)
def resume(arrangement: Arrangement) -> Any:
    """Whoever gave notice takes it back."""
    return _take(arrangement, Step.RESUME, ResumeForm(record=arrangement))


@bp.route("/arrangements/<ref:ref>/close", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_STEER, on=Arrangement)
def close(arrangement: Arrangement) -> Any:
    """It is over."""
    return _take(arrangement, Step.CLOSE, CloseForm(record=arrangement))
