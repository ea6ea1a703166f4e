"""Floor 2: forms. One base, a few kinds of question, and the manners they share."""

from portal.forms.base import PortalForm, Refused, new_token, sent_form
from portal.forms.characters import safe_to_show
from portal.forms.choices import Choice, ChoiceField, ChoicesField
from portal.forms.days import DAY_HINT, WHEN_HINT, DayField, InParts, WhenField
from portal.forms.fields import (
    EmailField,
    FileField,
    HiddenField,
    LineField,
    LinkField,
    PasswordField,
    TickField,
    WordsField,
)
from portal.forms.numbers import DecimalField, PenceField, WholeNumberField

__all__ = [
    "DAY_HINT",
    "WHEN_HINT",
    "Choice",
    "ChoiceField",
    "ChoicesField",
    "DayField",
    "DecimalField",
    "EmailField",
    "FileField",
    "HiddenField",
    "InParts",
    "LineField",
    "LinkField",
    "PasswordField",
    "PenceField",
    "PortalForm",
    "Refused",
    "TickField",
    "WhenField",
    "WholeNumberField",
    "WordsField",
    "new_token",
    "safe_to_show",
    "sent_form",
]
