"""How a handover passes itself, when a successor ends in its turn: what it took over of whom stays known."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.organisations import Organisation
from portal.features.succession.models import HandoverShare
from portal.passing import Kind


def _rows(access_list_ids: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            HandoverShare.access_list_id,
            HandoverShare.reference,
            ("What passed from " + Organisation.name).label("title"),
        )
        .join(Organisation, Organisation.id == HandoverShare.predecessor_id)
        .where(HandoverShare.access_list_id.in_(access_list_ids))
        .order_by(HandoverShare.id)
    )


PASSING = (Kind("handover_share", "handover", "handovers", _rows, "succession.share"),)
