"""The list of services: the operator's work."""

from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import Service
from portal.features.arrangements.rules.services import check_service


def set_service(slug: str, name: str) -> None:
    """Add a service to the list, or call it by another name. Raises ``RuleBroken``."""
    check_service(slug, name, queries.services_now())
    db.session.merge(Service(slug=slug, name=name))
    queries.forget_services()
