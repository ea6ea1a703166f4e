"""Forms about lessons."""

from portal.features.lessons.models import LINE, WORDS, Sort
from portal.features.lessons.rules import SORTS
from portal.forms import ChoiceField, LineField, PortalForm, TickField, WordsField


class LessonForm(PortalForm):
    """What was learnt."""

    versioned = True

    sort = ChoiceField(
        "What does it tell?",
        choices=list(SORTS.items()),
        coerce=Sort,
        required="Choose what it tells",
        subject="What it tells",
    )
    title = LineField(
        "The lesson in one line",
        hint="Like “Agree who owns the work before you begin”",
        required="Enter the lesson in one line",
        subject="The lesson",
        max_length=LINE,
    )
    words = WordsField(
        "What happened, and what you learnt from it",
        hint="Do not name people. Links become links",
        required="Enter what happened",
        subject="What happened",
        rows=8,
        max_length=WORDS,
    )


class ShareForm(PortalForm):
    """What every member organisation will read beside the lesson."""

    versioned = True

    about = LineField(
        "What shall others call the arrangement?",
        hint="They see this in place of its title. Leave out what they need not know",
        required="Enter what others shall call the arrangement",
        subject="What others call it",
        max_length=LINE,
    )
    agreed = TickField(
        "Every organisation that uses Accord may read this lesson",
        required="Tick the box if every organisation may read it",
    )
