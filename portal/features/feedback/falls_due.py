"""What falls due of feedback."""

from portal.access import Permission
from portal.due import Source
from portal.features.feedback import queries

FALLS_DUE = (
    Source(
        "reply",
        "Reply to feedback",
        "Reply by {day}",
        "The reply was due on {day}",
        "/feedback/{reference}",
        Permission.STATEMENT_REPLY,
        queries.REPLIES_DUE,
        queries.REPLIES_DUE,
        noun="feedback",
        told=True,
    ),
)
