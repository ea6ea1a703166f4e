"""What an arrangement is about, who is in it, and on what it stands."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from portal.features.arrangements.forms.parties import OfParties
from portal.features.arrangements.models import LINE, Role
from portal.features.arrangements.rules.words import KIND_HINTS, KINDS, ROLE_HINTS, ROLES
from portal.forms import (
    DAY_HINT,
    Choice,
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    PortalForm,
    WordsField,
)

_KINDS = [Choice(kind, words, KIND_HINTS[kind]) for kind, words in KINDS.items()]


_ROLES = [Choice(role, words.capitalize(), ROLE_HINTS[role]) for role, words in ROLES.items()]


_TAKING_PART = [choice for choice in _ROLES if choice.value != Role.OBSERVER]


def _kind() -> ChoiceField:
    return ChoiceField("What kind of arrangement is it?", choices=_KINDS, required="Choose the kind", subject="Kind")


def _title() -> LineField:
    return LineField(
        "What is it called?",
        hint="A short name that the other parties will know, like “Kent mentors Swindon”",
        required="Enter what the arrangement is called",
        subject="The name",
        max_length=LINE,
    )


class IdeaForm(PortalForm):
    """The first answers: enough to write an idea down."""

    title = _title()
    kind = _kind()
    roles = ChoicesField(
        "What is your organisation in it?",
        choices=_TAKING_PART,
        hint="Choose all that apply",
        required="Choose what your organisation is in the arrangement",
        subject="Roles",
    )


class AboutForm(PortalForm):
    """What it is about."""

    versioned = True

    title = _title()
    kind = _kind()
    purpose = WordsField(
        "What is it for?",
        hint="What will be better when it has worked, and for whom",
        required="Enter what the arrangement is for",
        subject="What it is for",
    )
    starts_on = DayField("When does it start?", hint=DAY_HINT, required="Enter the start date", subject="Start date")
    ends_on = DayField("When does it end?", hint="Leave empty if no end is agreed", subject="End date")
    success_gate = WordsField(
        "When does it count as a success?",
        hint="For a trial: what must be shown before it is used elsewhere",
        subject="Success",
        rows=3,
    )


class PartyForm(PortalForm):
    """What an organisation is in the arrangement."""

    versioned = True

    roles = ChoicesField(
        "What is this organisation in the arrangement?",
        choices=_ROLES,
        hint="Choose all that apply",
        required="Choose what this organisation is in the arrangement",
        subject="Roles",
    )
    note = LineField("Note", hint="Anything the other parties should know about this", max_length=LINE)

    def __init__(self, present_roles: Callable[[], list[str]] = list, **kwargs: Any) -> None:
        """``present_roles`` reads the roles that are on the record now."""
        self.present_roles = present_roles
        super().__init__(**kwargs)

    def stored(self, record: Any) -> dict[str, Any]:
        """Roles are read afresh: they are rows of their own."""
        return {"note": record.note, "roles": self.present_roles()}


class LegalForm(OfParties):
    """Legal basis and accountable body."""

    ends: ClassVar[Mapping[str, str]] = {"accountable_body": "accountable_body_id"}

    legal_basis = WordsField(
        "What is the legal basis?",
        hint="The law, contract or grant it stands on, like “Local Government Act 1972, section 101”",
        required="Enter the legal basis",
        subject="Legal basis",
        rows=3,
    )
    accountable_body = ChoiceField(
        "Which organisation is the accountable body?",
        hint="It answers for the money",
        select=True,
        empty="Choose a party",
        required="Choose the accountable body",
        subject="Accountable body",
    )
