"""How the ledger tells of calendars, on the organisation's own list: to nobody.

With which program somebody reads dates is that member's own business, and no address goes along when they leave. The
entries stay, to prove what was opened when.
"""

from portal.ledger.telling import QUIET, Subject

SENTENCES = {"calendar.opened": QUIET, "calendar.ended": QUIET}
SUBJECTS: dict[str, Subject] = {}
