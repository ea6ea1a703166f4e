"""The form of a view that a person keeps."""

from portal.features.arrangements.models import LINE
from portal.forms import LineField, PortalForm, TickField


class ViewForm(PortalForm):
    """What it is called, and whether it opens with the list. ``record`` is the view that is changed, or nothing."""

    name = LineField(
        "What do you want to call it?",
        hint="For example, “Ending soon, adult care”. Only you see it",
        required="Enter what you want to call it",
        subject="The name",
        max_length=LINE,
    )
    is_default = TickField("Open it whenever I come to Arrangements", subject="Opens with the list")


class ChangedViewForm(ViewForm):
    """The same for a view that is there."""

    versioned = True
