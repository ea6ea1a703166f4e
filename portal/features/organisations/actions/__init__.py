"""Every write of the directory. Nothing here commits."""

from portal.features.organisations.actions.importing import carry_out, plan_import
from portal.features.organisations.actions.organisations import (
    OrganisationFacts,
    add_organisation,
    create_organisation,
    record_succession,
)
from portal.features.organisations.actions.people import (
    add_membership,
    change_role,
    close_organisation,
    create_person,
    end_membership,
    operator_for,
    own_record,
)

__all__ = [
    "OrganisationFacts",
    "add_membership",
    "add_organisation",
    "carry_out",
    "change_role",
    "close_organisation",
    "create_organisation",
    "create_person",
    "end_membership",
    "operator_for",
    "own_record",
    "plan_import",
    "record_succession",
]
