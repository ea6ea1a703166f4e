"""Questions answered in words (a line, several lines, an address, a password), and files, ticks and hidden values."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage
from wtforms.validators import StopValidation

from portal.core.bounds import EMAIL
from portal.core.text import email_address, is_link, normal_line, normal_text
from portal.forms.asked import Asked, TextLike, first_text, length_message
from portal.forms.characters import fault_in


class LineField(TextLike):
    """One line of text. Data: ``str``, normal form, empty when nothing was typed."""

    def read(self, text: str) -> str:
        """The text on one line."""
        return normal_line(text)

    def nothing(self) -> str:
        """Nothing typed is an empty text."""
        return ""


class WordsField(TextLike):
    """Several lines of text, with a count of characters. Data: ``str``, empty when nothing was typed."""

    kind = "words"
    max_length = 5000
    rows = 5

    def __init__(
        self, label: str = "", validators: Sequence[Any] | None = None, *, rows: int = 5, **kwargs: Any
    ) -> None:
        self.rows = rows
        super().__init__(label, validators, **kwargs)

    def nothing(self) -> str:
        """Nothing typed is an empty text."""
        return ""

    @property
    def described_by(self) -> str:
        """Also the sentence that says how many characters there may be."""
        return f"{self.id}-info {super().described_by}".strip()


class LinkField(TextLike):
    """The address of a page on the web, http or https. Data: ``str``, empty when nothing was typed."""

    input_type = "url"
    max_length = 500
    spellcheck = False

    def read(self, text: str) -> str:
        """The address as it is, if it is one that a browser can open without harm."""
        if not is_link(text):
            raise ValueError(
                f"{self.subject} must start with https:// or http://, like https://www.example.org/minutes"
            )
        return text

    def nothing(self) -> str:
        """Nothing typed is an empty text."""
        return ""


class EmailField(TextLike):
    """An e-mail address, checked by its form (RFC 5322, 6531); nothing is looked up. Data: ``str`` or ``None``."""

    input_type = "email"
    max_length = EMAIL
    spellcheck = False

    def read(self, text: str) -> str:
        """The address with its domain in lower case."""
        try:
            return email_address(text)
        except ValueError as wrong:
            raise ValueError(f"{self.subject} {wrong}") from None


class PasswordField(Asked):
    """A password: never changed, never shown again, never logged. Data: ``str`` or ``None``."""

    kind = "password"
    max_length = 1000

    def __init__(self, label: str = "", validators: Sequence[Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("autocomplete", "current-password")
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the password as it was typed."""
        typed = first_text(valuelist)
        self.data = typed or None
        if len(typed) > self.max_length:
            self.problem = length_message(self.subject, self.max_length, len(typed))
        elif fault := fault_in(typed):
            self.problem = f"{self.subject} has {fault}. Type it again"

    def mine(self) -> str:
        """Never shown."""
        return ""


class FileField(Asked):
    """An uploaded file. Data: werkzeug ``FileStorage`` or ``None``. ``accept``, as in HTML, is a hint and no check;
    ``tells_limit`` adds to the hint how large the file may be, which whoever runs the portal decides."""

    kind = "file"

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] | None = None,
        *,
        accept: str = "",
        tells_limit: bool = False,
        **kwargs: Any,
    ) -> None:
        self.accept = accept
        super().__init__(label, validators, **kwargs)
        if tells_limit:
            self.hint += f". It can be up to {current_app.config['SETTINGS'].max_upload_mb} MB"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the file, if one was chosen."""
        self.data = next((item for item in valuelist if isinstance(item, FileStorage) and item.filename), None)
        if self.data is not None and (fault := fault_in(self.data.filename or "")):
            self.problem = f"The name of the file has {fault}. Rename the file and choose it again"

    def mine(self) -> str:
        """The name of the chosen file."""
        return self.words(self.data.filename) if isinstance(self.data, FileStorage) else ""


class TickField(Asked):
    """One tick box, for agreeing to something. Data: ``bool``. With ``required`` it has to be ticked."""

    kind = "tick"
    VALUE = "yes"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Ticked or not; any other value than the box's own is refused."""
        value = first_text(valuelist)
        self.data = value == self.VALUE
        if value not in ("", self.VALUE):
            self.problem = self.required or f"Tick or clear the box: {self.subject}"

    def blank(self) -> bool:
        """Whether the box is not ticked."""
        return not self.data

    def words(self, value: Any) -> str:
        """Yes or no."""
        return "Yes" if value else "No"


class HiddenField(Asked):
    """A value that the page itself sends back, checked like any other. Data: ``str`` or ``None``."""

    kind = "hidden"
    max_length = 200

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the value if it is fit to keep."""
        text = normal_text(first_text(valuelist))
        self.data = text or None
        if len(text) > self.max_length or fault_in(text):
            self.data = None
            self.problem = "Something on this page was changed on its way to us. Open the page again"

    @property
    def shown(self) -> str:
        """The value to send back."""
        return "" if self.data is None else str(self.data)

    def pre_validate(self, form: Any) -> None:
        """A hidden value that is missing is a fault of the page."""
        if self.problem or (self.blank() and self.required):
            raise StopValidation(self.problem or self.required)
        if self.blank():
            raise StopValidation
