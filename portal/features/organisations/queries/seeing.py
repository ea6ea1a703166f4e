"""Who can see a record, by name."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.access import who_can_see
from portal.core import clock
from portal.data import db
from portal.features.organisations.models import Organisation


@dataclass(frozen=True)
class Seer:
    """One line of "who can see this": an organisation, as what, why, and from when until when."""

    organisation_reference: str
    organisation_name: str
    role: str
    reason: str
    starts_at: Any
    ends_at: Any


def seers_of(access_list_id: int) -> list[Seer]:
    """Who can see a record, with names, in the order they were let in."""
    grants = [grant for grant in who_can_see(access_list_id) if grant.starts_at <= clock.now()]
    ids = {grant.organisation_id for grant in grants}
    found = db.session.execute(
        select(Organisation.id, Organisation.reference, Organisation.name).where(Organisation.id.in_(ids))
    )
    named = {row.id: (row.reference, row.name) for row in found}
    return [
        Seer(*named.get(one.organisation_id, ("", "")), one.role, one.reason, one.starts_at, one.ends_at)
        for one in grants
    ]
