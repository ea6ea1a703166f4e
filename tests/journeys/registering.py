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
TAKING_PART = (
    ("kent county", KENT, ("Provider", "Mentor")),
    ("deputy prime", ODPM, ("Funder", "Broker")),
    ("department of health", HEALTH, ("Funder",)),
)
SEVERAL_BEGIN_SO = ("bedf", "cumb")
STARS = "Commission for Social Care Inspection stars"
RATING = "Stars for social services"
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
        me.follows("Register an arrangement")
        me.sends_it_empty("Save and continue")
        me.sees("Enter what the arrangement is called", "Choose the kind")
        me.types("What is it called?", TITLE)
        me.picks("What kind of arrangement is it?", "Mentoring")
        me.picks("What is your organisation in it?", "Recipient", "Mentee", "Accountable body")
        me.presses("Save and continue")
        me.sees("is written down. Only your organisation sees it")
        return me.reference()

    def says_what_it_is_about(self) -> None:
        me = self.person
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
        me.types("Names of the organisations", "nobody at all")
        me.presses("Search")
        me.sees("Nothing found")
        self._adds("carers", FORUM, ("Observer",), note="Speaks for people who look after somebody at home")
        self._adds_the_rest(WATCHERS if self.with_all_watchers else WATCHERS[:2])
        me.sees(KENT, ODPM, HEALTH, FORUM)

    def _adds(self, typed: str, name: str, roles: tuple[str, ...], note: str) -> None:
        me = self.person
        me.types("Names of the organisations", typed)
        me.presses("Search again")
        me.sends_it_empty("Add")
        me.picks("Which organisation is it?", name)
        me.picks("What is it in the arrangement?", *roles)
        me.types("Note", note)
        me.presses("Add and find another")
        me.sees(f"{name} is added")

    def _adds_the_rest(self, watchers: tuple[tuple[str, str], ...]) -> None:
        """All at once, by the start of a word of each name. What is found alone is chosen, of several one is asked."""
        me = self.person
        together = (*((typed, name) for typed, name, _ in TAKING_PART), *watchers)
        me.types("Names of the organisations", "\n".join(typed for typed, _ in together))
        me.presses("Search")
        me.sees("Swindon Borough Council is in it already", *(name for _, name in together))
        me.sends_it_empty("Add these organisations")
        for typed, name in together:
            if typed in SEVERAL_BEGIN_SO:
                me.picks(f"Which organisation is “{typed}”?", name)
        for typed, _, roles in TAKING_PART:
            me.opens_details(f"Other roles than the rest for “{typed}”")
            me.picks(f"What is “{typed}” in the arrangement?", *roles)
        me.picks("What are they in the arrangement?", "Observer")
        me.presses("Add these organisations")
        me.sees(*(name for _, name in together))

    def says_who_pays(self) -> None:
        me = self.person
        me.follows("Optional part: Money")
        me.sends_it_empty("Save and continue")
        me.sees("Choose how the amount is settled", "Enter the amount")
        me.picks("How is the amount settled?", "A fixed amount")
        me.types("Amount in pounds", "2.6m")
        me.types("What is it for?", "Management of social services")
        me.types("Where is the figure from?", "The two councils’ agreement")
        me.presses("Save and add another")
        me.selects("Who pays?", ODPM)
        me.selects("Who pays together with them?", HEALTH)
        me.types("Amount in pounds", "1m")
        me.types("What is it for?", "Support for the pilot")
        me.presses("Save and continue")
        me.sees("£2,600,000", "£1,000,000", "17 January 2005 to 31 December 2007")

    def says_what_it_stands_on(self) -> None:
        me = self.person
        me.follows("Back to all parts")
        me.follows("Legal basis and accountable body")
        me.sends_it_empty("Save and continue")
        me.picks("What law or agreement lets you do this?", "Local Government Act 1972, section 113")
        me.sees_chosen("Which organisation is the accountable body?", SWINDON)
        me.presses("Save and continue")

    def says_who_mentors_whom(self) -> None:
        me = self.person
        me.follows("Mentoring pairs and expected visits")
        me.sends_it_empty("Save and continue")
        me.types("How often do people visit?", "Kent’s middle managers visit two or three days a week")
        me.types("About how many visits is that in a month?", "10")
        me.presses("Save and continue")
        me.sends_it_empty("Save and continue")
        for number, (post, focus) in enumerate(POSTS):
            me.types("Mentor’s post", post)
            me.types("Post of the person mentored", post)
            me.types("What is it about?", focus)
            me.presses("Save and continue" if number else "Save and add another")
        me.sees(f"{KENT}", *(f"{post} mentors {post}" for post, _ in POSTS))

    def says_how_success_is_measured(self) -> None:
        me = self.person
        me.follows("Optional part: Measures, targets and baseline")
        me.follows(RATING)
        me.types("What is measured?", STARS)
        me.selects("Target: what rating should it reach?", "Two stars")
        me.sends_it_empty("Save and continue")
        me.sees("Enter the baseline. A target without one cannot be judged")
        me.selects("Baseline: the rating at the start", "No stars")
        me.dates("Date of the baseline", 1, 12, 2004)
        me.presses("Save and continue")
        me.sees("No stars on 1 December 2004", "Two stars by 31 December 2007", "Add another measure")

    def checks_and_sends(self) -> None:
        me = self.person
        me.follows("Check and send")
        me.sees(
            "2,600,000",
            "Two stars",
            "Director of social services",
            "see the aim, the parties and the results, but no money, sessions or confirmations",
            "can see all of it and is asked to confirm it",
            "By sending, you confirm it for Swindon Borough Council",
        )
        me.presses("Confirm and send")
        me.sees(
            "The arrangement is sent to the parties",
            "Confirmed by 1 of 4",
            f"Now {KENT}, {ODPM} and {HEALTH} are asked",
        )
