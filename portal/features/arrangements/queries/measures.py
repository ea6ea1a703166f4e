"""Readings: pages of them, a whole series, and what stands on the record for a day."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import Page, db, page_by_key
from portal.features.arrangements.models import Measure, Reading
from portal.features.arrangements.rules.series import Recorded
from portal.features.organisations import Organisation

_Later = aliased(Reading)

STANDS = ~exists().where(_Later.replaces_id == Reading.id)
"""That no other reading has replaced this one."""


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
            Reading.reason,
            Reading.replaces_id,
            STANDS.label("stands"),
            Organisation.name.label("recorded_by"),
        )
        .join(Organisation, Organisation.id == Reading.recorded_by_id)
        .where(Reading.measure_id == measure.id)
    )
    return page_by_key(db.session(), statement, (Reading.on_date, Reading.id), Reading.reference, arguments)


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
