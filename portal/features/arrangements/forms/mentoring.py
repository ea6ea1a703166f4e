"""Forms about visits, pairs and sessions."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from portal.features.arrangements.forms.parties import OfParties
from portal.features.arrangements.models import LINE, SessionState
from portal.features.arrangements.rules.checks import LONGEST_SESSION
from portal.forms import (
    ChoiceField,
    DayField,
    LineField,
    PortalForm,
    WholeNumberField,
    WordsField,
)

MOST_VISITS = 200


class VisitsForm(PortalForm):
    """How often people visit."""

    versioned = True

    rhythm = WordsField(
        "How often do people visit?",
        hint="In words, like “Middle managers visit two or three days a week”",
        required="Enter how often people visit",
        subject="How often people visit",
        rows=3,
    )
    visits_per_month = WholeNumberField(
        "About how many visits is that in a month?",
        hint="We compare it with the sessions that are logged",
        minimum=0,
        maximum=MOST_VISITS,
        subject="Visits a month",
    )


class PairForm(OfParties):
    """Who mentors whom."""

    ends: ClassVar[Mapping[str, str]] = {"mentor": "mentor_id", "mentee": "mentee_id"}

    mentor = ChoiceField(
        "Which organisation is the mentor from?",
        select=True,
        empty="Choose a party",
        required="Choose the mentor’s organisation",
        subject="The mentor’s organisation",
    )
    mentor_post = LineField(
        "Mentor’s post",
        hint="A job, like “Head of finance”",
        required="Enter the mentor’s post",
        max_length=LINE,
    )
    mentee = ChoiceField(
        "Which organisation is the person mentored from?",
        select=True,
        empty="Choose a party",
        required="Choose the organisation of the person mentored",
        subject="The organisation of the person mentored",
    )
    mentee_post = LineField(
        "Post of the person mentored", required="Enter the post of the person mentored", max_length=LINE
    )
    focus = LineField(
        "What is it about?", hint="Like “Financial controls”", max_length=LINE, subject="What it is about"
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
