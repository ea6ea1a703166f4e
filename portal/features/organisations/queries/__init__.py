"""Every SELECT of the directory."""

from portal.features.organisations.queries.likeness import likely_organisations
from portal.features.organisations.queries.pages import (
    entries_of,
    find_each,
    find_organisations,
    organisation_by_org_id,
    organisation_by_reference,
    organisation_ids,
    organisations,
    organisations_by_reference,
    story_of,
    successors_of,
)
from portal.features.organisations.queries.people import (
    acts,
    count_managers,
    live_membership,
    managed,
    managers_of,
    members_of,
    membership_in,
    membership_reference,
    memberships_to_end,
    organisations_with_members,
    person_by_email,
    record_of,
)
from portal.features.organisations.queries.seeing import Seer, seers_of

__all__ = [
    "Seer",
    "acts",
    "count_managers",
    "entries_of",
    "find_each",
    "find_organisations",
    "likely_organisations",
    "live_membership",
    "managed",
    "managers_of",
    "members_of",
    "membership_in",
    "membership_reference",
    "memberships_to_end",
    "organisation_by_org_id",
    "organisation_by_reference",
    "organisation_ids",
    "organisations",
    "organisations_by_reference",
    "organisations_with_members",
    "person_by_email",
    "record_of",
    "seers_of",
    "story_of",
    "successors_of",
]
