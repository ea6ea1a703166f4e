"""Forms about sessions and what is to be done after them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms.validators import StopValidation

from portal.features.arrangements.forms.parties import OfParties
from portal.features.arrangements.models import LINE, SessionState
from portal.features.arrangements.rules.mentoring import DAY, LENGTHS, length_words, read_length
from portal.features.arrangements.rules.words import pair_words
from portal.forms import (
    ChoiceField,
    DayField,
    LineField,
    PortalForm,
    WordsField,
)

OTHER = "other"
_LENGTHS = {DAY: "A whole day", DAY // 2: "Half a day"}
_LINKED = {"pair": "pairs", "measure": "measures", "evidence": "evidence"}


def length_answers(minutes: int | None) -> dict[str, Any]:
    """The two answers that say how long a session was."""
    usual = minutes in _LENGTHS
    return {
        "length": str(minutes) if usual else OTHER if minutes else None,
        "other_length": None if usual else minutes,
    }


class LengthField(LineField):
    """How long a session took, where its form's ``length`` is another than the usual: ``90 minutes``, ``1.5 days``.
    Data: minutes, ``int`` or ``None``."""

    max_length = 60
    width = "10"

    def nothing(self) -> Any:
        """Nothing typed is no length."""
        return None

    def pre_validate(self, form: Any) -> None:
        """Nothing is wrong with what is not asked."""
        if form.length.data not in (None, OTHER):
            self.data = None
            raise StopValidation
        super().pre_validate(form)

    def read(self, text: str) -> Any:
        """The minutes."""
        try:
            return read_length(text)
        except ValueError as wrong:
            raise ValueError(f"{self.subject} {wrong}") from None

    def write(self, value: Any) -> str:
        """In words, which can be read again."""
        return length_words(value)

    def words(self, value: Any) -> str:
        """In words."""
        return length_words(value)


class SessionForm(PortalForm):
    """One session: the first questions are all that most need. ``offered`` has ``pairs``, ``measures``, ``evidence``
    and ``parties``, as ``queries.logging_choices`` gives them."""

    versioned = True
    buttons: ClassVar[tuple[str, ...]] = ("another",)

    topic = LineField("What was it about?", required="Enter what it was about", max_length=LINE, subject="Topic")
    length = ChoiceField(
        "How long was it?",
        hint="A day is 7.5 hours",
        choices=[*((minutes, words) for minutes, words in _LENGTHS.items()), (OTHER, "Another length")],
        inline=True,
        subject="How long it was",
    )
    other_length = LengthField("If another length, how long?", hint=LENGTHS.capitalize(), subject="The length")
    on_date = DayField("Date", required="Enter the date", subject="Date")
    pair = ChoiceField("Who met?", select=True, empty="Not one pair: other people", subject="Who met")
    state = ChoiceField(
        "Has it taken place?",
        choices=[(SessionState.HELD, "Yes"), (SessionState.PLANNED, "No, it is planned")],
        inline=True,
        required="Say whether it has taken place",
        subject="Has it taken place",
    )
    people = LineField("Who else was there?", hint="Posts, not names, where you can", max_length=LINE, subject="People")
    advice = WordsField("What advice was given?", subject="Advice given", rows=3)
    outcome = WordsField("What came of it?", subject="What came of it", rows=3)
    measure = ChoiceField("Which measure is it to help?", select=True, empty="None in particular", subject="Measure")
    evidence = ChoiceField("Which evidence shows it?", select=True, empty="None", subject="Evidence")

    def __init__(self, offered: Mapping[str, Sequence[Any]], *, record: Any = None, **kwargs: Any) -> None:
        self.known = {name: {row.id: row.reference for row in offered[rows]} for name, rows in _LINKED.items()}
        super().__init__(record=record, **{**kwargs, **(self.linked(record) if record is not None else {})})
        self.pair.choices = [(pair.reference, pair_words(pair)) for pair in offered["pairs"]]
        self.measure.choices = [(row.reference, row.name) for row in offered["measures"]]
        self.evidence.choices = [(row.reference, row.title) for row in offered["evidence"]]

    @property
    def minutes(self) -> int | None:
        """How long it was, as it was chosen or typed."""
        if self.length.data in (None, "", OTHER):
            return self.other_length.data
        return int(self.length.data)

    def linked(self, row: Any) -> dict[str, Any]:
        """Answers that a session keeps in another shape: its pair, measure and evidence by reference, its length."""
        rows = {name: known.get(getattr(row, f"{name}_id")) for name, known in self.known.items()}
        return rows | length_answers(row.minutes)

    def stored(self, record: Any) -> dict[str, Any]:
        """Rows by reference and the length as it is asked."""
        return super().stored(record) | self.linked(record)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: another length is typed where it is chosen; where a usual one is chosen, what stands there counts for
        nothing."""
        valid = super().validate(extra_validators)
        typed = self.other_length
        if self.length.data == OTHER and typed.data is None and not typed.errors:
            typed.errors = [f"Enter how long it was, {LENGTHS}"]
        return valid and not typed.errors


