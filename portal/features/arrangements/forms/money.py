"""Forms about money that is agreed, and about what was paid."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from portal.features.arrangements.forms.parties import OfParties
from portal.features.arrangements.models import LINE, Basis
from portal.features.arrangements.rules.money_checks import MOST_DAYS, share_field, year_field
from portal.features.arrangements.rules.money_words import BASES, BASIS_HINTS, VATS, year_words
from portal.forms import (
    DAY_HINT,
    Choice,
    ChoiceField,
    DayField,
    DecimalField,
    LineField,
    PenceField,
    PortalForm,
    WholeNumberField,
)

PLACES = 2


def _end(label: str, required: str) -> ChoiceField:
    return ChoiceField(label, select=True, empty="Choose a party", required=required, subject=label.rstrip("?"))


def _purpose() -> LineField:
    return LineField("What is it for?", max_length=LINE, subject="What it is for")


def _from() -> DayField:
    return DayField("First day it covers", hint=DAY_HINT, subject="First day")


def _to() -> DayField:
    return DayField("Last day it covers", hint="For example, 31 3 2008", subject="Last day")


def _source(label: str = "Where is the figure from?") -> LineField:
    return LineField(label, hint="Like “Agreement of 17 January 2005”", max_length=LINE, subject="Source")


def _days(label: str, **more: Any) -> DecimalField:
    return DecimalField(label, places=PLACES, minimum=0, maximum=MOST_DAYS, width="5", suffix="days", **more)


class MoneyForm(OfParties):
    """A sum that one party pays another."""

    buttons: ClassVar[tuple[str, ...]] = ("another",)
    ends: ClassVar[Mapping[str, str]] = {
        "payer": "payer_id",
        "joint_payer": "joint_payer_id",
        "payee": "payee_id",
    }

    payer = _end("Who pays?", "Choose who pays")
    joint_payer = ChoiceField(
        "Who pays together with them?",
        hint="Only where two pay one sum and nobody knows how much each pays. If you know, choose “Nobody else” and"
        " add a sum for each",
        select=True,
        empty="Nobody else",
        subject="Who pays together with them",
    )
    payee = _end("Who gets it?", "Choose who gets it")
    basis = ChoiceField(
        "How is the amount settled?",
        choices=[Choice(basis, words, BASIS_HINTS[basis]) for basis, words in BASES.items() if basis in BASIS_HINTS],
        required="Choose how the amount is settled",
        subject="How the amount is settled",
    )
    pence = PenceField("Amount in pounds", hint="Like 2,600,000 or 2.6m", required="Enter the amount", subject="Amount")
    vat = ChoiceField(
        "How is VAT dealt with in this sum?", choices=VATS.items(), select=True, empty="Not said", subject="VAT"
    )
    purpose = _purpose()
    period_from = _from()
    period_to = _to()
    source = _source()


class InKindForm(OfParties):
    """Something that one party gives another without money."""

    ends: ClassVar[Mapping[str, str]] = {"payer": "payer_id", "payee": "payee_id"}

    payer = _end("Who gives it?", "Choose who gives it")
    payee = _end("Who gets it?", "Choose who gets it")
    in_kind = LineField(
        "What is given?",
        hint="Like “Officers’ time for visits and calls”",
        required="Enter what is given",
        max_length=LINE,
        subject="What is given",
    )
    officer_days = _days(
        "How many days of officers’ time?", hint="In all, like 12 or 12.5. Leave empty if nobody counts", subject="Days"
    )
    day_rate = PenceField(
        "What is one day worth?",
        hint="In whole pounds. Leave empty if it is not valued",
        subject="The worth of a day",
        minimum=100,
    )
    purpose = _purpose()
    period_from = _from()
    period_to = _to()
    source = _source()


class AlternativeForm(PortalForm):
    """What the same as something in kind would cost if it were bought."""

    versioned = True

    pence = PenceField(
        "What would it cost to buy?",
        hint="The price of one, like 3,500. Leave empty to take the comparison out",
        subject="The price",
        minimum=1,
    )
    per = LineField(
        "What is that price for?",
        hint="Like “one service for a year”",
        max_length=LINE,
        subject="What the price is for",
    )
    times = WholeNumberField(
        "How many would you have to buy?",
        hint="For the whole time, like 6 for 3 services over 2 years. Leave empty for 1",
        subject="How many",
        minimum=1,
        maximum=MOST_DAYS,
    )
    source = _source("Where is the price from?")

    def __init__(self, *, record: Any, **kwargs: Any) -> None:
        super().__init__(record=record, **{**self.stored(record), **kwargs})

    def stored(self, record: Any) -> dict[str, Any]:
        """The record keeps them under longer names."""
        return {name: getattr(record, f"alternative_{name}") for name in ("pence", "per", "times", "source")}


class _Listed(PortalForm):
    """A form with one question for each of several keys: ``present`` reads the values on the record now."""

    versioned = True

    def __init__(self, present: Callable[[], Mapping[str, Any]], **kwargs: Any) -> None:
        self.present = present
        super().__init__(**{**kwargs, **present()})

    def stored(self, record: Any) -> dict[str, Any]:
        """Read afresh: each value is a row of its own."""
        return dict.fromkeys(self._fields) | dict(self.present())


def shares_form(parties: Sequence[Any], present: Callable[[], Mapping[str, Any]], record: Any) -> Any:
    """A form with a question about the share of each of ``parties``, in per cent."""
    fields = {
        share_field(party.reference): DecimalField(
            party.name, places=PLACES, minimum=0, maximum=100, width="4", suffix="%", subject=party.name
        )
        for party in parties
    }
    return type("SharesForm", (_Listed,), fields)(present, record=record)


def per_cent(hundredths: int) -> Decimal:
    """A share as somebody types it."""
    return Decimal(hundredths).scaleb(-PLACES)


def hundredths(typed: Decimal | None) -> int:
    """A share in hundredths of a per cent; nothing is none."""
    return int((typed or Decimal(0)).scaleb(PLACES))


def years_form(years: Iterable[int], present: Callable[[], Mapping[str, Any]], record: Any, *, in_kind: bool) -> Any:
    """A form with a question about each of ``years``, in pounds or days."""
    fields: dict[str, Any] = {
        year_field(year): _days(year_words(year), subject=year_words(year))
        if in_kind
        else PenceField(year_words(year), subject=year_words(year))
        for year in years
    }
    return type("YearsForm", (_Listed,), fields)(present, record=record)


class PaidForm(PortalForm):
    """What was paid, or given in kind, in a financial year."""

    versioned = True

    year = ChoiceField(
        "In which financial year?",
        hint="From 1 April to 31 March",
        select=True,
        empty="Choose a year",
        coerce=int,
        required="Choose the year",
        subject="Year",
    )
    pence = PenceField("How much was paid?", required="Enter how much was paid", subject="What was paid")
    days = _days("How many days were given?", required="Enter how many days were given", subject="Days")
    note = LineField("Note", hint="Like “First half only” or the number of an invoice", max_length=LINE, subject="Note")
    evidence = ChoiceField(
        "Which evidence shows it?",
        hint="Evidence of this arrangement that only the parties see",
        select=True,
        empty="None",
        subject="Evidence",
    )

    def __init__(
        self, basis: str, years: Iterable[int], evidence: Sequence[Any], *, record: Any = None, **kwargs: Any
    ) -> None:
        """``years`` are those that nothing else is recorded of."""
        self.evidence_by_id = {row.id: row.reference for row in evidence}
        linked = {"evidence": self.evidence_by_id.get(record.evidence_id)} if record is not None else {}
        super().__init__(record=record, **{**kwargs, **linked})
        self.evidence.choices = [(row.reference, row.title) for row in evidence]
        self.year.choices = [(year, year_words(year)) for year in years]
        if basis == Basis.IN_KIND:
            del self.pence
        else:
            del self.days

    def stored(self, record: Any) -> dict[str, Any]:
        """Evidence by reference."""
        return super().stored(record) | {"evidence": self.evidence_by_id.get(record.evidence_id)}
