"""The steps of an arrangement after it was sent: refused, started, reviewed, given notice, closed."""

from collections.abc import Mapping
from datetime import date

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import Conflict
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.terms import ask, tell
from portal.features.arrangements.actions.watch import AT_A_TIME, look_again
from portal.features.arrangements.models import Arrangement, State, StepTaken
from portal.features.arrangements.rules.lifecycle import Circumstances, Step, after, check_step
from portal.features.arrangements.rules.sealed import sealed_step

TOLD: Mapping[Step, str] = {
    Step.REFUSE: "refused",
    Step.START: "started",
    Step.REVIEW: "reviewed",
    Step.CARRY_ON: "carried_on",
    Step.END: "noticed",
    Step.RESUME: "resumed",
    Step.CLOSE: "closed",
}
"""The steps that this module takes, and how the ledger and the mail name each."""


def take_step(
    arrangement: Arrangement, step: Step, version: int | None = None, *, day: date | None = None, note: str = ""
) -> None:
    """Take one of the steps of ``TOLD``. ``day`` is the day it sets: a review's end, or the last day.

    Every party is told. Raises ``RuleBroken``, ``Conflict``.
    """
    held = queries.held(arrangement)
    if version is not None and held.version != version:
        raise Conflict
    reached = after(held.state, step)
    check_step(step, _circumstances(held), day, note)
    _move(held, step, reached, day, note)
    tell(f"arrangements.{TOLD[step]}", held, queries.workings(held).facts.asked)


def start_due(today: date, beyond: int = 0) -> int | None:
    """Start what the viewer's organisation registered, every party has confirmed and was to start by ``today``.

    Looks at no more than ``AT_A_TIME``, by id from ``beyond`` on, so that nobody waits long for what it locks. Gives
    the id to go on after, ``None`` when there is no more. Runs each day; a second run finds nothing.
    """
    due = queries.due_to_start(current_viewer().organisation_id, today, beyond, AT_A_TIME)
    for arrangement in due:
        held = queries.held(arrangement)
        if held.state != State.AGREED:
            continue
        _move(held, Step.START, after(held.state, Step.START), None, "")
        tell("arrangements.started", held, queries.workings(held).facts.asked, everybody=True)
    return due[-1].id if len(due) == AT_A_TIME else None


def _circumstances(held: Arrangement) -> Circumstances:
    return Circumstances(
        registered_by=held.led_by_id,
        mine=current_viewer().organisation_id,
        today=clock.today(),
        starts_on=held.starts_on,
        ending_on=held.ending_on,
        noticed_by=queries.gave_notice(held),
    )


def _move(held: Arrangement, step: Step, reached: State, day: date | None, note: str) -> None:
    held.state = reached.value
    if step in _SETS_REVIEW:
        held.review_due_on = day if step == Step.REVIEW else None
    if step in _SETS_END:
        held.ending_on = day if step == Step.END else None
    if step == Step.REFUSE:
        ask(held, [])
    row = StepTaken(
        access_list_id=held.inner_list_id,
        arrangement_id=held.id,
        organisation_id=current_viewer().organisation_id,
        step=step.value,
        state=reached.value,
        on_date=day,
        note=note,
    )
    db.session.add(row)
    # Who refused is, like who confirmed, for those who are asked.
    told_of = row if step == Step.REFUSE else held
    ledger.record(f"arrangement.{TOLD[step]}", told_of, {"day": day} if day else {})
    if note:
        ledger.record("step.explained", row, sealed_step(row))
    look_again(held)


_SETS_REVIEW = frozenset({Step.REVIEW, Step.CARRY_ON, Step.END})
_SETS_END = frozenset({Step.END, Step.RESUME})
