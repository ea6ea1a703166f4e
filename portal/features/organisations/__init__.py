"""Organisations, people and memberships: the names other features may use."""

from portal.access.roles import MembershipRole
from portal.features.organisations.models import (
    Membership,
    NameKind,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationType,
    Person,
    Succession,
)

__all__ = [
    "Membership",
    "MembershipRole",
    "NameKind",
    "Organisation",
    "OrganisationIdentifier",
    "OrganisationName",
    "OrganisationType",
    "Person",
    "Succession",
]
