"""Swindon lets an audit body in, its officer reads the proof, and is out when the audit ends."""

from __future__ import annotations

import hashlib

from tests.journeys.living import EVIDENCE
from tests.journeys.person import NOT_FOUND, Person
from tests.journeys.registering import TITLE

AUDIT = "Lessons of the pilot"
AUDIT_BODY = "Local Services Audit Office"
NOTE = "Ask who keeps the list on the third working day."


def opens_an_audit(me: Person) -> str:
    """Who, what, until when; gives the engagement's reference."""
    me.chooses_menu("Audits")
    me.sees("No audit is open to you")
    me.follows("Open an audit")
    me.types("Find an audit body by its name", "nobody")
    me.presses("Search")
    me.sees("No audit body matches")
    me.follows("Show all audit bodies")
    me.follows(AUDIT_BODY)
    me.presses("Continue")
    me.sees("There is a problem", "Choose at least one arrangement")
    me.picks("Arrangements", TITLE)
    me.presses("Continue")
    me.sends_it_empty("Open the audit")
    me.sees("Enter a title for this audit", "Enter the last day of the audit")
    me.types("Title", AUDIT)
    me.types("What is it for?", "To see the proof of what the mentoring changed.")
    me.dates("Last day", 30, 6, 2005)
    me.presses("Open the audit")
    me.sees(f"The audit is open for {AUDIT_BODY}", AUDIT)
    return me.reference()


def checks_the_evidence(me: Person, content: bytes) -> str:
    """Read the proof, download the file, and find its fingerprint right; gives the evidence's reference."""
    digest = hashlib.sha256(content).hexdigest()
    me.chooses_menu("Audits")
    me.follows(AUDIT)
    me.sees("The proof", digest)
    me.follows(EVIDENCE)
    me.sees(digest)
    assert hashlib.sha256(me.downloads("Download").read_bytes()).hexdigest() == digest
    return me.reference()


def checks_the_chain(me: Person, engagement: str) -> None:
    """The history of the arrangement, computed again."""
    me.goes_to(f"/engagements/{engagement}")
    me.follows("Check the chain")
    me.sees("entries hold", "Nothing was changed, moved or taken out")
    me.goes_to(f"/engagements/{engagement}")
    me.follows(TITLE)
    me.sees("£2,600,000", "has confirmed")


def writes_a_note(me: Person, engagement: str) -> str:
    """A working note; gives its reference."""
    me.goes_to(f"/engagements/{engagement}")
    me.follows("Write a note")
    me.sends_it_empty("Save the note")
    me.types("Title", "Month end")
    me.selects("Which record is it about?", TITLE)
    me.types("Note", NOTE)
    me.presses("Save the note")
    me.sees("Only your organisation can see it", NOTE)
    return me.reference()


def ends_the_audit(me: Person, engagement: str) -> None:
    """End it before its last day."""
    me.goes_to(f"/engagements/{engagement}")
    me.sees_nothing_of(NOTE)
    me.follows("End this audit now")
    me.sends_it_empty("End the audit now")
    me.types("Why does it end now?", "The auditor has read what it came for.")
    me.presses("End the audit now")
    me.sees("The audit is over")


def finds_none_of(me: Person, *addresses: str) -> None:
    """Each address answers as if nothing had ever been there."""
    for address in addresses:
        me.goes_to(address, NOT_FOUND)
        me.sees_nothing_of(TITLE, AUDIT, EVIDENCE)


def finds_empty_lists(me: Person) -> None:
    """No list shows any of it."""
    me.goes_to("/")
    me.sees_nothing_of(TITLE, AUDIT, EVIDENCE)
    for menu, words in (
        ("Arrangements", "No arrangements yet"),
        ("Feedback", "No feedback yet"),
        ("Evidence", "No evidence yet"),
        ("Audits", "No audit is open to you"),
    ):
        me.chooses_menu(menu)
        me.sees(words)
