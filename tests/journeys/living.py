"""What happens once it is sent: parties confirm and dispute, Kent works, a forum speaks, Swindon answers."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.person import Person
from tests.journeys.registering import KENT, STARS, SWINDON, TITLE

CHECKLIST = "Step,Owner,Working day\nClose purchase orders,Team managers,1\nReport,Finance,3\n"
EVIDENCE = "Month-end checklist"
DISPUTE = "The last day that the sum covers is wrong. It ends with the year."
CALLED_BACK = "Since February a carer who rings is called back the same week."
REPLY = "Thank you. The duty desk now counts the calls that wait."
OUTCOME = "The count of calls goes to the joint board each month."


def answers(me: Person, decision: str, comment: str = "", empty_first: bool = False) -> None:
    """Say whether a version is what one's organisation agreed, starting from what waits on home."""
    me.chooses_menu("Home")
    me.sees("To confirm")
    me.follows(TITLE)
    if empty_first:
        me.sends_it_empty("Send this answer")
        me.sees("Say whether this is what your organisation agreed")
    me.picks("Is this what your organisation agreed?", decision)
    if comment:
        me.types("What would you like to say?", comment)
    me.presses("Send this answer")


def confirms(me: Person, empty_first: bool = False) -> None:
    """Yes, this is it."""
    answers(me, "Yes, we confirm it", empty_first=empty_first)


def disputes(me: Person) -> None:
    """No, and why."""
    answers(me, "No, something is not as we agreed it", DISPUTE)


def changes_the_last_day(me: Person, reference: str, year: int) -> None:
    """Swindon changes the period that its sum covers."""
    me.goes_to(f"/arrangements/{reference}")
    me.follows("Change it")
    me.follows("Money")
    me.follows(f"Change ({SWINDON} to {KENT}")
    me.dates("Last day it covers", 31, 12, year)
    me.presses("Save and continue")
    me.follows("Back to all parts")
    me.follows("The whole arrangement")


def logs_a_visit(me: Person, reference: str) -> None:
    """A day that Kent's managers spent at Swindon."""
    me.goes_to(f"/arrangements/{reference}")
    me.follows("Log a session")
    me.sends_it_empty("Save")
    me.sees("Enter what it was about")
    me.selects("Who met?", "Head of finance, social services and Head of finance, social services")
    me.picks("How long was it?", "Another length")
    me.types("If another length, how long?", "6.5 hours")
    me.types("What was it about?", "Month-end budget monitoring")
    me.opens_details("More: plan it for later")
    me.types("What came of it?", "The budget list is now closed by the third working day.")
    me.presses("Save")
    me.sees("The session is logged", "6 hours 30 minutes")


def logs_a_visit_on_the_way_home(me: Person, reference: str) -> None:
    """On a phone, from the page of the arrangement: two taps and one answer; the same again in three taps."""
    me.goes_to(f"/arrangements/{reference}")
    before = me.clicks, me.fields, me.pages
    me.follows("Log a session")
    me.types("What was it about?", "Purchase orders")
    me.presses("Save")
    me.sees("The session is logged", "Purchase orders")
    assert (me.clicks - before[0], me.fields - before[1], me.pages - before[2]) == (2, 1, 2)
    me.follows("Log a session")
    before = me.clicks, me.fields, me.pages
    me.follows("Repeat the last one")
    me.presses("Save")
    me.sees("The session is logged")
    assert (me.clicks - before[0], me.fields - before[1], me.pages - before[2]) == (2, 0, 2)


def adds_evidence(me: Person, reference: str, folder: Path) -> bytes:
    """Upload a file for everybody in the arrangement; gives its bytes."""
    file = folder / "month-end checklist.csv"
    file.write_text(CHECKLIST)
    me.goes_to(f"/arrangements/{reference}")
    me.follows("Add evidence")
    me.sends_it_empty("Add it")
    me.sees("Enter what this evidence is", "Choose a file", "Choose who may see it")
    me.types("What is this evidence?", EVIDENCE)
    me.chooses_file("File", file)
    me.dates("First day it covers", 24, 1, 2005)
    me.picks("Who may see it?", "The parties only")
    me.presses("Add it")
    me.sees("The evidence is added", EVIDENCE)
    return file.read_bytes()


def records_a_reading(me: Person, reference: str) -> None:
    """One star was reached."""
    me.goes_to(f"/arrangements/{reference}")
    me.follows(STARS)
    me.sees("No readings yet")
    me.follows("Record a reading")
    me.sends_it_empty("Record it")
    me.picks("What is the rating?", "One star")
    me.types("Who says so?", "Commission for Social Care Inspection")
    me.presses("Record it")
    me.sees("The reading is recorded", "One star")


def gives_feedback_by_keyboard(me: Person) -> str:
    """The form of feedback from end to end without a mouse; gives the statement's reference."""
    me.chooses_menu("Arrangements")
    me.follows(TITLE)
    me.sees_nothing_of("2,600,000", "Month-end", "Confirmed by")
    me.follows("Give feedback")
    me.sends_it_empty("Send your feedback")
    me.tabs_to("For people who use the service")
    me.key("Space")
    me.tabs_to("An experience")
    me.key("Space")
    me.tabs_to("Your words")
    me.writes(CALLED_BACK)
    me.tabs_to("Send your feedback")
    me.presses_key("Enter")
    me.sees("Your feedback is sent to those who can answer it", CALLED_BACK, "It is not a finding")
    return me.reference()


def answers_feedback(me: Person) -> None:
    """Swindon replies to what waits for it, and writes down what came of it."""
    me.chooses_menu("Home")
    me.sees("Feedback to answer")
    me.follows("Experience from Swindon Carers’ Forum")
    me.follows("Reply")
    me.sends_it_empty("Send your reply")
    me.picks("What do you say to this?", "We accept it")
    me.types("Your reply", REPLY)
    me.presses("Send your reply")
    me.sees("Your reply now stands beside what was said")
    me.follows("Write down what came of it")
    me.sends_it_empty("Write this down")
    me.types("What was done?", OUTCOME)
    me.dates("When?", 16, 5, 2005)
    me.presses("Write this down")
    me.sees("What came of it is written down", REPLY, OUTCOME)
