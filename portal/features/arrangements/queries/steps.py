"""Steps from state to state: those taken, and those that are due."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select

from portal.access import current_viewer
from portal.data import db
from portal.features.arrangements.models import Arrangement, State, StepTaken
from portal.features.arrangements.queries.parties import Parts, stands_for
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
    """The organisation that gave the newest notice, or ``None``; the viewer's, if it took that one's place."""
    gave = db.session.scalar(
        select(StepTaken.organisation_id)
        .where(StepTaken.arrangement_id == arrangement.id, StepTaken.state == State.ENDING.value)
        .order_by(StepTaken.id.desc())
        .limit(1)
    )
    return current_viewer().organisation_id if gave in stands_for(arrangement) else gave


def due_to_start(organisation_id: int, today: date, beyond: int, most: int) -> Sequence[Arrangement]:
    """What an organisation registered or took over, is agreed and was to start by ``today``: the first ``most`` with
    an id above ``beyond``."""
    return db.session.scalars(
        select(Arrangement)
        .where(
            or_(
                Arrangement.passed_to_id == organisation_id,
                and_(Arrangement.registered_by_id == organisation_id, Arrangement.passed_to_id.is_(None)),
            ),
            Arrangement.state == State.AGREED.value,
            Arrangement.starts_on <= today,
            Arrangement.id > beyond,
        )
        .order_by(Arrangement.id)
        .limit(most)
    ).all()
