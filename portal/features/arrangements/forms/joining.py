"""Forms in which a party says when it joined, what authorised it, and whom to ask."""

from collections.abc import Callable, Sequence
from typing import Any

from portal.features.arrangements.models import LINE, LINK
from portal.forms import (
    DAY_HINT,
    ChoiceField,
    DayField,
    EmailField,
    LineField,
    LinkField,
    PortalForm,
)


class JoiningForm(PortalForm):
    """When a party joined, and the decision that authorised it."""

    versioned = True

    joined_on = DayField(
        "When did it join?",
        hint=f"Leave empty if it was in it from the start. {DAY_HINT}",
        subject="The day it joined",
    )
    decision_body = LineField(
        "Who decided that it takes part?",
        hint="Like “Cabinet”, “Board of trustees” or the post of an officer",
        subject="Who decided",
        max_length=LINE,
    )
    decision_on = DayField("When was that decided?", hint=DAY_HINT, subject="The date of the decision")
    decision_minute = LineField(
        "Which minute or number has the decision?", hint="Like “34/05”", subject="The minute", max_length=LINE
    )
    decision_link = LinkField(
        "Where can the decision be read?",
        hint="The address of a page that starts with https:// or http://",
        subject="The address",
        max_length=LINK,
    )


class ContactForm(PortalForm):
    """Whom to ask at a party."""

    versioned = True

    member = ChoiceField(
        "Which member is it?",
        select=True,
        empty="Not a member",
        hint="Their name and email address are shown to the other parties",
        subject="The member",
    )
    name = LineField("Name", hint="Only if it is not a member", max_length=LINE)
    post = LineField("Post", hint="Like “Head of partnerships”", max_length=LINE)
    email = EmailField("Email address", hint="Only if it is not a member")
    phone = LineField("Telephone number", inputmode="tel", max_length=LINE)

    def __init__(self, members: Sequence[Any], present: Callable[[], str], **kwargs: Any) -> None:
        """``members`` are those to choose from, nobody for another organisation’s party; ``present`` reads the
        reference of the one on the record."""
        self.present = present
        super().__init__(member=present(), **kwargs)
        self.member.choices = [(one.reference, one.name) for one in members]
        if not members:
            del self.member

    def stored(self, record: Any) -> dict[str, Any]:
        """The member by reference, read afresh."""
        return super().stored(record) | {"member": self.present()}
