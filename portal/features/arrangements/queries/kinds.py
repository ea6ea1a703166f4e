"""Kinds of arrangement. A process reads them once: what is added shows after a restart, or when it is first met."""

from collections.abc import Mapping

from flask import current_app
from sqlalchemy import select

from portal.data import db
from portal.features.arrangements.models import ArrangementKind
from portal.features.arrangements.rules.kinds import KindOf, split, unknown
from portal.features.arrangements.rules.tasks import task_names

_EXTENSION = "accord.kinds"


def kinds() -> Mapping[str, KindOf]:
    """Every kind by its word, in their order, those that are no longer offered too."""
    known: dict[str, KindOf] | None = current_app.extensions.get(_EXTENSION)
    if known is None:
        known = current_app.extensions[_EXTENSION] = _read()
    return known


def kind_of(slug: str) -> KindOf:
    """One kind. One that is not known yet is looked for once more."""
    if slug not in kinds():
        current_app.extensions[_EXTENSION] = {slug: unknown(slug, task_names()), **_read()}
    return kinds()[slug]


def kind_names() -> dict[str, str]:
    """What each kind is called, by its word."""
    return {slug: kind.name for slug, kind in kinds().items()}


def kinds_offered(besides: str = "") -> list[KindOf]:
    """The kinds to choose from: those shown, and the one that something has already."""
    return [kind for slug, kind in kinds().items() if kind.shown or slug == besides]


def kind_row(slug: str) -> ArrangementKind | None:
    """The row of a kind, to be changed."""
    return db.session.get(ArrangementKind, slug)


def kind_rows() -> list[ArrangementKind]:
    """Every row, in order."""
    return list(db.session.scalars(select(ArrangementKind).order_by(ArrangementKind.position, ArrangementKind.slug)))


def _read() -> dict[str, KindOf]:
    return {
        row.slug: KindOf(row.slug, row.name, row.hint, split(row.tasks), split(row.required), row.shown)
        for row in kind_rows()
    }
