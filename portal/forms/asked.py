"""What every question on a form has in common: a label, a hint, a message when it is left empty, and what was typed."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from portal.core.text import can_be_seen, normal_text
from portal.forms.characters import UNREADABLE, fault_in, safe_to_show


class Asked(Field):
    """One question. Data is ``None`` (or empty) when nothing was given.

    ``required`` is the message shown when it is left empty; without one the question is optional.
    ``subject`` is what messages call it (by default the label), as in "Title must be 200 characters or fewer".
    ``marked``: whether an optional question says that it is. One of several of which one has to be answered does not.
    """

    kind = "line"
    many = False
    data: Any

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] | None = None,
        *,
        hint: str = "",
        required: str = "",
        subject: str = "",
        autocomplete: str = "",
        marked: bool = True,
        **kwargs: Any,
    ) -> None:
        self.marked = marked
        self.hint = hint
        self.required = required
        self.subject = subject or label
        self.autocomplete = autocomplete
        self.problem = ""
        self.errors: list[str] = []
        super().__init__(label, validators or (), **kwargs)

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the browser sends the answer."""
        return (self.name,)

    @property
    def error_id(self) -> str:
        """The id of the input that the error summary leads to."""
        return str(self.id)

    @property
    def described_by(self) -> str:
        """The ids of the hint and the message, for ``aria-describedby``."""
        parts = ([f"{self.id}-hint"] if self.hint else []) + ([f"{self.id}-error"] if self.errors else [])
        return " ".join(parts)

    def blank(self) -> bool:
        """Whether nothing was given."""
        return self.data is None or self.data in ("", [])

    def pre_validate(self, form: Any) -> None:
        """The question's own checks, before any other. Raises ``StopValidation`` with the message."""
        if self.problem:
            raise StopValidation(self.problem)
        if self.blank():
            raise StopValidation(self.required)

    def words(self, value: Any) -> str:
        """``value``, one that this question could have given, as a person would read it."""
        return "" if value is None else safe_to_show(str(value))

    def mine(self) -> str:
        """What was answered, as a person would read it."""
        return self.words(self.data)


class TextLike(Asked):
    """A question answered by typing. A subclass says how the text is ``read`` and how data is ``written`` back."""

    max_length = 200
    input_type = "text"
    inputmode = ""
    width = ""
    prefix = ""
    suffix = ""
    spellcheck = True

    def __init__(self, label: str = "", validators: Sequence[Any] | None = None, **kwargs: Any) -> None:
        self.typed: str | None = None
        for name in ("max_length", "width", "prefix", "suffix", "spellcheck", "inputmode"):
            if name in kwargs:
                setattr(self, name, kwargs.pop(name))
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take what was typed; a fault becomes the field's problem, and the text is kept to be shown again."""
        self.typed = first_text(valuelist)
        self.data = None
        text = normal_text(self.typed)
        if fault := fault_in(text):
            self.problem = unfit_message(self.subject, fault)
        elif len(text) > self.max_length:
            self.problem = length_message(self.subject, self.max_length, len(text))
        elif can_be_seen(text):
            try:
                self.data = self.read(text)
            except ValueError as wrong:
                self.problem = str(wrong)
        else:
            self.data = self.nothing()

    def nothing(self) -> Any:
        """The data of an empty answer."""
        return None

    def read(self, text: str) -> Any:
        """The data that ``text`` (not empty, fit, not too long) means. Raises ``ValueError`` with the message."""
        return text

    def write(self, value: Any) -> str:
        """``value`` as somebody would type it."""
        return "" if value is None else str(value)

    @property
    def shown(self) -> str:
        """The text of the input: what was typed, else the present value."""
        return safe_to_show(self.write(self.data) if self.typed is None else self.typed)

    def mine(self) -> str:
        """What was typed, tidied if it could be read."""
        return self.shown if self.blank() else self.words(self.data)


def first_text(values: Iterable[Any]) -> str:
    """The first of ``values`` that is text; an uploaded file under a text field's name counts as nothing."""
    return next((value for value in values if isinstance(value, str)), "")


def unfit_message(subject: str, fault: str) -> str:
    """What to do about a character that cannot be kept."""
    return f"{subject} has {fault}. Find the {UNREADABLE} and delete it, or type that part again"


def length_message(subject: str, most: int, length: int) -> str:
    """How much too long an answer is."""
    return f"{subject} must be {most:,} characters or fewer. You have typed {length:,}"
