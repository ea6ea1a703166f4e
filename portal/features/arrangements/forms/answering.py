"""Forms in which a party answers, adds evidence or says that it is sure."""

from portal.features.arrangements.models import Decision
from portal.features.evidence import EvidenceForm
from portal.forms import (
    Choice,
    ChoiceField,
    HiddenField,
    PortalForm,
    WordsField,
)


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


class SureOfVersionForm(PortalForm):
    """The button is the answer, to the version that was open."""

    versioned = True
