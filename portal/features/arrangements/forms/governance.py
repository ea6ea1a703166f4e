"""Forms about how an arrangement is looked after."""

from collections.abc import Callable, Mapping
from typing import Any

from portal.features.arrangements.models import LINE
from portal.features.arrangements.rules.governance import LONGEST_NOTICE, MOST, QUESTIONS, READINESS, SCORES
from portal.forms import ChoiceField, DayField, LineField, PortalForm, WholeNumberField, WordsField


class GovernanceForm(PortalForm):
    """Who meets and decides, when it is reviewed, and how it would end."""

    versioned = True

    meetings = LineField(
        "How often do the parties meet?", hint="Like “The joint board, every two months”", max_length=LINE
    )
    board = WordsField("Who decides?", hint="The board or people, and what they may decide", rows=3)
    scrutiny = WordsField("Who checks those who decide?", hint="Like a scrutiny committee of each council", rows=3)
    next_review_on = DayField("When is the next review due?", hint="For example, 31 3 2026", subject="Next review")
    notice_months = WholeNumberField(
        "How many months of notice has a party to give?",
        minimum=0,
        maximum=LONGEST_NOTICE,
        suffix="months",
        subject="Notice",
    )
    exit_plan = WordsField(
        "What is the exit plan?",
        hint="Who takes over the work, the staff, the money and the records, or where the plan is kept",
        subject="Exit plan",
        rows=4,
    )
    exit_readiness = ChoiceField(
        "How far is the exit plan?",
        choices=list(READINESS.items()),
        required="Say how far the exit plan is",
        subject="How far the exit plan is",
    )
    data_sharing = LineField(
        "Where is the data-sharing agreement?", hint="Its number, or the place where it is kept", max_length=LINE
    )
    equality_impact = LineField(
        "Where is the equality impact assessment?", hint="Its number, or the place where it is kept", max_length=LINE
    )


class ThresholdsForm(PortalForm):
    """From which score on a partnership is significant for an organisation."""

    versioned = True

    medium = WholeNumberField(
        "From which score on is a partnership of medium significance?",
        minimum=1,
        maximum=MOST,
        required="Enter the score at which medium begins",
        subject="The score at which medium begins",
    )
    high = WholeNumberField(
        "From which score on is it of high significance?",
        minimum=1,
        maximum=MOST,
        required="Enter the score at which high begins",
        subject="The score at which high begins",
    )


class AssessmentForm(PortalForm):
    """One answer and a note for each question."""

    versioned = True

    def __init__(self, present: Callable[[], Mapping[str, Any]], *, record: Any, **kwargs: Any) -> None:
        """``present`` reads the answers that are on the record now, by field."""
        self.present = present
        super().__init__(record=record, **{**present(), **kwargs})

    def stored(self, record: Any) -> dict[str, Any]:
        """Answers are rows of their own, so they are read afresh."""
        return dict.fromkeys((*QUESTIONS, *(f"{name}_note" for name in QUESTIONS)), "") | dict(self.present())


for _name, (_title, _question) in QUESTIONS.items():
    setattr(
        AssessmentForm,
        _name,
        ChoiceField(
            _question,
            choices=[(str(score), words) for score, words in SCORES.items()],
            inline=True,
            subject=_title,
        ),
    )
    setattr(AssessmentForm, f"{_name}_note", LineField(f"{_title}: why?", max_length=LINE))


def scores_in(form: AssessmentForm) -> dict[str, tuple[int | None, str]]:
    """What was answered: (score, why) by question."""
    return {name: (_score(form[name].data), form[f"{name}_note"].data) for name in QUESTIONS}


def _score(chosen: Any) -> int | None:
    return int(chosen) if chosen else None
