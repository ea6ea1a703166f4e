"""Rating frameworks. A process reads them once: one that is added is offered after a restart."""

from collections.abc import Mapping
from datetime import date

from flask import current_app
from sqlalchemy import select

from portal.data import db
from portal.features.arrangements.models import RatingFramework
from portal.features.arrangements.rules.frameworks import Framework
from portal.features.arrangements.rules.measure_checks import labels_of

_EXTENSION = "accord.rating_frameworks"


def frameworks() -> Mapping[str, Framework]:
    """Every framework by its slug, in the order of who judges and when it came into use."""
    known: dict[str, Framework] | None = current_app.extensions.get(_EXTENSION)
    if known is None:
        known = current_app.extensions[_EXTENSION] = read_frameworks()
    return known


def framework_name(slug: str) -> str:
    """What a framework is called and who judges; one that this process has not read yet by its slug, and nothing for
    none."""
    return frameworks()[slug].called if slug in frameworks() else slug


def read_frameworks() -> dict[str, Framework]:
    """The frameworks as they are in the database now."""
    rows = db.session.scalars(select(RatingFramework)).all()
    rows = sorted(rows, key=lambda row: (row.judge, row.starts_on or date.min, row.slug))
    return {
        row.slug: Framework(
            row.slug,
            row.name,
            row.judge,
            tuple(labels_of(row.labels)),
            row.direction,
            row.second_name,
            tuple(labels_of(row.second_labels)),
            row.starts_on,
            row.ends_on,
        )
        for row in rows
    }
