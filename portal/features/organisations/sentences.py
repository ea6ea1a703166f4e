"""How the ledger tells of an organisation's own people."""

from typing import Any

from sqlalchemy import Select, String, cast, select

from portal.features.organisations.models import Organisation, OrganisationRecord
from portal.ledger.telling import Subject

SENTENCES = {
    "organisation.opened": "took up its place as {}",
    "organisation.closed": "handed over to those who take over from {}",
    "organisation.added": "added an organisation to the list, in the name of {}",
    "membership.started": "added a person to {}",
    "membership.changed": "changed what somebody can do in {}",
    "membership.ended": "ended somebody's place in {}",
    "invitation.sent": "invited somebody to {}",
    "invitation.withdrawn": "took back an invitation to {}",
    "invitation.accepted": "was joined by somebody it invited to {}",
}


def _records(references: Any) -> Select[*tuple[Any, ...]]:
    key = cast(OrganisationRecord.id, String)
    return (
        select(key.label("reference"), Organisation.name.label("title"), Organisation.reference.label("target"))
        .select_from(OrganisationRecord)
        .join(Organisation, Organisation.id == OrganisationRecord.organisation_id)
        .where(OrganisationRecord.id.in_(references))
    )


SUBJECTS = {"organisation_record": Subject("an organisation", "organisations.show", _records, numbered=True)}
