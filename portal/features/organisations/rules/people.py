"""People and memberships: what may be said and done."""

from email_validator import EmailNotValidError, validate_email

from portal.access.roles import MembershipRole
from portal.core.errors import RuleBroken
from portal.core.text import normal_line, unfit_character

PERSON_NAME_LENGTH = 200


def normal_email(text: str) -> str:
    """An e-mail address as it is stored: normal form, lower case. Raises ``RuleBroken`` at ``email``."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as problem:
        raise RuleBroken("email", "Enter an email address in the correct format, like name@example.org") from problem
    return found


def person_name(text: str) -> str:
    """A person's name as it is stored. Raises ``RuleBroken`` at ``name``."""
    name = normal_line(text)
    if not name:
        raise RuleBroken("name", "Enter a name")
    if reason := unfit_character(name):
        raise RuleBroken("name", f"The name has {reason}. Take it out and try again")
    if len(name) > PERSON_NAME_LENGTH:
        raise RuleBroken("name", f"The name must be {PERSON_NAME_LENGTH} characters or fewer")
    return name


def check_managers(role: MembershipRole, becomes: MembershipRole | None, managers: int) -> None:
    """Raise ``RuleBroken`` if the last manager would go. ``becomes`` is ``None`` for one who leaves altogether.

    ``managers`` counts everyone who manages the organisation now, this person included.
    """
    if role is MembershipRole.MANAGER and becomes is not MembershipRole.MANAGER and managers <= 1:
        raise RuleBroken(
            "role", "This is the only manager. Make somebody else a manager first, so that the organisation has one"
        )
