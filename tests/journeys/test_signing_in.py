"""Trouble with signing in, and joining by invitation, in a real browser."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest

from tests.journeys.conftest import Enter
from tests.journeys.person import NOT_FOUND, Person
from tests.journeys.site import Site
from tests.journeys.telling import NARROW, PLAIN

WRONG = "The email address or password is not right"
RESTS = "an account rests for 15 minutes"
TRIES = 10
NEW_PASSWORD = "three plain wooden boats"
TELLINGS = [
    pytest.param(PLAIN, "sqlite", id="no-script-sqlite"),
    pytest.param(NARROW, "postgresql", id="narrow-postgresql"),
]
told = pytest.mark.parametrize(("telling", "database"), TELLINGS, indirect=["database"])


def link_to(letters: list[EmailMessage], email: str) -> str:
    """The path of the link in the one letter to somebody."""
    (letter,) = [letter for letter in letters if letter["To"] == email]
    found = re.search(r"https?://[^/\s]+(/\S+)", letter.get_content())
    assert found
    return found[1]


def tries(me: Person, password: str) -> None:
    """Sign in with a password that does not open the account now."""
    me.types("Email address", me.email)
    me.types("Password", password)
    me.presses("Sign in", status=422)
    me.sees("There is a problem", WRONG, RESTS)


@pytest.mark.browser
@told
def test_a_forgotten_password(site: Site, somebody: Enter) -> None:
    kent = somebody("manager.kent")
    kent.goes_to("/arrangements")
    kent.sends_it_empty("Sign in")
    kent.sees("Enter your email address", "Enter your password")
    for _ in range(TRIES):
        tries(kent, "not the right one")
    # The account rests now: the right password reads like a wrong one.
    tries(kent, kent.password)

    # A new password, from the link in the mail.
    kent.follows("I have forgotten my password")
    kent.sends_it_empty("Send the link")
    kent.types("Email address", kent.email)
    kent.presses("Send the link")
    kent.sees("Check your email", "If there is an account with that email address")
    link = link_to(site.post(), kent.email)
    kent.goes_to(link)
    kent.sends_it_empty("Save the new password")
    kent.types("New password", "short")
    kent.presses("Save the new password", status=422)
    kent.types("New password", NEW_PASSWORD)
    kent.presses("Save the new password")
    kent.sees("Your password has been changed")
    kent.goes_to(link, NOT_FOUND)
    kent.sees("This link does not work", "Ask for another link")

    # Once the account has rested, the new password opens it and the old one does not.
    site.later(minutes=16)
    kent.goes_to("/sign-in")
    tries(kent, kent.password)
    kent.password = NEW_PASSWORD
    kent.signs_in(at="")
    kent.sees("Nothing waits for you")
    kent.signs_out()
    kent.sees("Sign in to Accord")


@pytest.mark.browser
@told
def test_joining_by_invitation(site: Site, somebody: Enter) -> None:
    kent = somebody("manager.kent")
    kent.signs_in()
    kent.goes_to("/invitations/new")
    kent.sends_it_empty("Send the invitation")
    kent.sees("Enter their full name", "Choose a role")
    newcomer = somebody("newcomer")
    kent.types("Full name", "New Officer, Kent")
    kent.types("Email address", newcomer.email)
    kent.picks("Role", "Contributor")
    kent.presses("Send the invitation")
    kent.sees("We are sending an invitation", "New Officer, Kent")

    newcomer.goes_to(link_to(site.post(), newcomer.email))
    newcomer.sees("Join Kent County Council")
    newcomer.types("Your full name", "")
    newcomer.sends_it_empty("Continue")
    newcomer.sees("Enter your full name", "Enter a password")
    newcomer.types("Your full name", "New Officer, Kent")
    newcomer.types("Password", NEW_PASSWORD)
    newcomer.presses("Continue")
    newcomer.sees("Now sign in to join Kent County Council")
    newcomer.password = NEW_PASSWORD
    newcomer.signs_in(at="")
    newcomer.sees("Nothing waits for you")
    newcomer.chooses_menu("Arrangements")
    newcomer.sees("What Kent County Council shares with others")
