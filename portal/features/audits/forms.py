"""Forms of audits."""

from portal.core.clock import today
from portal.features.audits.models import NOTE_LENGTH, PURPOSE_LENGTH, REASON_LENGTH, TITLE_LENGTH
from portal.forms import ChoiceField, ChoicesField, DayField, LineField, PortalForm, WordsField


class OpenForm(PortalForm):
    """A new engagement; who audits is settled before and carried in the address. ``records`` gets its choices."""

    title = LineField(
        "Title",
        max_length=TITLE_LENGTH,
        hint="Everyone who can see a chosen arrangement will read this. For example, Review of the Swindon pilot",
        required="Enter a title for this audit",
    )
    purpose = WordsField(
        "What is it for?",
        max_length=PURPOSE_LENGTH,
        hint="What the auditor should look at, and why",
        required="Enter what the audit is for",
        subject="Purpose",
    )
    records = ChoicesField(
        "Arrangements to be audited",
        hint="The auditor reads all that is on their pages: terms, money, sessions, evidence, feedback and history",
        required="Choose at least one arrangement",
    )
    starts_on = DayField(
        "First day",
        hint="From the start of this day the auditor can read. It must be today or later",
        required="Enter the first day of the audit",
        default=lambda: today(),  # noqa: PLW0108 - asked when the form is made
    )
    ends_on = DayField(
        "Last day",
        hint="When this day ends the auditor can read nothing any more. It can be up to 3 years after the first day",
        required="Enter the last day of the audit",
    )


class ChangeEndForm(PortalForm):
    """Another last day."""

    versioned = True

    ends_on = DayField(
        "New last day",
        hint="When this day ends the auditor can read nothing any more",
        required="Enter the new last day",
    )


class EndForm(PortalForm):
    """Ending before the day."""

    why = WordsField(
        "Why does it end now?",
        max_length=REASON_LENGTH,
        hint="Everyone who can see the arrangements will read this in their history",
        required="Enter why the audit ends now",
        subject="Reason",
    )


class NoteForm(PortalForm):
    """A new working note. ``record_reference`` gets its choices."""

    title = LineField("Title", max_length=TITLE_LENGTH, required="Enter a title for your note")
    record_reference = ChoiceField("Which record is it about?", select=True, empty="All of them", subject="Record")
    words = WordsField("Note", max_length=NOTE_LENGTH, rows=12, required="Enter your note")


class ChangeNoteForm(NoteForm):
    """A changed working note."""

    versioned = True
