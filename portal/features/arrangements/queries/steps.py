"""Steps from state to state: those taken, and those that are due."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.data import db
from portal.features.arrangements.models import Arrangement, State, StepTaken
from portal.features.arrangements.queries.workings import Parts
from portal.features.organisations import Organisation

NEWEST_STEPS = 10


def steps_part(arrangement_id: object) -> Parts:
    """The SELECT of the newest steps, newest first: step, state, on_date, note, created_at, by."""
    return {
        "steps": select(
            StepTaken.step,
            StepTaken.state,
            StepTaken.on_date,
            StepTaken.note,
            StepTaken.organisation_id,
            StepTaken.created_at,
            Organisation.name.label("by"),
        )
        .join(Organisation, Organisation.id == StepTaken.organisation_id)
        .where(StepTaken.arrangement_id == arrangement_id)
        .order_by(StepTaken.id.desc())
        .limit(NEWEST_STEPS)
    }


def gave_notice(arrangement: Arrangement) -> int | None:
    """The organisation that gave the newest notice, or ``None``."""
    return db.session.scalar(
        select(StepTaken.organisation_id)
        .where(StepTaken.arrangement_id == arrangement.id, StepTaken.state == State.ENDING.value)
        .order_by(StepTaken.id.desc())
        .limit(1)
    )


def due_to_start(organisation_id: int, today: date) -> Sequence[Arrangement]:
    """What an organisation registered, is agreed and was to start by ``today``."""
    return db.session.scalars(
        select(Arrangement)
        .where(
            Arrangement.registered_by_id == organisation_id,
            Arrangement.state == State.AGREED.value,
            Arrangement.starts_on <= today,
        )
        .order_by(Arrangement.id)
    ).all()
