"""What falls due of arrangements: who deals with it, how it is said, and when a reminder speaks of it."""

from portal.access import Permission as P
from portal.due import AFTERWARDS, SINCE_ASKED, UNTIL_THEN, Source
from portal.features.arrangements.queries import due
from portal.panels import TODAY

_PAGE = "/arrangements/{reference}"

FALLS_DUE = (
    Source(
        "confirmation",
        "Confirmation",
        "Say whether it is what you agreed. It has waited for 30 days on {day}",
        "Say whether it is what you agreed. It had waited for 30 days on {day}",
        _PAGE,
        P.ARRANGEMENT_CONFIRM,
        due.CONFIRMATIONS,
        speaks=SINCE_ASKED,
        told=True,
    ),
    Source(
        "review",
        "Review",
        "The review is due on {day}",
        "The review was due on {day}",
        f"{_PAGE}#governance",
        P.ARRANGEMENT_REVIEW,
        due.REVIEWS,
        due.REVIEWS_DATED,
    ),
    Source(
        "review_over",
        "End of the review",
        "The review is to be over by {day}",
        "The review was to be over by {day}",
        _PAGE,
        P.ARRANGEMENT_REVIEW,
        due.REVIEWS_UNDER_WAY,
        due.REVIEWS_UNDER_WAY_DATED,
    ),
    Source(
        "notice",
        "Last day to give notice",
        "If it is not to go on, give notice by {day}",
        "Notice was to be given by {day}",
        f"{_PAGE}#governance",
        P.ARRANGEMENT_END,
        due.notices(TODAY),
        due.NOTICES_DATED,
        UNTIL_THEN,
    ),
    Source(
        "end",
        "Last day",
        "It ends on {day}",
        "Its last day was {day}. Close it, or change the end date",
        _PAGE,
        P.ARRANGEMENT_END,
        due.ENDS,
        due.ENDS_DATED,
    ),
    Source(
        "milestone",
        "Milestone",
        "It is to be reached by {day}",
        "It was to be reached by {day}",
        f"{_PAGE}#milestones",
        P.ARRANGEMENT_EDIT,
        due.MILESTONES,
        due.MILESTONES_DATED,
    ),
    Source(
        "target",
        "Target",
        "The target is due on {day}",
        "The target was due on {day} and there is no reading since",
        f"{_PAGE}/measures/{{row}}",
        P.READING_RECORD,
        due.TARGETS,
        due.TARGETS_DATED,
    ),
    Source(
        "session",
        "Session",
        "Planned for {day}",
        "Planned for {day}. Was it held?",
        f"{_PAGE}/sessions/{{key}}",
        P.SESSION_LOG,
        due.SESSIONS,
        due.SESSIONS_DATED,
        AFTERWARDS,
    ),
    Source(
        "follow_up",
        "Follow-up of a session",
        "It is to be done by {day}",
        "It was to be done by {day}",
        f"{_PAGE}/sessions/{{row}}",
        P.SESSION_LOG,
        due.FOLLOW_UPS,
        due.FOLLOW_UPS,
    ),
)
