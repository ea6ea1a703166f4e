"""Every SELECT of risks."""

from portal.features.risks.queries.elsewhere import (
    MITIGATIONS_DUE,
    REVIEWS_DUE,
    counted,
    document_parts,
    panel_parts,
    to_watch,
)
from portal.features.risks.queries.register import (
    Filter,
    Parts,
    annex_of,
    grid,
    has_risks,
    matrix_of,
    mitigation_of,
    mitigations_of,
    register_page,
    story_of,
    to_be_done_by,
    watched_by,
)

__all__ = [
    "MITIGATIONS_DUE",
    "REVIEWS_DUE",
    "Filter",
    "Parts",
    "annex_of",
    "counted",
    "document_parts",
    "grid",
    "has_risks",
    "matrix_of",
    "mitigation_of",
    "mitigations_of",
    "panel_parts",
    "register_page",
    "story_of",
    "to_be_done_by",
    "to_watch",
    "watched_by",
]
