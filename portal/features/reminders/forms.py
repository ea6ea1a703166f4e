"""The questions about reminders."""

from portal.features.reminders.models import Pace
from portal.forms import Choice, ChoiceField, HiddenField, PortalForm

PACES = (
    Choice(
        Pace.AT_ONCE.value, "One email for each thing", "On the morning when it is 30 days or 7 days away, and so on"
    ),
    Choice(Pace.DAILY.value, "One email a day", "Only on days when there is something new"),
    Choice(Pace.WEEKLY.value, "One email a week", "On Monday, if there is something new"),
    Choice(Pace.NEVER.value, "No emails", "You still find everything on your home page"),
)


class PaceForm(PortalForm):
    """How often."""

    pace = ChoiceField(
        "How often do you want reminders by email?", required="Choose how often", choices=PACES, coerce=Pace
    )


class StopForm(PortalForm):
    """No question: the link says whose reminders stop."""


class AddFeedForm(PortalForm):
    """No question: it is for the organisation that the viewer acts for."""


class EndFeedForm(PortalForm):
    """Which calendar to take back."""

    calendar = HiddenField("Calendar", required="Choose a calendar")
