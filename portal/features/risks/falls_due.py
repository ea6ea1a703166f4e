"""What falls due of risks."""

from portal.access import Permission
from portal.due import Source
from portal.features.risks import queries

_WORDS = ("This is to be done by {day}", "This was to be done by {day}")
_REVIEW_WORDS = ("This risk is to be looked at again on {day}", "This risk was to be looked at again on {day}")
_PAGE, _BY = "/risks/{reference}", Permission.RISK_RECORD

FALLS_DUE = (
    Source(
        "mitigation", "About a risk", *_WORDS, _PAGE, _BY, queries.MITIGATIONS_DUE, queries.MITIGATIONS_DUE, noun="risk"
    ),
    Source(
        "risk_review",
        "Look at a risk",
        *_REVIEW_WORDS,
        _PAGE,
        _BY,
        queries.REVIEWS_DUE,
        queries.REVIEWS_DUE,
        noun="risk",
    ),
)
