"""Every SELECT of audits."""

from portal.features.audits.queries.chains import heads_of, proof_of
from portal.features.audits.queries.engagement import (
    MOST_RECORDS,
    arrangements_to_cover,
    ends_due,
    engagements,
    lists_seen_by,
    lists_to_open,
    notes_list_of,
    notices_on,
    notices_without,
    page_of,
    records_with,
    scope_of_record,
    scopes_of,
    story_of_note,
    thresholds_lent,
    waiting,
)

__all__ = [
    "MOST_RECORDS",
    "arrangements_to_cover",
    "ends_due",
    "engagements",
    "heads_of",
    "lists_seen_by",
    "lists_to_open",
    "notes_list_of",
    "notices_on",
    "notices_without",
    "page_of",
    "proof_of",
    "records_with",
    "scope_of_record",
    "scopes_of",
    "story_of_note",
    "thresholds_lent",
    "waiting",
]
