"""Forms of the steps from state to state: each says that somebody is sure, when, and why."""

from portal.forms import DayField, PortalForm, WordsField


class StepForm(PortalForm):
    """The button is the answer, to the version that was open. ``day`` and ``note`` where the step asks for them."""

    versioned = True

    day: DayField | None = None
    note: WordsField | None = None


class StartForm(StepForm):
    """It has started."""


class RefuseForm(StepForm):
    """A party will not take part."""

    note = WordsField(
        "Why will your organisation not take part?",
        hint="The other parties will read it, observers will not",
        required="Say why your organisation will not take part",
        subject="Why",
        rows=4,
    )


class ReviewForm(StepForm):
    """It is looked at again."""

    day = DayField(
        "By when is the review over?",
        hint="For example, 31 3 2026",
        required="Enter the day by which the review is over",
        subject="The day",
    )
    note = WordsField("What is the review about?", subject="What the review is about", rows=4)


class CarryOnForm(StepForm):
    """The review is over and it carries on."""

    note = WordsField(
        "What did the review find?",
        hint="The parties will read it, observers will not",
        required="Say what the review found",
        subject="What the review found",
    )


class EndForm(StepForm):
    """Notice is given."""

    day = DayField(
        "What is its last day?", hint="For example, 31 3 2026", required="Enter its last day", subject="The last day"
    )
    note = WordsField(
        "Why does it end?",
        hint="The parties will read it, observers will not",
        required="Say why it ends",
        subject="Why it ends",
        rows=4,
    )


class ResumeForm(StepForm):
    """The notice is taken back."""

    note = WordsField(
        "Why does it carry on?",
        hint="The parties will read it, observers will not",
        required="Say why it carries on",
        subject="Why it carries on",
        rows=4,
    )


class CloseForm(StepForm):
    """It is over."""

    note = WordsField(
        "How did the exit go?",
        hint="Say whether the exit plan was carried out, and if not, why it is closed all the same",
        required="Say how the exit went",
        subject="How the exit went",
    )
