"""What falls due of audits: their last day, for those who audit and those who let them in."""

from portal.access import Permission
from portal.due import UNTIL_THEN, Source
from portal.features.audits import queries
from portal.panels import NOW, TODAY

_ENDS = queries.ends_due(TODAY, NOW)

FALLS_DUE = (
    Source(
        "audit",
        "Last day of an audit",
        "The audit ends on {day}",
        "The audit ended on {day}",
        "/engagements/{reference}",
        Permission.WORKING_NOTE_WRITE,
        _ENDS,
        _ENDS,
        UNTIL_THEN,
        noun="audit",
        told=True,
    ),
)
