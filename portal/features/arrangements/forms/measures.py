"""Forms about what is measured."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from portal.core import clock
from portal.core.errors import Invalid
from portal.features.arrangements.models import LINE, Direction, Scale
from portal.features.arrangements.rules.checks import labels_of
from portal.features.arrangements.rules.frameworks import Framework, offered
from portal.features.arrangements.rules.measuring import measured
from portal.features.arrangements.rules.periods import FINANCIAL, SCHOOL
from portal.forms import (
    DAY_HINT,
    Choice,
    ChoiceField,
    DayField,
    LineField,
    PortalForm,
    WordsField,
)


class MeasureForm(PortalForm):
    """What is measured, and from where it starts."""

    versioned = True

    name = LineField(
        "What is measured?",
        hint="Like “Stars for social services” or “People on out-of-work benefits”",
        required="Enter what is measured",
        max_length=LINE,
        subject="What is measured",
    )
    scale = ChoiceField(
        "How is it measured?",
        choices=[
            Choice(Scale.NUMBER, "As a number", "Like 78,000 people or 10%"),
            Choice(Scale.RATING, "As a rating", "Like stars, or poor, fair, good"),
        ],
        subject="How it is measured",
        marked=False,
    )
    unit = LineField(
        "Unit, for a number", hint="Like “people” or “%”. Leave empty for a rating", width="10", max_length=LINE
    )
    framework = ChoiceField(
        "By which rating?",
        hint="Only for one that an inspector or regulator gives. Its labels are known, and which way is better",
        choices=(),
        select=True,
        empty="Labels of our own, or a number",
        subject="Which rating",
    )
    labels = WordsField(
        "Labels, for a rating",
        hint="One on each line, the worst first. Leave empty for a number, or if you chose a rating above",
        subject="Labels",
        rows=4,
        max_length=1000,
    )
    direction = ChoiceField(
        "Which way is better?",
        choices=[(Direction.HIGHER, "Higher is better"), (Direction.LOWER, "Lower is better")],
        hint="Leave this if you chose a rating above",
        inline=True,
        subject="Which way is better",
        marked=False,
    )
    baseline = LineField(
        "Baseline: the value at the start",
        hint="Like 62, without the unit, or a label or its number. You need it before you can set a target",
        max_length=LINE,
        subject="Baseline",
        width="10",
    )
    baseline_on = DayField(
        "Date of the baseline (needed if you give a baseline)",
        hint="For example, 1 12 2004",
        subject="Date of the baseline",
        marked=False,
    )
    baseline_second = LineField(
        "Baseline of the second rating",
        hint="Only where the rating has one, like prospects for improvement: one of its labels",
        max_length=LINE,
        subject="Baseline of the second rating",
    )

    def __init__(self, frameworks: Mapping[str, Framework], **kwargs: Any) -> None:
        """``frameworks``: each rating that can be chosen, by its slug."""
        super().__init__(**kwargs)
        self.frameworks = frameworks
        self.framework.choices = offered(frameworks)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also what one answer asks of another, so that all that is wrong is said at once."""
        super().validate(extra_validators)
        try:
            measured(SimpleNamespace(**self.data), self.frameworks, clock.today())
        except Invalid as broken:
            self.refuse({name: message for name, message in broken.errors.items() if not self[name].errors})
        return not self.errors

    def stored(self, record: Any) -> dict[str, Any]:
        """The baseline as somebody would type it."""
        return super().stored(record) | {"baseline": typed_baseline(record)}


def typed_baseline(record: Any) -> str:
    """A measure's baseline as somebody would type it."""
    return record.baseline_label or ("" if record.baseline_value is None else f"{record.baseline_value:f}")


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
    on_date = DayField("On what day?", hint=DAY_HINT, required="Enter the date of the reading", subject="Date")
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
