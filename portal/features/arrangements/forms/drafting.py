"""Forms that say what an arrangement is: what it is about, who is in it, money, mentoring."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from portal.features.arrangements.models import LINE, Role
from portal.features.arrangements.rules.words import KIND_HINTS, KINDS, ROLE_HINTS, ROLES
from portal.forms import (
    Choice,
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    PenceField,
    PortalForm,
    WholeNumberField,
    WordsField,
)

MOST_VISITS = 200

_KINDS = [Choice(kind, words, KIND_HINTS[kind]) for kind, words in KINDS.items()]
_ROLES = [Choice(role, words.capitalize(), ROLE_HINTS[role]) for role, words in ROLES.items()]
_TAKING_PART = [choice for choice in _ROLES if choice.value != Role.OBSERVER]
_DAY_HINT = "For example, 17 1 2005"


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


class StartForm(PortalForm):
    """The first answers: enough for a draft."""

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
    starts_on = DayField("When does it start?", hint=_DAY_HINT, required="Enter the start date", subject="Start date")
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


class OfParties(PortalForm):
    """A form in which parties are chosen: ``ends`` maps each such field to the column with the organisation's id."""

    versioned = True
    ends: ClassVar[Mapping[str, str]] = {}

    def __init__(self, parties: Sequence[Any], *, record: Any = None, **kwargs: Any) -> None:
        self.by_id = {party.organisation_id: party.reference for party in parties}
        super().__init__(record=record, **self._linked(record), **kwargs)
        for name in self.ends:
            self[name].choices = [(party.reference, party.name) for party in parties]

    def _linked(self, record: Any) -> dict[str, Any]:
        if record is None:
            return {}
        return {name: self.by_id.get(getattr(record, column)) for name, column in self.ends.items()}

    def stored(self, record: Any) -> dict[str, Any]:
        """Parties by reference."""
        return super().stored(record) | self._linked(record)

    def chosen(self, name: str) -> int | None:
        """The id of the organisation chosen in a field."""
        by_reference = {reference: id_ for id_, reference in self.by_id.items()}
        reference: str | None = self[name].data
        return by_reference[reference] if reference else None


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


class VisitsForm(PortalForm):
    """How often people visit."""

    versioned = True

    rhythm = WordsField(
        "How often do people visit?",
        hint="In words, like “Middle managers visit two or three days a week”",
        required="Enter how often people visit",
        subject="How often people visit",
        rows=3,
    )
    visits_per_month = WholeNumberField(
        "About how many visits is that in a month?",
        hint="We compare it with the sessions that are logged",
        minimum=0,
        maximum=MOST_VISITS,
        subject="Visits a month",
    )


class MoneyForm(OfParties):
    """What one party gives another."""

    ends: ClassVar[Mapping[str, str]] = {
        "payer": "payer_id",
        "joint_payer": "joint_payer_id",
        "payee": "payee_id",
    }

    payer = ChoiceField(
        "Who pays or gives?", select=True, empty="Choose a party", required="Choose who pays", subject="Who pays"
    )
    joint_payer = ChoiceField(
        "Who pays together with them?",
        hint="Only if two organisations pay one sum between them",
        select=True,
        empty="Nobody else",
        subject="Who pays together with them",
    )
    payee = ChoiceField(
        "Who gets it?", select=True, empty="Choose a party", required="Choose who gets it", subject="Who gets it"
    )
    pence = PenceField(
        "Amount in pounds", hint="Like 2,600,000 or 2.6m. Leave empty if it is in kind", subject="Amount"
    )
    in_kind = LineField(
        "What is given in kind",
        hint="Instead of money, like “12 days of an officer’s time a year”",
        max_length=LINE,
        subject="What is given in kind",
    )
    purpose = LineField("What is it for?", max_length=LINE, subject="What it is for")
    period_from = DayField("First day it covers", hint=_DAY_HINT, subject="First day")
    period_to = DayField("Last day it covers", hint="For example, 31 3 2008", subject="Last day")
    source = LineField(
        "Where is the figure from?", hint="Like “Agreement of 17 January 2005”", max_length=LINE, subject="Source"
    )


class FigureForm(PortalForm):
    """A figure that differs from the agreed one."""

    about = ChoiceField("Which money is it about?", select=True, empty="All of it together", subject="Which money")
    pence = PenceField(
        "The figure, in pounds", hint="Like 3.66m", required="Enter the figure", minimum=1, subject="Figure"
    )
    period = LineField("What time does it cover?", hint="Like “over three years”", max_length=LINE, subject="Time")
    source = LineField(
        "Who says so?",
        hint="A party, a report, a newspaper and its date",
        required="Enter who says so",
        max_length=LINE,
        subject="Who says so",
    )
    note = WordsField("Why may it differ?", subject="Why it may differ", rows=3)

    def __init__(self, flows: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.about.choices = flows


class PairForm(OfParties):
    """Who mentors whom."""

    ends: ClassVar[Mapping[str, str]] = {"mentor": "mentor_id", "mentee": "mentee_id"}

    mentor = ChoiceField(
        "Which organisation is the mentor from?",
        select=True,
        empty="Choose a party",
        required="Choose the mentor’s organisation",
        subject="The mentor’s organisation",
    )
    mentor_post = LineField(
        "Mentor’s post",
        hint="A job, like “Head of finance”",
        required="Enter the mentor’s post",
        max_length=LINE,
    )
    mentee = ChoiceField(
        "Which organisation is the person mentored from?",
        select=True,
        empty="Choose a party",
        required="Choose the organisation of the person mentored",
        subject="The organisation of the person mentored",
    )
    mentee_post = LineField(
        "Post of the person mentored", required="Enter the post of the person mentored", max_length=LINE
    )
    focus = LineField(
        "What is it about?", hint="Like “Financial controls”", max_length=LINE, subject="What it is about"
    )
