"""Steps from state to state: those taken, and those that are due."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select

from portal.data import db
from portal.features.arrangements.models import Arrangement, Party, State, StepTaken
from portal.features.arrangements.queries.parties import Parts
from portal.features.organisations import Organisation, Succession

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


def gave_notice(arrangement: Arrangement, mine: int) -> int | None:
    """The organisation that gave the newest notice, or ``None``; for ``mine``, itself if it took that one's place."""
    gave = db.session.scalar(
        select(StepTaken.organisation_id)
        .where(StepTaken.arrangement_id == arrangement.id, StepTaken.state == State.ENDING.value)
        .order_by(StepTaken.id.desc())
        .limit(1)
    )
    took_its_place = (
        select(Succession.id)
        .join(Party, Party.organisation_id == Succession.predecessor_id)
        .where(Party.arrangement_id == arrangement.id, Party.left_on.is_not(None))
        .where(Succession.predecessor_id == gave, Succession.successor_id == mine)
    )
    return mine if gave not in (None, mine) and db.session.scalar(took_its_place) else gave


def due_to_start(organisation_id: int, today: date) -> Sequence[Arrangement]:
    """What an organisation registered or took over, is agreed and was to start by ``today``."""
    return db.session.scalars(
        select(Arrangement)
        .where(
            or_(
                Arrangement.passed_to_id == organisation_id,
                and_(Arrangement.registered_by_id == organisation_id, Arrangement.passed_to_id.is_(None)),
            ),
            Arrangement.state == State.AGREED.value,
            Arrangement.starts_on <= today,
        )
        .order_by(Arrangement.id)
    ).all()
