"""Forms about the targets and readings of a measure."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.features.arrangements.models import LINE
from portal.features.arrangements.rules.measure_checks import labels_of
from portal.features.arrangements.rules.periods import FINANCIAL, SCHOOL
from portal.forms import (
    WHEN_HINT,
    Choice,
    ChoiceField,
    DayField,
    LineField,
    PortalForm,
    WhenField,
)


class Valued(PortalForm):
    """A form with a value of a measure: a label to choose for a rating, a number to type otherwise."""

    def __init__(self, measure: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        labels = labels_of(measure.labels)
        if labels:
            self.rating.choices = [(label, label) for label in labels]
            del self.value
        else:
            self.value.suffix = measure.unit
            del self.rating

    def refuse(self, errors: Mapping[str, str]) -> None:
        """What is wrong with the value stands at the question that asked for it."""
        asked = "value" if self.rating is None else "rating"
        super().refuse({asked if name == "value" else name: message for name, message in errors.items()})

    @property
    def typed(self) -> str:
        """The label chosen or the number typed."""
        asked = self.value if self.rating is None else self.rating
        return str(asked.data or "")


class TargetForm(Valued):
    """A value to be reached by a day."""

    value = LineField("What value should it reach?", required="Enter the value", width="10", subject="Value")
    rating = ChoiceField("What rating should it reach?", required="Choose the rating", subject="Rating")
    due_on = DayField("By when?", hint="For example, 31 12 2007", required="Enter the date it is due", subject="Date")


class RevisedTargetForm(TargetForm):
    """A target that takes the place of another one."""

    reason = LineField(
        "Why is it revised?",
        hint="The old target stays on the record, with the day and this reason",
        required="Enter why the target is revised",
        max_length=LINE,
        subject="The reason",
    )


class PointForm(Valued):
    """A value on the way to a target."""

    value = LineField("What value should it have reached?", required="Enter the value", width="10", subject="Value")
    rating = ChoiceField("What rating should it have reached?", required="Choose the rating", subject="Rating")
    on_date = DayField(
        "On what day?", hint="For example, 31 12 2006", required="Enter the date of the value", subject="Date"
    )


class ReadingForm(Valued):
    """A dated value. ``proofs`` are reference and title of evidence that everybody can see."""

    def __init__(self, measure: Any, proofs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(measure, **kwargs)
        if seconds := labels_of(measure.second_labels):
            self.second.choices = [(label, label) for label in seconds]
            self.second.label.text = self.second.subject = measure.second_name
        else:
            del self.second
        if proofs:
            self.evidence.choices = proofs
        else:
            del self.evidence

    value = LineField("What is the value?", required="Enter the value", width="10", subject="Value")
    rating = ChoiceField("What is the rating?", required="Choose the rating", subject="Rating")
    second = ChoiceField("Second rating", choices=(), select=True, empty="Not said")
    on_date = WhenField("When was that?", hint=WHEN_HINT, required="Enter the date of the reading", subject="Date")
    source = LineField(
        "Who says so?",
        hint="Like “Commission for Social Care Inspection, annual review”",
        required="Enter who says so",
        max_length=LINE,
        subject="Who says so",
    )

    evidence = ChoiceField(
        "Evidence",
        hint="Evidence of this arrangement that everybody in it can see",
        choices=(),
        select=True,
        empty="None",
    )

    def given(self, name: str) -> str:
        """The answer to a question that may not be asked of this measure."""
        return str(self[name].data or "") if name in self else ""


class CorrectionForm(ReadingForm):
    """A reading that takes the place of a wrong one."""

    reason = LineField(
        "Why is it corrected?",
        hint="Like “Typed wrongly” or “The commission published another figure”. The old reading stays on the record",
        required="Enter why it is corrected",
        max_length=LINE,
        subject="The reason",
    )


class SeriesForm(PortalForm):
    """What an import of readings asks beside the columns and rows."""

    source = LineField(
        "Who says so?",
        hint="Like “Office for National Statistics, claimant count”. It is shown with each reading",
        required="Enter who says so",
        max_length=LINE,
        subject="Who says so",
    )
    begins = ChoiceField(
        "When does a year like 2010/11 begin?",
        choices=[
            Choice(str(FINANCIAL), "In April", "The financial year"),
            Choice(str(SCHOOL), "In September", "The school year"),
        ],
        required="Choose when such a year begins",
        coerce=int,
        default=FINANCIAL,
        subject="When such a year begins",
    )
