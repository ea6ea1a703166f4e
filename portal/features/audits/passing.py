"""How audits pass when an organisation ends: with the last day that it set. Who opened one stays on the record."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.audits.models import Engagement, WorkingNote
from portal.passing import Kind


def _titled(model: Any) -> Any:
    def rows(access_list_ids: Any) -> Select[*tuple[Any, ...]]:
        return (
            select(model.access_list_id, model.reference, model.title)
            .where(model.access_list_id.in_(access_list_ids))
            .order_by(model.id)
        )

    return rows


PASSING = (
    Kind("engagement", "audit", "audits", _titled(Engagement), "audits.show", moves_terms=True),
    Kind("working_note", "working note", "working notes", _titled(WorkingNote), "audits.note"),
)
