"""Forms about milestones and success criteria."""

from portal.features.arrangements.models import LINE
from portal.features.arrangements.rules.trial import JUDGEMENTS
from portal.forms import ChoiceField, DayField, LineField, PortalForm, WordsField


class MilestoneForm(PortalForm):
    """What is to be done by a day."""

    versioned = True

    name = LineField(
        "What is to be done?",
        hint="Like “First joint report to both cabinets”",
        required="Enter what is to be done",
        max_length=LINE,
        subject="What is to be done",
    )
    due_on = DayField("By when?", hint="For example, 31 3 2026", required="Enter the day", subject="The day")
    reached_on = DayField("When was it done?", hint="Leave empty until it is", subject="The day it was done")
    note = WordsField("Note", hint="Observers see it too", rows=3)


class CriterionForm(PortalForm):
    """A success criterion."""

    versioned = True

    name = LineField(
        "What must it show?",
        hint="Like “Social services have two stars”",
        required="Enter the success criterion",
        max_length=LINE,
        subject="The success criterion",
    )
    how = WordsField(
        "How will you know?", hint="What will be looked at, by whom and when", subject="How you will know", rows=3
    )


class JudgementForm(PortalForm):
    """Whether a criterion is met."""

    versioned = True

    judgement = ChoiceField(
        "Is it met?",
        choices=list(JUDGEMENTS.items()),
        required="Say whether it is met",
        subject="Whether it is met",
    )
    evidence = WordsField(
        "What does the judgement rest on?",
        hint="Observers see it too",
        required="Say what the judgement rests on",
        subject="What it rests on",
        rows=4,
    )


class ElsewhereForm(PortalForm):
    """The name of what starts from it."""

    title = LineField(
        "What is the new arrangement called?",
        required="Enter what the arrangement is called",
        max_length=LINE,
        subject="The name",
    )
