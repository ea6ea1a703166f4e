"""The list of services, which is the operator's work, and which of them an arrangement covers."""

from collections.abc import Collection

from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement, ArrangementService, Service
from portal.features.arrangements.rules.services import check_covered, check_service


def set_service(slug: str, name: str) -> None:
    """Add a service to the list, or call it by another name. Raises ``RuleBroken``."""
    check_service(slug, name, queries.services_now())
    db.session.merge(Service(slug=slug, name=name))
    queries.forget_services()


def cover(held: Arrangement, slugs: Collection[str]) -> None:
    """Let an arrangement that is held for a change cover these services and no others. Raises ``RuleBroken``."""
    check_covered(slugs, queries.services() if set(slugs) <= set(queries.services()) else queries.services_now())
    there = set(queries.services_of(held))
    if there == set(slugs):
        return
    for slug in sorted(there - set(slugs)):
        db.session.delete(db.session.get_one(ArrangementService, (held.id, slug)))
    for slug in sorted(set(slugs) - there):
        db.session.add(
            ArrangementService(access_list_id=held.access_list_id, arrangement_id=held.id, service_slug=slug)
        )
    held.service_changes += 1
