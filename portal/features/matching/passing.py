"""How offers and needs pass when an organisation ends: each by itself, with whom it is shown to."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.arrangements import Service
from portal.features.matching.actions import pass_to_successor
from portal.features.matching.models import Posting
from portal.passing import Kind


def _rows(access_list_ids: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(Posting.access_list_id, Posting.reference, Service.name.label("title"))
        .join(Service, Service.slug == Posting.service_slug)
        .where(Posting.access_list_id.in_(access_list_ids))
        .order_by(Posting.id)
    )


PASSING = (
    Kind(
        "posting",
        "offer or need",
        "offers and needs",
        _rows,
        "matching.show",
        take_over=pass_to_successor,
        passes=frozenset({"posting.organisation_id", "open_posting.organisation_id"}),
    ),
)
