"""The list of services, and which of them an arrangement covers. A process reads the list once: what is added shows
after a restart, or when it is first met."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.data import db
from portal.features.arrangements.models import Arrangement, ArrangementService, Service
from portal.features.arrangements.queries.kinds import kind_names
from portal.features.arrangements.rules.services import service_key

_EXTENSION = "accord.services"


def services(met: Iterable[str] = ()) -> Mapping[str, str]:
    """What each service is called, by its slug, in the order of the names. One of ``met`` that is not known yet is
    looked for once more."""
    known: dict[str, str] | None = current_app.extensions.get(_EXTENSION)
    unknown = {} if known is None else {slug: slug for slug in met if slug not in known}
    if known is None or unknown:
        known = current_app.extensions[_EXTENSION] = unknown | services_now()
    return known


def service_names(slugs: Iterable[str]) -> list[str]:
    """What these services are called, in the order of their names."""
    met = set(slugs)
    return [name for slug, name in services(met).items() if slug in met]


def names_in_terms() -> dict[str, str]:
    """What kinds and services are called, by the keys under which terms name them."""
    return kind_names() | {service_key(slug): name for slug, name in services().items()}


def services_now() -> dict[str, str]:
    """The list as it is in the database now."""
    rows = db.session.execute(select(Service.slug, Service.name).order_by(Service.name, Service.slug))
    return {row.slug: row.name for row in rows}


def forget_services() -> None:
    """Read the list again when it is next asked for."""
    current_app.extensions.pop(_EXTENSION, None)


def covered(arrangement_id: Any) -> Any:
    """A SELECT of the services that an arrangement covers: service_slug."""
    return (
        select(ArrangementService.service_slug)
        .where(ArrangementService.arrangement_id == arrangement_id)
        .order_by(ArrangementService.service_slug)
    )


def services_of(arrangement: Arrangement) -> list[str]:
    """The slugs of the services that an arrangement covers, in their order."""
    return list(db.session.scalars(covered(arrangement.id)))
