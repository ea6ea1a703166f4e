"""Forms about money."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from portal.features.arrangements.forms.parties import OfParties
from portal.features.arrangements.models import LINE
from portal.forms import (
    DAY_HINT,
    ChoiceField,
    DayField,
    LineField,
    PenceField,
    PortalForm,
    WordsField,
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
    period_from = DayField("First day it covers", hint=DAY_HINT, subject="First day")
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
