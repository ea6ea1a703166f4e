"""Measures: their readings page by page and as a series, their targets, and what stands on the record for a day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import Page, bundle, db, page_by_key
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    Measure,
    Reading,
    Target,
    TrajectoryPoint,
)
from portal.features.arrangements.rules.aims import TARGETS, TRAJECTORY
from portal.features.arrangements.rules.series import Recorded
from portal.features.arrangements.rules.watch import add_check
from portal.features.evidence import Evidence
from portal.features.organisations import Organisation

MOST_DRAWN = 500
MOST_CHOICES = 100
MOST_PROVED = 25
MOST_AIMS = 100
MOST_EARLIER = 50

_Later = aliased(Reading)

STANDS = ~exists().where(_Later.replaces_id == Reading.id)
"""That no other reading has replaced this one."""

STARTS_ON = func.coalesce(Measure.baseline_from, Measure.baseline_on)
"""The first day of a measure's baseline: a reading whose last day is before it is from before the baseline."""


def readings_page(measure: Measure, arguments: Mapping[str, str]) -> Page:
    """A measure's readings, newest first, with the name of who recorded each; ``stands`` is false for one that was
    corrected."""
    statement = (
        select(
            Reading.reference.label("reference"),
            Reading.value,
            Reading.label,
            Reading.period_from,
            Reading.on_date,
            Reading.source,
            Reading.second_label,
            Reading.reason,
            STANDS.label("stands"),
            Organisation.name.label("recorded_by"),
            Evidence.reference.label("evidence"),
            Evidence.title.label("evidence_title"),
        )
        .join(Organisation, Organisation.id == Reading.recorded_by_id)
        .outerjoin(Evidence, Evidence.id == Reading.evidence_id)
        .where(Reading.measure_id == measure.id)
    )
    return page_by_key(db.session(), statement, (Reading.on_date, Reading.id), Reading.reference, arguments)


def has_measure_by(arrangement: Arrangement, slug: str) -> bool:
    """Whether something in this arrangement is measured by the framework with this slug already."""
    known = select(Measure.id).where(Measure.arrangement_id == arrangement.id, Measure.framework == slug).limit(1)
    return db.session.scalar(known) is not None


_READING_OF = (
    Measure.reference.label("measure"),
    Measure.name,
    Measure.unit,
    Reading.value,
    Reading.label,
    Reading.second_label,
    Reading.period_from,
    Reading.on_date,
)
"""A reading with what it is of."""


def earlier_rows(arrangement_id: Any) -> Any:
    """A SELECT of the newest readings that stand from before the baselines of an arrangement's measures."""
    return (
        select(
            *_READING_OF,
            Reading.source,
        )
        .join(Measure, Measure.id == Reading.measure_id)
        .where(
            Measure.arrangement_id == arrangement_id,
            or_(STARTS_ON.is_(None), Reading.on_date < STARTS_ON),
            STANDS,
        )
        .order_by(Reading.on_date.desc(), Reading.id.desc())
        .limit(MOST_EARLIER)
    )


def readings_proved_by(evidence_id: Any) -> Any:
    """A SELECT of the newest readings that a piece of evidence is given for and that stand, with their measures."""
    return (
        select(
            Arrangement.reference,
            *_READING_OF,
        )
        .join(Measure, Measure.id == Reading.measure_id)
        .join(Arrangement, Arrangement.id == Measure.arrangement_id)
        .where(Reading.evidence_id == evidence_id, STANDS)
        .order_by(Reading.on_date.desc(), Reading.id.desc())
        .limit(MOST_PROVED)
    )


def first_reading_from(measure: Measure, day: date) -> date | None:
    """The day of the first reading at or after ``day`` that stands, or ``None``."""
    return db.session.scalar(
        select(Reading.on_date)
        .where(Reading.measure_id == measure.id, Reading.on_date >= day, STANDS)
        .order_by(Reading.on_date, Reading.id)
        .limit(1)
    )


def reading_of(measure: Measure, reference: str) -> Reading:
    """A reading of this measure that stands. Raises ``NotFound``, also for one that was corrected."""
    found = db.session.scalar(
        select(Reading).where(Reading.measure_id == measure.id, Reading.reference == read_reference(reference), STANDS)
    )
    if found is None:
        raise NotFound
    return found


def recorded_between(measure: Measure, first: date, last: date) -> Mapping[date, Sequence[Recorded]]:
    """The readings that stand, by day, from ``first`` to ``last``."""
    found: dict[date, list[Recorded]] = {}
    rows = db.session.execute(
        select(Reading.id, Reading.reference, Reading.on_date, Reading.value, Reading.source)
        .where(Reading.measure_id == measure.id, Reading.on_date.between(first, last), STANDS)
        .order_by(Reading.on_date, Reading.id)
    )
    for row in rows:
        found.setdefault(row.on_date, []).append(Recorded(row.id, row.reference, row.value, row.source))
    return found


def course_of(measure: Measure) -> Mapping[str, Sequence[Any]]:
    """What a chart of the measure shows, in one statement: the newest ``readings`` that stand, every one of its
    ``targets`` with who set it, and the ``points`` on the way to them."""
    return bundle(
        db.session(),
        {
            "readings": select(Reading.period_from, Reading.on_date, Reading.value)
            .where(Reading.measure_id == measure.id, STANDS)
            .order_by(Reading.on_date.desc(), Reading.id.desc())
            .limit(MOST_DRAWN),
            "targets": select(
                Target.id,
                Target.reference,
                Target.value,
                Target.label,
                Target.due_on,
                Target.set_on,
                Target.reason,
                Target.replaces_id,
                Target.replaced_on,
                Organisation.name.label("set_by"),
            )
            .join(Organisation, Organisation.id == Target.set_by_id)
            .where(Target.measure_id == measure.id)
            .order_by(Target.due_on, Target.id),
            "points": select(TrajectoryPoint.target_id, TrajectoryPoint.on_date, TrajectoryPoint.value)
            .join(Target, Target.id == TrajectoryPoint.target_id)
            .where(Target.measure_id == measure.id)
            .order_by(TrajectoryPoint.on_date, TrajectoryPoint.id),
        },
    )