class LogForm(SessionForm):
    """A session that is logged or planned now, and the first thing to do after it."""

    follow_up = LineField("What is to be done next?", max_length=LINE, subject="What is to be done")
    owner = ChoiceField("Who is to do it?", select=True, empty="Choose a party", subject="Who is to do it")
    owner_post = LineField("Which post there?", hint="A job, like “Head of finance”", max_length=LINE, subject="Post")
    due_on = DayField("By when?", subject="The day it is due")

    def __init__(self, offered: Mapping[str, Sequence[Any]], **kwargs: Any) -> None:
        self.parties = {row.reference: row.organisation_id for row in offered["parties"]}
        super().__init__(offered, **kwargs)
        self.owner.choices = [(row.reference, row.name) for row in offered["parties"]]

    @property
    def owner_id(self) -> int:
        """The organisation that is to do it."""
        return self.parties.get(self.owner.data or "", 0)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: what is to be done next is said whole or not at all."""
        valid = super().validate(extra_validators)
        if self.follow_up.data:
            self._needs(self.owner, "Choose who is to do it")
            self._needs(self.due_on, "Enter the day by which it is to be done")
        elif self.due_on.data or self.owner_post.data:
            self._needs(self.follow_up, "Enter what is to be done")
        return valid and not self.errors

    @staticmethod
    def _needs(field: Any, message: str) -> None:
        if not field.data and not field.errors:
            field.errors = [message]


def import_form(pairs: Sequence[Any]) -> type[PortalForm]:
    """What is asked about a whole table of sessions: ``unit`` of its lengths, and the ``pair`` of rows without one."""
    return type(
        "SessionsForm",
        (PortalForm,),
        {
            "unit": ChoiceField(
                "What is a number alone, where the file says how long?",
                hint="“90 minutes” or “1.5 days” is read as it stands. A day is 7.5 hours",
                choices=[("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days")],
                required="Choose minutes, hours or days",
                subject="A number alone",
                inline=True,
                default="minutes",
            ),
            "pair": ChoiceField(
                "Who met, where the file does not say?",
                choices=[(pair.reference, pair_words(pair)) for pair in pairs],
                select=True,
                empty="Not one pair: other people",
                subject="Who met",
            ),
        },
    )


class CallOffForm(PortalForm):
    """Why a planned session will not be held."""

    versioned = True

    why = LineField(
        "Why is it called off?",
        hint="The parties will read it, observers will not",
        required="Say why it is called off",
        max_length=LINE,
        subject="Why it is called off",
    )


class PutBackForm(PortalForm):
    """The button is the answer: it is planned again."""

    versioned = True


class FollowUpForm(OfParties):
    """What is to be done after a session; ``done_on`` only once it is on the record."""

    ends: ClassVar[Mapping[str, str]] = {"owner": "owner_id"}

    what = LineField(
        "What is to be done?", required="Enter what is to be done", max_length=LINE, subject="What is to be done"
    )
    owner = ChoiceField(
        "Who is to do it?", select=True, empty="Choose a party", required="Choose who is to do it", subject="Who"
    )
    owner_post = LineField("Which post there?", hint="A job, like “Head of finance”", max_length=LINE, subject="Post")
    due_on = DayField("By when?", required="Enter the day by which it is to be done", subject="The day it is due")
    done_on = DayField("When was it done?", hint="Leave empty until it is", subject="The day it was done")

    def __init__(self, parties: Sequence[Any], *, record: Any = None, **kwargs: Any) -> None:
        super().__init__(parties, record=record, **kwargs)
        if record is None:
            del self.done_on


class DoneForm(PortalForm):
    """The day a follow-up was done."""

    versioned = True

    done_on = DayField("When was it done?", required="Enter the day it was done", subject="The day it was done")
