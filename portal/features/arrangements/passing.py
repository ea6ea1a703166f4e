"""How arrangements pass when an organisation ends."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.arrangements.actions.succeeding import succeed_party
from portal.features.arrangements.models import Arrangement
from portal.passing import Kind


def _rows(access_list_ids: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(Arrangement.access_list_id, Arrangement.reference, Arrangement.title)
        .where(Arrangement.access_list_id.in_(access_list_ids))
        .order_by(Arrangement.id)
    )


PASSING = (Kind("arrangement", "arrangement", "arrangements", _rows, "arrangements.show", take_over=succeed_party),)
