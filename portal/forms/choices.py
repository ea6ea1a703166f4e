"""Questions answered by choosing. The choices are given to the form; it never looks them up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from wtforms.validators import StopValidation

from portal.forms.asked import Asked

TAMPERED = "Choose from the options shown"


@dataclass(frozen=True)
class Choice:
    """One option: the value sent, the words shown, and a hint under them."""

    value: str
    label: str
    hint: str = ""


Offered = Iterable[Choice | tuple[Any, str]]


class Chosen(Asked):
    """What radios, a select and tick boxes share. ``coerce`` turns a value that was offered into data."""

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] | None = None,
        *,
        choices: Offered = (),
        coerce: Callable[[str], Any] = str,
        **kwargs: Any,
    ) -> None:
        self.choices = choices
        self.coerce = coerce
        self.sent: list[str] | None = None
        super().__init__(label, validators, **kwargs)

    @property
    def choices(self) -> list[Choice]:
        """The options, in the order shown."""
        return self._choices

    @choices.setter
    def choices(self, offered: Offered) -> None:
        self._choices = [
            item if isinstance(item, Choice) else Choice(value_text(item[0]), str(item[1])) for item in offered
        ]

    def chosen(self, value: str) -> bool:
        """Whether the option with ``value`` is to be shown as chosen."""
        if self.sent is not None:
            return value in self.sent
        return value in [value_text(item) for item in self.as_list(self.data)]

    def as_list(self, data: Any) -> list[Any]:
        """``data`` as a list of what is chosen."""
        return [] if data is None else [data]

    def words(self, value: Any) -> str:
        """The labels of what is chosen."""
        labels = {choice.value: choice.label for choice in self.choices}
        texts = [value_text(item) for item in self.as_list(value)]
        return ", ".join(labels.get(text, text) for text in texts)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the values sent; they are held to the options when the form is checked."""
        self.sent = [value for value in valuelist if isinstance(value, str) and value]
        self.data = None

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that was not offered, then turn the rest into data."""
        if self.sent is not None:
            offered = {choice.value for choice in self.choices}
            if not offered.issuperset(self.sent):
                self.sent = [value for value in self.sent if value in offered]
                raise StopValidation(TAMPERED)
            self.data = self.take(list(dict.fromkeys(self.sent)))
        super().pre_validate(form)

    def take(self, values: list[str]) -> Any:
        """The data that ``values``, all offered, mean."""
        return self.coerce(values[0]) if values else None

    def mine(self) -> str:
        """The labels of what was chosen, or of the present value."""
        labels = [choice.label for choice in self.choices if self.chosen(choice.value)]
        return ", ".join(labels)


class ChoiceField(Chosen):
    """One of several: radios, or a select with ``select=True`` whose first, empty option reads ``empty``.

    Data: what ``coerce`` makes of the value, or ``None``.
    """

    kind = "choice"

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] | None = None,
        *,
        select: bool = False,
        empty: str = "Choose one",
        inline: bool = False,
        **kwargs: Any,
    ) -> None:
        self.kind = "select" if select else "choice"
        self.empty = empty
        self.inline = inline
        super().__init__(label, validators, **kwargs)


class ChoicesField(Chosen):
    """Any number of several, as tick boxes, side by side in ``columns`` where there are many. Data: list of coerced
    values, in the order sent, each once."""

    kind = "choices"
    many = True

    def __init__(
        self, label: str = "", validators: Sequence[Any] | None = None, *, columns: bool = False, **kwargs: Any
    ) -> None:
        self.columns = columns
        super().__init__(label, validators, **kwargs)

    def as_list(self, data: Any) -> list[Any]:
        """The list itself."""
        return list(data or ())

    def take(self, values: list[str]) -> list[Any]:
        """All of them."""
        return [self.coerce(value) for value in values]


def value_text(value: Any) -> str:
    """The value of an option as it is sent; an enum member sends its value."""
    return str(value.value) if isinstance(value, Enum) else str(value)
