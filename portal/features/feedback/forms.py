"""Forms of feedback."""

from collections.abc import Callable, Mapping
from typing import Any

from portal.features.feedback.models import CAPACITY_LENGTH, WORDS_LENGTH, Capacity, Kind, Stance
from portal.forms import Choice, ChoiceField, DayField, LineField, PortalForm, WordsField

CAPACITIES = (
    Choice(
        Capacity.REPRESENTATIVE.value,
        "For people who use the service",
        "You speak for them, like a carers’ forum or an advice centre",
    ),
    Choice(Capacity.COMMISSIONER.value, "As a partner who helps plan or pay for it"),
    Choice(Capacity.CONTRACTOR.value, "As someone who is paid to provide it"),
    Choice(Capacity.OTHER.value, "As something else"),
)
KINDS = (
    Choice(Kind.EXPERIENCE.value, "An experience", "Something that happened to you or people you speak for"),
    Choice(Kind.CLAIM.value, "A claim", "Something that can be checked"),
    Choice(Kind.SUGGESTION.value, "A suggestion", "Something you would like to see"),
)
STANCES = (
    Choice(Stance.ACCEPTED.value, "We accept it", "It is so, or we will do it"),
    Choice(Stance.DISPUTED.value, "We dispute it", "We see it differently"),
    Choice(Stance.EXPLAINED.value, "We explain it", "We neither accept nor dispute it"),
)


class StatementForm(PortalForm):
    """One thing to say about an arrangement."""

    capacity = ChoiceField(
        "How do you speak here?",
        choices=CAPACITIES,
        coerce=Capacity,
        required="Choose how you speak here",
        subject="How you speak",
    )
    capacity_words = LineField(
        "If something else, what?", hint="For example, “As a neighbour”", max_length=CAPACITY_LENGTH
    )
    kind = ChoiceField(
        "What do you want to say?", choices=KINDS, coerce=Kind, required="Choose what you want to say", subject="Kind"
    )
    words = WordsField(
        "Your words",
        hint="One thing at a time. Links become links. Do not name people who did not agree to be named",
        required="Enter what you want to say",
        max_length=WORDS_LENGTH,
        rows=8,
    )


class _Opened:
    """A statement as a reply sees it: only which version of it was read."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement

    @property
    def version(self) -> int:
        """Its version now."""
        version: int = self._statement.version
        return version


class ReplyForm(PortalForm):
    """An organisation's answer to what it read, the replies of others included. ``newest`` gives the newest of these,
    by the names of the fields."""

    versioned = True
    replaces = False

    stance = ChoiceField(
        "What do you say to this?", choices=STANCES, coerce=Stance, required="Choose what you say to this"
    )
    words = WordsField(
        "Your reply",
        hint="It is shown beside what was said, and cannot be taken back",
        required="Enter your reply",
        max_length=WORDS_LENGTH,
        rows=8,
    )

    def __init__(self, statement: Any, newest: Callable[[], Mapping[str, Any]], **kwargs: Any) -> None:
        self._newest = newest
        super().__init__(record=_Opened(statement), **kwargs)

    def stored(self, record: Any) -> dict[str, Any]:
        """The newest reply, also when somebody else gave it."""
        return dict(self._newest())


class OutcomeForm(PortalForm):
    """What came of it."""

    versioned = True

    outcome_words = WordsField(
        "What was done?",
        hint="If nothing was done, say so and why",
        required="Enter what was done",
        max_length=WORDS_LENGTH,
        subject="What was done",
    )
    outcome_on = DayField("When?", hint="For example, 30 4 2010", required="Enter the date", subject="The date")
