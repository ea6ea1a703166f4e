"""Forms about risks. Parties and the steps of the matrix are given by the view."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from portal.features.arrangements import OfParties
from portal.features.risks.models import LABELS, LARGEST, LINE, WORDS, Progress, Response
from portal.features.risks.rules import PROGRESS, RESPONSES, SIZES, Matrix, labels_of, numbered
from portal.forms import Choice, ChoiceField, DayField, LineField, PortalForm, WholeNumberField, WordsField

_HINTS = {
    Response.REDUCE: "Make it less likely, or its harm smaller",
    Response.ACCEPT: "Live with it, and watch it",
    Response.HAND_ON: "Let somebody else carry it, like an insurer",
    Response.AVOID: "Stop what causes it",
}


class MatrixForm(PortalForm):
    """The steps of likelihood and impact, and from where on a score is medium and high."""

    versioned = True

    size = ChoiceField(
        "How many steps?",
        choices=[(size, f"{size} by {size}") for size in SIZES],
        coerce=int,
        inline=True,
        required="Choose how many steps",
        subject="How many steps",
        hint="This stays once a risk is scored",
    )
    likelihood_labels = WordsField(
        "How likely: a label for each step",
        hint="One on each line, the least likely first",
        required="Enter a label for each step of likelihood",
        subject="Labels of likelihood",
        rows=LARGEST,
        max_length=LABELS,
    )
    impact_labels = WordsField(
        "How bad: a label for each step",
        hint="One on each line, the least bad first",
        required="Enter a label for each step of impact",
        subject="Labels of impact",
        rows=LARGEST,
        max_length=LABELS,
    )
    medium_from = WholeNumberField(
        "A score is medium from",
        hint="A score is the step of likelihood times the step of impact",
        required="Enter the score from which on a risk is medium",
        subject="Medium",
        minimum=2,
        maximum=LARGEST**2,
    )
    high_from = WholeNumberField(
        "A score is high from",
        required="Enter the score from which on a risk is high",
        subject="High",
        minimum=3,
        maximum=LARGEST**2,
    )

    def matrix(self) -> Matrix:
        """What was typed, once the form was found valid."""
        return Matrix(
            labels_of(self.likelihood_labels.data),
            labels_of(self.impact_labels.data),
            self.medium_from.data or 0,
            self.high_from.data or 0,
        )


class ScoreForm(PortalForm):
    """A score on the matrix, and why."""

    versioned = True

    likelihood = ChoiceField(
        "How likely is it?", coerce=int, required="Choose how likely it is", subject="How likely it is"
    )
    impact = ChoiceField(
        "How bad would it be?", coerce=int, required="Choose how bad it would be", subject="How bad it would be"
    )
    why = WordsField("Why this score?", subject="Why this score", rows=3, max_length=WORDS)

    def __init__(self, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.likelihood.choices, self.impact.choices = numbered(matrix.likelihood), numbered(matrix.impact)


class OwnScoreForm(ScoreForm):
    """What one party makes of a risk for itself; each is kept, so none is overtaken."""

    versioned = False


class Owned(OfParties):
    """A form that says which party answers for something."""

    ends: ClassVar[Mapping[str, str]] = {"owner": "owner_id"}


class RiskForm(Owned):
    """What may happen, and who watches it."""

    what = LineField(
        "What may happen?",
        hint="In one line, like “The programme has no clear home”",
        required="Enter what may happen",
        subject="What may happen",
        max_length=LINE,
    )
    cause = WordsField("What would cause it?", subject="What would cause it", rows=3, max_length=WORDS)
    consequence = WordsField(
        "What would follow from it?", subject="What would follow from it", rows=3, max_length=WORDS
    )
    owner = ChoiceField(
        "Which party watches it?",
        select=True,
        empty="Choose a party",
        required="Choose which party watches it",
        subject="Which party watches it",
    )
    owner_post = LineField(
        "Which post there?",
        hint="A post and not a name, like “Head of regeneration”",
        required="Enter which post watches it",
        subject="Which post",
        max_length=LINE,
    )
    response = ChoiceField(
        "What do you mean to do about it?",
        choices=[Choice(one.value, words, _HINTS[one]) for one, words in RESPONSES.items()],
        coerce=Response,
        required="Choose what you mean to do about it",
        subject="What you mean to do",
    )
    review_on = DayField("When will you look at it again?", hint="For example, 30 9 2008", subject="Next review")


class NewRiskForm(RiskForm):
    """A risk with its first score."""

    likelihood = ChoiceField(
        "How likely is it?", coerce=int, required="Choose how likely it is", subject="How likely it is"
    )
    impact = ChoiceField(
        "How bad would it be?", coerce=int, required="Choose how bad it would be", subject="How bad it would be"
    )

    def __init__(self, parties: Sequence[Any], matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(parties, **kwargs)
        self.likelihood.choices, self.impact.choices = numbered(matrix.likelihood), numbered(matrix.impact)


class MitigationForm(Owned):
    """What is done about a risk."""

    what = LineField("What will be done?", required="Enter what will be done", subject="What", max_length=LINE)
    owner = ChoiceField(
        "Which party does it?",
        select=True,
        empty="Choose a party",
        required="Choose which party does it",
        subject="Which party does it",
    )
    owner_post = LineField(
        "Which post there?",
        hint="A post and not a name",
        required="Enter which post does it",
        subject="Which post",
        max_length=LINE,
    )
    due_on = DayField("By when?", hint="For example, 30 9 2008", required="Enter the date it is due", subject="Date")
    progress = ChoiceField(
        "How far is it?",
        choices=list(PROGRESS.items()),
        coerce=Progress,
        required="Choose how far it is",
        subject="How far it is",
        inline=True,
    )
    note = WordsField("What else is there to say?", subject="What else", rows=3, max_length=WORDS)


class WhyForm(PortalForm):
    """A reason for closing a risk, or opening it again."""

    versioned = True

    state_why = WordsField("Why?", required="Enter why", subject="Why", rows=3, max_length=WORDS)
