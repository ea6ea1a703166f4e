"""The list of services. A process reads it once: what is added shows after a restart, or when it is first met."""

from collections.abc import Mapping

from flask import current_app
from sqlalchemy import select

from portal.data import db
from portal.features.arrangements.models import Service

_EXTENSION = "accord.services"


def services() -> Mapping[str, str]:
    """What each service is called, by its word, in the order of the names."""
    known: dict[str, str] | None = current_app.extensions.get(_EXTENSION)
    if known is None:
        known = current_app.extensions[_EXTENSION] = services_now()
    return known


def service_name(slug: str) -> str:
    """What one service is called. One that is not known yet is looked for once more."""
    if slug not in services():
        current_app.extensions[_EXTENSION] = {slug: slug, **services_now()}
    return services()[slug]


def services_now() -> dict[str, str]:
    """The list as it is in the database now."""
    rows = db.session.execute(select(Service.slug, Service.name).order_by(Service.name, Service.slug))
    return {row.slug: row.name for row in rows}


def forget_services() -> None:
    """Read the list again when it is next asked for."""
    current_app.extensions.pop(_EXTENSION, None)
