"""How the ledger tells of calendars. They stand on the organisation's own list of people."""

from portal.ledger.telling import Subject

SENTENCES = {
    "calendar.opened": "made a calendar address for {}",
    "calendar.ended": "took back a calendar address of {}",
}
SUBJECTS: dict[str, Subject] = {}
