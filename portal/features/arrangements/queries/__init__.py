"""Every SELECT of the feature."""

from portal.features.arrangements.queries.workings import (
    PartyLine,
    Workings,
    asked,
    first_reading_from,
    has_rows,
    held,
    names_by_id,
    names_by_reference,
    party_of,
    roles_of,
    row_of,
    target_of,
    targets_of,
    terms_version,
    words_said,
    workings,
)

__all__ = [
    "PartyLine",
    "Workings",
    "asked",
    "first_reading_from",
    "has_rows",
    "held",
    "names_by_id",
    "names_by_reference",
    "party_of",
    "roles_of",
    "row_of",
    "target_of",
    "targets_of",
    "terms_version",
    "words_said",
    "workings",
]
