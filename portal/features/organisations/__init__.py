"""Organisations, people and memberships: the names other features may use."""

from portal.access.roles import MembershipRole
from portal.features.organisations.actions import (
    OrganisationFacts,
    add_membership,
    create_organisation,
    create_person,
    operator_for,
    own_record,
    record_succession,
)
from portal.features.organisations.models import (
    Membership,
    NameKind,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRecord,
    OrganisationType,
    Person,
    Succession,
)
from portal.features.organisations.queries import (
    find_organisations,
    live_membership,
    members_of,
    organisation_by_org_id,
    organisation_by_reference,
    organisations_with_members,
    person_by_email,
    record_of,
    seers_of,
)
from portal.features.organisations.rules.people import normal_email, person_name

__all__ = [
    "Membership",
    "MembershipRole",
    "NameKind",
    "Organisation",
    "OrganisationFacts",
    "OrganisationIdentifier",
    "OrganisationName",
    "OrganisationRecord",
    "OrganisationType",
    "Person",
    "Succession",
    "add_membership",
    "create_organisation",
    "create_person",
    "find_organisations",
    "live_membership",
    "members_of",
    "normal_email",
    "operator_for",
    "organisation_by_org_id",
    "organisation_by_reference",
    "organisations_with_members",
    "own_record",
    "person_by_email",
    "person_name",
    "record_of",
    "record_succession",
    "seers_of",
]
