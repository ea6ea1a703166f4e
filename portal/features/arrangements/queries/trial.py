"""Milestones, criteria and their judgements."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from portal.data import db
from portal.features.arrangements.models import Arrangement, Criterion, Milestone
from portal.features.arrangements.queries.parties import Parts
from portal.features.arrangements.rules.tasks import Task, add_task
from portal.features.arrangements.rules.trial import MILESTONES
from portal.features.arrangements.rules.watch import add_check
from portal.features.organisations import Organisation

MOST_MILESTONES = 100


def milestone_rows(arrangement_id: Any) -> Any:
    """A SELECT of the milestones, the earliest first."""
    return (
        select(Milestone.reference, Milestone.name, Milestone.due_on, Milestone.reached_on, Milestone.note)
        .where(Milestone.arrangement_id == arrangement_id)
        .order_by(Milestone.due_on, Milestone.id)
        .limit(MOST_MILESTONES)
    )


def criterion_rows(arrangement_id: Any) -> Any:
    """A SELECT of the criteria in the order they were set, with their judgements and who judged."""
    return (
        select(
            Criterion.reference,
            Criterion.name,
            Criterion.how,
            Criterion.judgement,
            Criterion.evidence,
            Criterion.judged_on,
            Organisation.name.label("judged_by"),
        )
        .outerjoin(Organisation, Organisation.id == Criterion.judged_by_id)
        .where(Criterion.arrangement_id == arrangement_id)
        .order_by(Criterion.id)
    )


def trial_parts(arrangement_id: Any) -> Parts:
    """What everybody in an arrangement sees of how it goes."""
    return {"milestones": milestone_rows(arrangement_id), "criteria": criterion_rows(arrangement_id)}


def milestones_of(arrangement: Arrangement) -> Sequence[Any]:
    """The milestones, the earliest first."""
    return db.session.execute(milestone_rows(arrangement.id)).all()


def criteria_of(arrangement: Arrangement) -> Sequence[Any]:
    """The criteria with their judgements."""
    return db.session.execute(criterion_rows(arrangement.id)).all()


def _counted(model: Any) -> Callable[[Any], Any]:
    return lambda arrangement_id: select(func.count(model.id)).where(model.arrangement_id == arrangement_id)


add_task(
    Task(
        "milestones",
        "Milestones",
        "arrangements.milestones",
        "What is to be done by when. Observers see them",
        lambda facts: facts.counts.get("milestones", 0) > 0,
        count=_counted(Milestone),
    )
)
add_task(
    Task(
        "criteria",
        "Success criteria",
        "arrangements.criteria",
        "The criteria by which it will be judged, set before it is sent",
        lambda facts: facts.counts.get("criteria", 0) > 0,
        lambda facts: "" if facts.counts.get("criteria", 0) else "Add at least one success criterion",
        count=_counted(Criterion),
    )
)
add_check(replace(MILESTONES, rows=milestone_rows))
