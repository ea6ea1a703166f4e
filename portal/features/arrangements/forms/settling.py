"""The form about one question of tax, risk, property or staff."""

from typing import Any

from portal.features.arrangements.rules.settled import Question
from portal.forms import ChoiceField, PortalForm, WordsField


class SettleForm(PortalForm):
    """One answer and a note."""

    versioned = True

    answer = ChoiceField("What is agreed?", required="Choose what is agreed", subject="What is agreed")
    note = WordsField("Note", subject="Note", rows=3, max_length=1000)

    def __init__(self, question: Question, *, record: Any = None, **kwargs: Any) -> None:
        super().__init__(record=record, **kwargs)
        self.answer.label.text = question.asks
        self.answer.hint = question.hint
        self.answer.choices = question.choices
