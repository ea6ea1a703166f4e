"""How an organisation's own list of people, and its history, pass when it ends."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.organisations.models import Organisation, OrganisationRecord
from portal.passing import Kind


def _rows(access_list_ids: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            OrganisationRecord.access_list_id,
            Organisation.reference,
            ("Who acted for " + Organisation.name).label("title"),
        )
        .join(Organisation, Organisation.id == OrganisationRecord.organisation_id)
        .where(OrganisationRecord.access_list_id.in_(access_list_ids))
        .order_by(OrganisationRecord.id)
    )


PASSING = (Kind("organisation_record", "list of people", "lists of people", _rows, "organisations.show"),)
