"""Forms of handovers. A successor is chosen by the reference of its share, or of itself while it has none."""

from collections.abc import Callable, Sequence
from typing import Any

from portal.features.succession.models import REASON_LENGTH
from portal.forms import ChoicesField, DayField, LineField, PortalForm


class RecordForm(PortalForm):
    """Who takes over and when. The choices are what the directory says."""

    successors = ChoicesField(
        "Who takes over?",
        hint="The directory names these. If one is missing, ask whoever runs this portal to record it",
        required="Choose who takes over",
        subject="Who takes over",
    )
    on_date = DayField(
        "On which day?",
        hint="The day in the law or order. It can be in the past. Nothing passes before that day",
        required="Enter the day",
        subject="Day",
    )


class ChooseForm(PortalForm):
    """Where one thing goes. ``now`` gives where it goes at present."""

    versioned = True

    successors = ChoicesField(
        "Where does it go?",
        hint="Choose one or more. Leave it empty if you do not know yet",
        subject="Where it goes",
    )

    def __init__(self, now: Callable[[], Sequence[str]], **kwargs: Any) -> None:
        self.now = now
        super().__init__(successors=list(now()), **kwargs)

    def stored(self, record: Any) -> dict[str, Any]:
        """Where it goes by now."""
        return {"successors": list(self.now())}


class RestForm(PortalForm):
    """Where everything goes that nobody has chosen for."""

    successors = ChoicesField(
        "Where does the rest go?",
        hint="If you choose more than one, each of them gets all of it. A person can go to one only, so then you choose"
        " for people one by one",
        required="Choose at least one",
        subject="Where the rest goes",
    )


class SureForm(PortalForm):
    """Nothing to fill in: the button is the answer."""


class SureOfVersionForm(PortalForm):
    """The button is the answer, to the version that was open."""

    versioned = True


class DeclineForm(PortalForm):
    """Why a successor does not take something over."""

    versioned = True

    reason = LineField(
        "Why do you decline?",
        max_length=REASON_LENGTH,
        hint="For example, the scheme ended. The record of the handover keeps it",
        required="Say why you decline",
        subject="Reason",
    )
