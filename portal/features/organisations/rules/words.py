"""The words in which the directory is shown."""

from datetime import date

from portal.features.organisations.models import OrganisationType
from portal.features.organisations.rules.merging import Entry
from portal.features.organisations.rules.reading import REGISTERS

TYPE_WORDS = {
    OrganisationType.COUNCIL: "Council",
    OrganisationType.COMBINED_AUTHORITY: "Combined authority",
    OrganisationType.GOVERNMENT_DEPARTMENT: "Government department",
    OrganisationType.CHARITY: "Charity",
    OrganisationType.VOLUNTARY_BODY: "Voluntary body",
    OrganisationType.COMMUNITY_INTEREST_COMPANY: "Community interest company",
    OrganisationType.AUDIT_BODY: "Audit body",
    OrganisationType.HEALTH_BODY: "Health body",
    OrganisationType.POLICE_BODY: "Police body",
    OrganisationType.OTHER: "Other",
}

SCHEME_WORDS = {
    "GB-CHC": "Charity Commission for England and Wales",
    "GB-COH": "Companies House",
    "GB-GOR": "GOV.UK register of government organisations",
    "GB-LAE": "Local authorities in England",
    "GB-LANI": "Local authorities in Northern Ireland",
    "GB-LAS": "Local authorities in Scotland",
    "GB-NIC": "Charity Commission for Northern Ireland",
    "GB-PLA": "Principal local authorities in Wales",
    "GB-SC": "Scottish Charity Regulator",
    "GSS": "Government Statistical Service area code",
}
"""Lists of identifiers, by their codes at org-id.guide; GSS codes have no list there."""

FIELD_WORDS = {
    "name": "official name",
    "type": "type",
    "subtype": "kind of authority",
    "starts_on": "start date",
    "ends_on": "end date",
    "nation": "nation",
    "region": "region",
}


def register_title(key: str) -> str:
    """A register's name as a person would say it."""
    return REGISTERS[key].title if key in REGISTERS else "This portal"


def what_was_said(entry: Entry, field: str) -> date | str:
    """What a register says of a field: a day, words, or "none"."""
    value = entry.facts[field]
    if value is None:
        return "none"
    return date.fromisoformat(value) if field in ("starts_on", "ends_on") else str(value)
