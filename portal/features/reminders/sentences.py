"""How the history of an account tells of reminders and calendars. The ledger keeps calendars too, on the organisation's
own list, and tells of them to nobody.

With which program somebody reads dates is that member's own business, and no address goes along when they leave. The
entries stay, to prove what was opened when.
"""

from portal.ledger.telling import QUIET, Subject

SENTENCES = {
    "calendar.opened": QUIET,
    "calendar.ended": QUIET,
    "calendar.made": "made a calendar address for {}",
    "calendar.taken_back": "took back a calendar address of {}",
    "reminders.chosen": "chose how often reminders come by email",
    "reminders.stopped": "stopped all reminders by email",
}
SUBJECTS: dict[str, Subject] = {}
