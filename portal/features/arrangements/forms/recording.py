"""Forms for what is measured, what happened, and what a party answers."""

from collections.abc import Sequence
from typing import Any, ClassVar

from portal.features.arrangements.models import LINE, Decision, Direction, Scale, SessionState
from portal.features.arrangements.rules.checks import LONGEST_SESSION
from portal.features.evidence import EvidenceForm
from portal.forms import (
    Choice,
    ChoiceField,
    DayField,
    HiddenField,
    LineField,
    PortalForm,
    WholeNumberField,
    WordsField,
)

_DAY_HINT = "For example, 17 1 2005"


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
        required="Choose how it is measured",
        subject="How it is measured",
    )
    unit = LineField(
        "Unit, for a number", hint="Like “people” or “%”. Leave empty for a rating", width="10", max_length=LINE
    )
    labels = WordsField(
        "Labels, for a rating",
        hint="One on each line, the worst first. Leave empty for a number",
        subject="Labels",
        rows=4,
        max_length=1000,
    )
    direction = ChoiceField(
        "Which way is better?",
        choices=[(Direction.HIGHER, "Higher is better"), (Direction.LOWER, "Lower is better")],
        required="Choose which way is better",
        inline=True,
        subject="Which way is better",
    )
    baseline = LineField(
        "Baseline: the value at the start",
        hint="A number, or one of the labels. A target needs it",
        max_length=LINE,
        subject="Baseline",
        width="10",
    )
    baseline_on = DayField("Date of the baseline", hint="For example, 1 12 2004", subject="Date of the baseline")

    def stored(self, record: Any) -> dict[str, Any]:
        """The baseline as somebody would type it."""
        return super().stored(record) | {"baseline": typed_baseline(record)}


def typed_baseline(record: Any) -> str:
    """A measure's baseline as somebody would type it."""
    return record.baseline_label or ("" if record.baseline_value is None else f"{record.baseline_value:f}")


class Valued(PortalForm):
    """A form with a value of a measure: a label to choose for a rating, a number to type otherwise."""

    def __init__(self, measure: Any, labels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if labels:
            self.rating.choices = [(label, label) for label in labels]
            del self.value
        else:
            self.value.suffix = measure.unit
            del self.rating

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


class ReadingForm(Valued):
    """A dated value."""

    value = LineField("What is the value?", required="Enter the value", width="10", subject="Value")
    rating = ChoiceField("What is the rating?", required="Choose the rating", subject="Rating")
    on_date = DayField("On what day?", hint=_DAY_HINT, required="Enter the date of the reading", subject="Date")
    source = LineField(
        "Who says so?",
        hint="Like “Commission for Social Care Inspection, annual review”",
        required="Enter who says so",
        max_length=LINE,
        subject="Who says so",
    )


class SessionForm(PortalForm):
    """One session: quick to fill in on a phone."""

    versioned = True
    buttons: ClassVar[tuple[str, ...]] = ("another",)

    state = ChoiceField(
        "Has it taken place?",
        choices=[(SessionState.HELD, "Yes"), (SessionState.PLANNED, "No, it is planned")],
        inline=True,
        required="Say whether it has taken place",
        subject="Has it taken place",
    )
    on_date = DayField("Date", required="Enter the date", subject="Date")
    pair = ChoiceField("Who met?", select=True, empty="Not one pair: other people", subject="Who met")
    minutes = WholeNumberField(
        "How many minutes?",
        hint="Needed once it is held. A whole day is about 450",
        minimum=1,
        maximum=LONGEST_SESSION,
        subject="Minutes",
        suffix="minutes",
    )
    people = LineField("Who else was there?", hint="Posts, not names, where you can", max_length=LINE, subject="People")
    topic = LineField("What was it about?", required="Enter what it was about", max_length=LINE, subject="Topic")
    outcome = WordsField("What came of it?", subject="What came of it", rows=3)

    def __init__(self, pairs: Sequence[Any], *, record: Any = None, **kwargs: Any) -> None:
        self.pairs = {pair.id: pair.reference for pair in pairs}
        linked = {"pair": self.pairs.get(record.pair_id)} if record is not None else {}
        super().__init__(record=record, **{**kwargs, **linked})
        self.pair.choices = [(pair.reference, f"{pair.mentor_post} and {pair.mentee_post}") for pair in pairs]

    def stored(self, record: Any) -> dict[str, Any]:
        """The pair by reference."""
        return super().stored(record) | {"pair": self.pairs.get(record.pair_id)}


class AnswerForm(PortalForm):
    """What a party says of the version with ``digest``, the one shown on the page."""

    digest = HiddenField("Version", required="Open the page again")
    decision = ChoiceField(
        "Is this what your organisation agreed?",
        choices=[
            Choice(Decision.CONFIRMED, "Yes, we confirm it"),
            Choice(Decision.DISPUTED, "No, something is not as we agreed it"),
        ],
        coerce=Decision,
        required="Say whether this is what your organisation agreed",
        subject="Your answer",
    )
    comment = WordsField(
        "What would you like to say?",
        hint="If something is wrong, say what. The other parties will read it, observers will not",
        subject="What you say",
    )


class ArrangementEvidenceForm(EvidenceForm):
    """Evidence, and whether observers may see it."""

    audience = ChoiceField(
        "Who may see it?",
        choices=[
            Choice("parties", "The parties only", "Observers do not see it"),
            Choice("everyone", "The parties and the observers"),
        ],
        required="Choose who may see it",
        subject="Who may see it",
    )


class SureForm(PortalForm):
    """Nothing to fill in: the button is the answer."""


class SureOfVersionForm(PortalForm):
    """The button is the answer, to the version that was open."""

    versioned = True
