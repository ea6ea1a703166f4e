"""Forms of evidence."""

from datetime import date

from portal.features.evidence.models import NOTE_LENGTH, TITLE_LENGTH
from portal.forms import DayField, FileField, LineField, PortalForm, WordsField

CHOOSE = "Choose a file"
FILE_HINT = "Any kind of file. We keep it exactly as it is"


class EvidenceForm(PortalForm):
    """A file that proves something. ``period`` is what ``add_evidence`` takes."""

    title = LineField(
        "What is this evidence?",
        hint="A short name, like “Minutes of the board, June 2005”",
        required="Enter what this evidence is",
        subject="The name of the evidence",
        max_length=TITLE_LENGTH,
    )
    upload = FileField("File", hint=FILE_HINT, tells_limit=True, required=CHOOSE, subject="The file")
    period_from = DayField(
        "First day it covers", hint="For example, 1 4 2004. Leave empty if it covers no period", subject="First day"
    )
    period_to = DayField("Last day it covers", hint="For example, 31 3 2005", subject="Last day")

    @property
    def period(self) -> tuple[date | None, date | None]:
        """The first and last day."""
        return self.period_from.data, self.period_to.data


class VersionForm(PortalForm):
    """A newer file beside the earlier ones."""

    upload = FileField(
        "New file",
        hint=f"{FILE_HINT}. Earlier versions stay",
        tells_limit=True,
        required=CHOOSE,
        subject="The file",
    )
    note = WordsField(
        "What changed?",
        hint="For example, “Page 4 was missing”",
        required="Enter what changed",
        max_length=NOTE_LENGTH,
        rows=3,
    )
