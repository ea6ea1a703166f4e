"""Forms about visits and pairs."""

from collections.abc import Mapping
from typing import ClassVar

from portal.features.arrangements.forms.parties import OfParties
from portal.features.arrangements.models import LINE
from portal.forms import (
    DAY_HINT,
    ChoiceField,
    DayField,
    DecimalField,
    LineField,
    PortalForm,
    WholeNumberField,
    WordsField,
)

MOST_VISITS = 200
MOST_DAYS = 100
"""Days a month of one pair: more than one person may come on a day."""


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
        hint="We compare it with the sessions that are logged. Two managers on one day are two visits if each has a"
        " session of their own",
        minimum=0,
        maximum=MOST_VISITS,
        subject="Visits a month",
    )


class PairForm(OfParties):
    """Who mentors whom."""

    buttons: ClassVar[tuple[str, ...]] = ("another",)
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
    mentor_person = LineField(
        "Mentor’s name", hint="Only if you need it: posts stay when people change", max_length=LINE
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
    mentee_person = LineField("Name of the person mentored", max_length=LINE)
    focus = LineField(
        "What is it about?", hint="Like “Financial controls”", max_length=LINE, subject="What it is about"
    )
    rhythm = LineField(
        "How often do they meet?",
        hint="Only if it is not what you said of all visits, like “Every second Monday”",
        max_length=LINE,
        subject="How often they meet",
    )
    days_per_month = DecimalField(
        "About how many days is that in a month?",
        hint="We compare it with the sessions of this pair: 7.5 hours are a day",
        places=1,
        minimum=0,
        maximum=MOST_DAYS,
        subject="Days a month",
        width="5",
        suffix="days",
    )
    first_on = DayField("First day", hint="Only if it is not that of the arrangement", subject="The first day")
    last_on = DayField("Last day", hint="When it is over, or if you know it already", subject="The last day")


class EndPairForm(PortalForm):
    """The last day of a pair."""

    versioned = True

    last_on = DayField("What is its last day?", hint=DAY_HINT, required="Enter the last day", subject="The last day")
