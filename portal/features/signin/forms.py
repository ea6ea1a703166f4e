"""The questions that sign-in asks."""

from collections.abc import Sequence
from typing import Any

from wtforms.validators import StopValidation

from portal.core.text import normal_text
from portal.features.organisations import MembershipRole
from portal.features.signin.rules import SHORTEST_PASSWORD
from portal.forms import Choice, ChoiceField, EmailField, HiddenField, LineField, PasswordField, PortalForm
from portal.forms.asked import first_text
from portal.forms.characters import fault_in

ROLES = (
    Choice(MembershipRole.VIEWER.value, "Viewer", "Can see what the organisation can see"),
    Choice(MembershipRole.CONTRIBUTOR.value, "Contributor", "Can also add and change records"),
    Choice(MembershipRole.MANAGER.value, "Manager", "Can also confirm, send and invite people"),
)
_NEW_PASSWORD = f"Use {SHORTEST_PASSWORD} characters or more. Three random words make a good password"


class NextField(HiddenField):
    """Where to go on to. One that is unfit is as good as none: it is never a mistake of the person's."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the address if it is fit to keep."""
        text = normal_text(first_text(valuelist))
        self.data = None if not text or len(text) > 2000 or fault_in(text) else text


class SignInForm(PortalForm):
    """E-mail address and password."""

    email = EmailField("Email address", required="Enter your email address", autocomplete="username", width="20")
    password = PasswordField("Password", required="Enter your password")
    next = NextField("Next")


class AskForResetForm(PortalForm):
    """Where to send a link."""

    email = EmailField("Email address", required="Enter your email address", autocomplete="username", width="20")


class NewPasswordForm(PortalForm):
    """A new password."""

    password = PasswordField(
        "New password",
        required="Enter a new password",
        subject="Password",
        hint=_NEW_PASSWORD,
        autocomplete="new-password",
    )


class JoinForm(PortalForm):
    """Name and password of somebody who joins."""

    name = LineField("Your full name", required="Enter your full name", subject="Full name", autocomplete="name")
    password = PasswordField("Password", required="Enter a password", hint=_NEW_PASSWORD, autocomplete="new-password")


class AcceptForm(PortalForm):
    """No question: the person is signed in."""


class OrganisationForm(PortalForm):
    """Which of one's organisations to act for."""

    organisation = ChoiceField("Which organisation do you want to act for?", required="Choose an organisation")
    next = NextField("Next")


class EndSessionForm(PortalForm):
    """Which sign-in to end: the mark of one, or ``others``."""

    which = HiddenField("Which", required="Choose which sign-in to end")


class InviteForm(PortalForm):
    """Whom to invite, as what."""

    name = LineField("Full name", required="Enter their full name")
    email = EmailField(
        "Email address",
        required="Enter their email address",
        hint="We will send a link to this address. It works for 7 days",
        autocomplete="off",
    )
    role = ChoiceField("Role", required="Choose a role", choices=ROLES, coerce=MembershipRole)

    def validate_name(self, field: LineField) -> None:
        """A name has a letter in it."""
        if not any(character.isalpha() for character in field.data or ""):
            raise StopValidation("Enter their full name")


class WithdrawForm(PortalForm):
    """Which invitation to take back."""

    invitation = HiddenField("Invitation", required="Choose an invitation")
