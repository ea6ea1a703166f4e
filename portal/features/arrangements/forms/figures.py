"""The form about a figure that differs from the agreed one."""

from collections.abc import Iterable
from typing import Any

from portal.features.arrangements.models import LINE
from portal.features.arrangements.rules.money_words import year_words
from portal.forms import ChoiceField, LineField, PenceField, PortalForm, WordsField


class FigureForm(PortalForm):
    """A figure that differs, of one sum or of all, of one financial year or of all."""

    versioned = True

    about = ChoiceField("Which money is it about?", select=True, empty="All of it together", subject="Which money")
    year = ChoiceField(
        "Which financial year is it about?",
        hint="From 1 April to 31 March",
        select=True,
        empty="All years together",
        coerce=int,
        subject="Which financial year",
    )
    pence = PenceField(
        "The figure, in pounds", hint="Like 3.66m", required="Enter the figure", minimum=1, subject="Figure"
    )
    period = LineField("What time does it cover?", hint="Like “over three years”", max_length=LINE, subject="Time")
    source = LineField(
        "Who says so?",
        hint="A party, a report, a newspaper and its date",
        required="Enter who says so",
        max_length=LINE,
        subject="Who says so",
    )
    note = WordsField("Why may it differ?", subject="Why it may differ", rows=3)

    def __init__(
        self, flows: Iterable[tuple[str, str]], years: Iterable[int], *, record: Any = None, **kwargs: Any
    ) -> None:
        """``flows`` are references and words. A figure that is corrected stays about the same money."""
        super().__init__(record=record, **kwargs)
        self.year.choices = [(year, year_words(year)) for year in years]
        if record is None:
            self.about.choices = flows
        else:
            del self.about
