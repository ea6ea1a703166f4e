"""What Swindon's partnership manager does: register the arrangement, part by part, and send it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.journeys.person import Person

TITLE = "Kent mentors Swindon’s social services"
SWINDON, KENT = "Swindon Borough Council", "Kent County Council"
ODPM, HEALTH = "Office of the Deputy Prime Minister", "Department of Health"
FORUM = "Swindon Carers’ Forum"
WATCHERS = (
    ("bedf", "Bedfordshire County Council"),
    ("birm", "Birmingham City Council"),
    ("cumb", "Cumbria County Council"),
    ("eal", "London Borough of Ealing"),
    ("scil", "Council of the Isles of Scilly"),
    ("old", "Oldham Metropolitan Borough Council"),
    ("plym", "Plymouth City Council"),
)
STARS = "Commission for Social Care Inspection stars"
POSTS = (
    ("Director of social services", "Managing performance"),
    ("Head of finance, social services", "Financial controls"),
)


@dataclass
class Registering:
    """The task list. Each form is sent empty once, to see that it says what is wrong."""

    person: Person
    with_all_watchers: bool = True

    def starts(self) -> str:
        """Begin a draft; gives its reference."""
        me = self.person
        me.chooses_menu("Arrangements")
        me.sees("No arrangements yet")
        me.follows("Register an arrangement")
        me.sends_it_empty("Save and continue")
        me.sees("Enter what the arrangement is called", "Choose the kind")
        me.types("What is it called?", TITLE)
        me.picks("What kind of arrangement is it?", "Mentoring")
        me.picks("What is your organisation in it?", "Recipient", "Mentee", "Accountable body")
        me.presses("Save and continue")
        me.sees("Only Swindon Borough Council sees it so far", "Not started")
        return me.reference()

    def says_what_it_is_about(self) -> None:
        me = self.person
        me.follows("About")
        me.sends_it_empty("Save and continue")
        me.sees("Enter what the arrangement is for", "Enter the start date")
        me.types(
            "What is it for?",
            "Kent runs the core management of Swindon’s social services, and passes on how it does so.",
        )
        me.dates("When does it start?", 17, 1, 2005)
        me.dates("When does it end?", 31, 12, 2007)
        me.types(
            "When does it count as a success?",
            "The pilot must be shown to have worked before any other council takes up this form.",
        )
        me.presses("Save and continue")

    def adds_the_parties(self) -> None:
        me = self.person
        me.follows("Parties and roles")
        me.follows("Add a party or an observer")
        self._adds("nobody at all", "", ())
        self._adds("kent", KENT, ("Provider", "Mentor"), empty_first=True)
        self._adds("deputy prime", ODPM, ("Funder", "Broker"))
        self._adds("health", HEALTH, ("Funder",))
        self._adds("carers", FORUM, ("Observer",), note="Speaks for people who look after somebody at home")
        for typed, name in WATCHERS if self.with_all_watchers else WATCHERS[:1]:
            self._adds(typed, name, ("Observer",))
        me.follows("Parties and roles")
        me.sees(KENT, ODPM, HEALTH, FORUM)
        me.follows("Back to all parts")

    def _adds(self, typed: str, name: str, roles: tuple[str, ...], note: str = "", empty_first: bool = False) -> None:
        me = self.person
        me.types("Name of the organisation", typed)
        me.presses("Search")
        if not name:
            me.sees("Nothing found")
            return
        if empty_first:
            me.sends_it_empty("Add")
        me.picks("Which organisation is it?", name)
        me.picks("What is it in the arrangement?", *roles)
        if note:
            me.types("Note", note)
        me.presses("Add and find another")
        me.sees(f"{name} is added")

    def says_who_pays(self) -> None:
        me = self.person
        me.follows("Money")
        me.follows("Add money")
        me.sends_it_empty("Save and continue")
        me.sees("Choose who pays", "Choose who gets it")
        me.selects("Who pays?", SWINDON)
        me.selects("Who gets it?", KENT)
        me.picks("How is the amount settled?", "A fixed amount")
        me.types("Amount in pounds", "2.6m")
        me.types("What is it for?", "Management of social services")
        me.dates("First day it covers", 17, 1, 2005)
        me.dates("Last day it covers", 31, 12, 2007)
        me.types("Where is the figure from?", "The two councils’ agreement")
        me.presses("Save and add another")
        me.selects("Who pays?", ODPM)
        me.selects("Who pays together with them?", HEALTH)
        me.selects("Who gets it?", KENT)
        me.picks("How is the amount settled?", "A fixed amount")
        me.types("Amount in pounds", "1m")
        me.types("What is it for?", "Support for the pilot")
        me.presses("Save and continue")
        me.sees("£2,600,000", "£1,000,000")
        me.follows("Back to all parts")

    def says_what_it_stands_on(self) -> None:
        me = self.person
        me.follows("Legal basis and accountable body")
        me.sends_it_empty("Save and continue")
        me.picks("What does it stand on?", "Local Government Act 1972, section 113")
        me.selects("Which organisation is the accountable body?", SWINDON)
        me.presses("Save and continue")

    def says_who_mentors_whom(self) -> None:
        me = self.person
        me.follows("Mentoring pairs and expected visits")
        me.follows("Change")
        me.sends_it_empty("Save and continue")
        me.types("How often do people visit?", "Kent’s middle managers visit two or three days a week")
        me.types("About how many visits is that in a month?", "10")
        me.presses("Save and continue")
        for number, (post, focus) in enumerate(POSTS):
            if not number:
                me.follows("Add a mentoring pair")
                me.sends_it_empty("Save and continue")
            me.selects("Which organisation is the mentor from?", KENT)
            me.types("Mentor’s post", post)
            me.selects("Which organisation is the person mentored from?", SWINDON)
            me.types("Post of the person mentored", post)
            me.types("What is it about?", focus)
            me.presses("Save and continue" if number else "Save and add another")
        me.follows("Back to all parts")

    def says_how_success_is_measured(self) -> None:
        me = self.person
        me.follows("Measures, targets and baseline")
        me.follows("Add a measure")
        me.sends_it_empty("Save and continue")
        me.types("What is measured?", STARS)
        me.picks("How is it measured?", "As a rating")
        me.types("Labels, for a rating", "No stars\nOne star\nTwo stars\nThree stars")
        me.picks("Which way is better?", "Higher is better")
        me.types("Baseline: the value at the start", "no stars")
        me.dates("Date of the baseline", 1, 12, 2004)
        me.presses("Save and continue")
        me.sees("It started at No stars on 1 December 2004")
        me.sends_it_empty("Save and continue")
        me.picks("What rating should it reach?", "Two stars")
        me.dates("By when?", 31, 12, 2007)
        me.presses("Save and continue")
        me.sees("Two stars by 31 December 2007")
        me.follows("Back to all parts")

    def checks_and_sends(self) -> None:
        me = self.person
        me.sees("You have completed 6 of 13 parts")
        me.follows("Check and send")
        me.sees(
            "2,600,000",
            "Two stars",
            "Director of social services",
            "can see it as an observer, without the money",
            "can see all of it and is asked to confirm it",
        )
        me.presses("Confirm and send")
        me.sees("The arrangement is sent to the parties", "Confirmed by 1 of 4")
