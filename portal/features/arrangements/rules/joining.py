"""What a party says of itself: when it joined, what authorised it, whom to ask."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.core.errors import RuleBroken


@dataclass(frozen=True)
class Contact:
    """Whom to ask at a party, by name or post, and how."""

    name: str = ""
    post: str = ""
    email: str = ""
    phone: str = ""


def may_tell(line: Any, mine: int, led_by: int, terms_number: int) -> bool:
    """Whether the organisation ``mine`` says this of the party ``line``: its own people do, and whoever registers the
    arrangement until it is sent. An observer was not authorised to take part, because it does not."""
    return not line.observes and (line.organisation_id == mine or (mine == led_by and not terms_number))


def check_joining(facts: Any, left_on: date | None, today: date) -> None:
    """A decision names the body that took it and has been taken; nobody joins after leaving. Raises ``RuleBroken``."""
    if not facts.decision_body and (facts.decision_on or facts.decision_minute or facts.decision_link):
        raise RuleBroken("decision_body", "Enter who decided")
    if facts.decision_on is not None and facts.decision_on > today:
        raise RuleBroken("decision_on", "The date of the decision must be today or earlier")
    if facts.joined_on is not None and left_on is not None and facts.joined_on > left_on:
        raise RuleBroken("joined_on", "The day it joined must be before the day it left")


def check_contact(facts: Any) -> None:
    """A member, or somebody by name or post whom one can write to or ring; or nobody. Raises ``RuleBroken``."""
    if facts.member:
        if facts.name:
            raise RuleBroken("name", "Choose a member, or enter the name of somebody else, not both")
        if facts.email:
            raise RuleBroken("email", "A member’s email address is known. Leave this empty")
        return
    named, reached = facts.name or facts.post, facts.email or facts.phone
    if reached and not named:
        raise RuleBroken("name", "Enter a name or a post")
    if named and not reached:
        raise RuleBroken("email", "Enter an email address or a telephone number")