def target_of(arrangement: Arrangement, reference: str) -> tuple[Target, Measure]:
    """A target of this arrangement and what it is a target of. Raises ``NotFound``."""
    found = db.session.execute(
        select(Target, Measure)
        .join(Measure, Measure.id == Target.measure_id)
        .where(Target.reference == read_reference(reference), Measure.arrangement_id == arrangement.id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def targets_of(measure: Measure) -> Sequence[Target]:
    """Every target of a measure, the earliest due first."""
    return db.session.scalars(
        select(Target).where(Target.measure_id == measure.id).order_by(Target.due_on, Target.id)
    ).all()


def readings_of(measure: Measure) -> Sequence[Reading]:
    """Every reading of a measure, in the order in which they were recorded."""
    return db.session.scalars(select(Reading).where(Reading.measure_id == measure.id).order_by(Reading.id)).all()


def points_of(target: Target) -> Sequence[TrajectoryPoint]:
    """The values on the way to a target, the earliest first."""
    return db.session.scalars(
        select(TrajectoryPoint).where(TrajectoryPoint.target_id == target.id).order_by(TrajectoryPoint.on_date)
    ).all()


def point_of(arrangement: Arrangement, reference: str) -> tuple[TrajectoryPoint, Target, Measure]:
    """A value on the way to a target of this arrangement, with both. Raises ``NotFound``."""
    found = db.session.execute(
        select(TrajectoryPoint, Target, Measure)
        .join(Target, Target.id == TrajectoryPoint.target_id)
        .join(Measure, Measure.id == Target.measure_id)
        .where(TrajectoryPoint.reference == read_reference(reference), Measure.arrangement_id == arrangement.id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2]


def proof_choices(arrangement_id: int) -> Sequence[Any]:
    """The newest evidence of an arrangement that everybody in it can see, to choose from: id, reference, title."""
    return db.session.execute(
        select(Evidence.id, Evidence.reference, Evidence.title)
        .join(ArrangementEvidence, ArrangementEvidence.evidence_id == Evidence.id)
        .where(ArrangementEvidence.arrangement_id == arrangement_id)
        .order_by(Evidence.created_at.desc(), Evidence.id.desc())
        .limit(MOST_CHOICES)
    ).all()


def proof_of(measure: Measure, reference: str) -> int:
    """The id of a piece of evidence that everybody in the measure's arrangement can see. Raises ``NotFound``."""
    found = db.session.scalar(
        select(Evidence.id)
        .join(ArrangementEvidence, ArrangementEvidence.evidence_id == Evidence.id)
        .where(
            ArrangementEvidence.arrangement_id == measure.arrangement_id,
            Evidence.reference == read_reference(reference),
        )
    )
    if found is None:
        raise NotFound
    return found


def _promised(due_on: Any, value: Any) -> Any:
    """Measures with what was promised of each, and the newest reading since the baseline that stands: ``read``,
    ``read_from``, ``read_on``."""
    newest = aliased(Reading)
    newest_id = (
        select(newest.id)
        .where(
            newest.measure_id == Measure.id,
            # What was read before the baseline says nothing of the way from it.
            or_(STARTS_ON.is_(None), newest.on_date >= STARTS_ON),
            ~exists().where(_Later.replaces_id == newest.id),
        )
        .order_by(newest.on_date.desc(), newest.id.desc())
        .limit(1)
        .correlate(Measure)
        .scalar_subquery()
    )
    return (
        select(
            Measure.name,
            Measure.unit,
            Measure.labels,
            Measure.direction,
            value.label("value"),
            due_on.label("due_on"),
            Reading.value.label("read"),
            Reading.period_from.label("read_from"),
            Reading.on_date.label("read_on"),
        )
        .join(Target, Target.measure_id == Measure.id)
        # Of its measure too, or PostgreSQL reads every reading there is to find the one.
        .outerjoin(Reading, (Reading.measure_id == Measure.id) & (Reading.id == newest_id))
        .where(Target.replaced_on.is_(None))
    )


def target_rows(arrangement_id: Any) -> Any:
    """A SELECT of the targets that no reading has shown since they were due, the earliest first."""
    return (
        _promised(Target.due_on, Target.value)
        .where(Measure.arrangement_id == arrangement_id, Target.read_on.is_(None))
        .order_by(Target.due_on, Target.id)
        .limit(MOST_AIMS)
    )


def point_rows(arrangement_id: Any) -> Any:
    """A SELECT of the values on the way to a target that no reading has shown since their day, the earliest first."""
    since = aliased(Reading)
    read = exists().where(
        since.measure_id == Measure.id,
        since.on_date >= TrajectoryPoint.on_date,
        ~exists().where(_Later.replaces_id == since.id),
    )
    return (
        _promised(TrajectoryPoint.on_date, TrajectoryPoint.value)
        .join(TrajectoryPoint, TrajectoryPoint.target_id == Target.id)
        .where(Measure.arrangement_id == arrangement_id, ~read)
        .order_by(TrajectoryPoint.on_date, TrajectoryPoint.id)
        .limit(MOST_AIMS)
    )


add_check(replace(TARGETS, rows=target_rows))
add_check(replace(TRAJECTORY, rows=point_rows))
