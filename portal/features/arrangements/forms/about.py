"""What an arrangement is about, who is in it, and on what it stands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from portal.features.arrangements.forms.parties import OfParties
from portal.features.arrangements.models import LINE, Role
from portal.features.arrangements.rules.kinds import KindOf, split
from portal.features.arrangements.rules.legal import NOT_KNOWN, NOT_KNOWN_WORDS, basis_hint
from portal.features.arrangements.rules.services import to_choose_from
from portal.features.arrangements.rules.words import ROLE_HINTS, ROLES
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

_ORDER = (Role.PROVIDER, Role.RECIPIENT, Role.FUNDER, Role.OBSERVER, *ROLES)
"""What most parties are stands first."""
ROLE_CHOICES = [Choice(role, ROLES[role].capitalize(), ROLE_HINTS[role]) for role in dict.fromkeys(_ORDER)]


TAKING_PART = [choice for choice in ROLE_CHOICES if choice.value != Role.OBSERVER]


def roles_field(who: str, hint: str = "Choose all that apply", **more: Any) -> ChoicesField:
    """As what somebody takes part; ``who`` is with its verb, like “this organisation is”."""
    subject, _, verb = who.rpartition(" ")
    required = f"Choose what {who} in the arrangement"
    asks = {"choices": ROLE_CHOICES, "hint": hint, "required": required, "subject": "Roles"}
    return ChoicesField(f"What {verb} {subject} in the arrangement?", **(asks | more))


def note_field() -> LineField:
    """What everybody should know of a party."""
    return LineField("Note", hint="Anything that everybody here should know. Observers read it too", max_length=LINE)


def _kind() -> ChoiceField:
    return ChoiceField("What kind of arrangement is it?", required="Choose the kind", subject="Kind")


def _title() -> LineField:
    return LineField(
        "What is it called?",
        hint="A short name that the other parties will know, like “Kent mentors Swindon”",
        required="Enter what the arrangement is called",
        subject="The name",
        max_length=LINE,
    )


class OfKind(PortalForm):
    """A form in which a kind is chosen."""

    def __init__(self, kinds: Iterable[KindOf], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [Choice(kind.slug, kind.name, kind.hint) for kind in kinds]


class IdeaForm(OfKind):
    """The first answers: enough to write an idea down."""

    title = _title()
    kind = _kind()
    roles = ChoicesField(
        "What is your organisation in it?",
        choices=TAKING_PART,
        hint="Choose all that apply",
        required="Choose what your organisation is in the arrangement",
        subject="Roles",
    )


class AboutForm(OfKind):
    """What it is about, and which services it covers."""

    versioned = True

    title = _title()
    kind = _kind()
    purpose = WordsField(
        "What is it for?",
        hint="What will be better when it has worked, and for whom",
        required="Enter what the arrangement is for",
        subject="What it is for",
    )
    starts_on = DayField(
        "When does it start?",
        hint=f"{DAY_HINT}. If you know only the month, give its first day",
        required="Enter the start date",
        subject="Start date",
    )
    ends_on = DayField("When does it end?", hint="Leave empty if no end is agreed", subject="End date")
    success_gate = WordsField(
        "When does it count as a success?",
        hint="For a trial: what must be shown before others do the same. You can list the criteria one by one in"
        " ‘Success criteria’ later",
        subject="Success",
        rows=3,
    )
    services = ChoicesField(
        "Which services does it cover?", hint="Choose all that apply", subject="Services", columns=True
    )

    def __init__(
        self,
        kinds: Iterable[KindOf],
        services: Callable[[list[str]], Mapping[str, str]],
        covered: Callable[[], list[str]],
        **kwargs: Any,
    ) -> None:
        """``services`` gives the names of all, by slug, and of those it is given; ``covered`` reads the slugs that are
        on the record now."""
        self.covered, present = covered, covered()
        super().__init__(kinds, **{"services": present, **kwargs})
        self.services.choices = [Choice(*one) for one in to_choose_from(services(present))]

    def stored(self, record: Any) -> dict[str, Any]:
        """Services are read afresh: they are rows of their own."""
        return super().stored(record) | {"services": self.covered()}


class PartyForm(PortalForm):
    """What an organisation is in the arrangement."""

    versioned = True

    roles = roles_field("this organisation is")
    note = note_field()

    def __init__(self, present_roles: Callable[[], list[str]] = list, **kwargs: Any) -> None:
        """``present_roles`` reads the roles that are on the record now."""
        self.present_roles = present_roles
        super().__init__(**kwargs)

    def stored(self, record: Any) -> dict[str, Any]:
        """Roles are read afresh: they are rows of their own."""
        return {"note": record.note, "roles": self.present_roles()}


class LegalForm(OfParties):
    """What it stands on, and the accountable body."""

    ends: ClassVar[Mapping[str, str]] = {"accountable_body": "accountable_body_id"}

    bases = ChoicesField(
        "What law or agreement lets you do this?",
        hint="Choose all that apply, or say it in your own words below",
        subject="Legal basis",
        marked=False,
    )
    legal_note = WordsField(
        "Another law or agreement, or more about it",
        hint="For example, the number of the contract or grant",
        subject="More about the legal basis",
        rows=3,
        marked=False,
    )
    accountable_body = ChoiceField(
        "Which organisation is the accountable body?",
        hint="It answers for the money: it shows the others, and auditors, how it was spent. It need not be the one"
        " that is paid",
        select=True,
        empty="Choose a party",
        required="Choose the accountable body",
        subject="Accountable body",
    )

    def __init__(self, parties: Sequence[Any], offered: Iterable[Any], *, record: Any, **kwargs: Any) -> None:
        """``offered`` are legal bases: slug, name, hint. Those that came after it starts say so."""
        super().__init__(parties, record=record, **{"bases": _chosen(record), **kwargs})
        self.bases.choices = [
            Choice(
                NOT_KNOWN, NOT_KNOWN_WORDS, "You can send it as it is and say it later. The parties see that it is open"
            ),
            *(Choice(one.slug, one.name, basis_hint(one.name, one.hint, record.starts_on)) for one in offered),
        ]

    def stored(self, record: Any) -> dict[str, Any]:
        """What was chosen, as a list."""
        return super().stored(record) | {"bases": _chosen(record)}


def _chosen(record: Any) -> list[str]:
    """What was chosen; of one that was sent without a basis, that it is not known."""
    unsaid = record.terms_number and not record.legal_basis
    return [NOT_KNOWN] if unsaid else list(split(record.legal_bases))
