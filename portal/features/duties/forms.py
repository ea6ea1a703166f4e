"""Forms about duties. Parties and other duties are given by the view."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from portal.features.arrangements import OfParties
from portal.features.duties.models import LINE, WORDS, Part
from portal.features.duties.rules import ACCOUNTABLE, MEANINGS
from portal.forms import ChoiceField, ChoicesField, LineField, PortalForm, WordsField

FIRST = "first"


class DutyForm(OfParties):
    """What has to be done, and what each party is in it. ``parts`` reads the references of who is what now."""

    ends: ClassVar[Mapping[str, str]] = {"accountable": "accountable_id"}

    what = LineField(
        "What has to be done?",
        hint="In one line, like “Find employers who offer places”",
        required="Enter what has to be done",
        subject="What has to be done",
        max_length=LINE,
    )
    accountable = ChoiceField(
        "Who is accountable?",
        hint=MEANINGS[ACCOUNTABLE],
        select=True,
        empty="Choose one party",
        required="Choose the one party that is accountable",
        subject="Who is accountable",
    )
    responsible = ChoicesField(
        "Who is responsible?",
        hint=f"{MEANINGS[Part.RESPONSIBLE]}. The accountable party may do it too",
        required="Choose at least one party that does the work",
        subject="Who is responsible",
    )
    consulted = ChoicesField("Who is consulted?", hint=MEANINGS[Part.CONSULTED], subject="Who is consulted")
    informed = ChoicesField("Who is informed?", hint=MEANINGS[Part.INFORMED], subject="Who is informed")
    note = WordsField("What else is there to say?", subject="What else", rows=3, max_length=WORDS)

    def __init__(
        self,
        parties: Sequence[Any],
        *,
        record: Any = None,
        parts: Callable[[], Mapping[Part, Sequence[str]]] = dict,
        **kwargs: Any,
    ) -> None:
        self.parts = parts
        super().__init__(parties, record=record, **kwargs, **(self._present() if record is not None else {}))
        for part in Part:
            self[part.value].choices = [(party.reference, party.name) for party in parties]

    def _present(self) -> dict[str, list[str]]:
        found = self.parts()
        return {part.value: list(found.get(part, ())) for part in Part}

    def stored(self, record: Any) -> dict[str, Any]:
        """Who is what, by reference."""
        return super().stored(record) | self._present()

    def ids(self) -> dict[Part, list[int]]:
        """The organisations chosen for each part."""
        known = {reference: id_ for id_, reference in self.by_id.items()}
        return {part: [known[reference] for reference in self[part.value].data or ()] for part in Part}


class MoveForm(PortalForm):
    """Where a duty is to stand."""

    versioned = True

    after = ChoiceField("Where should it stand?", select=True, required="Choose where it should stand", subject="Where")

    def __init__(self, others: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.after.choices = [(FIRST, "Before all others"), *((row.reference, f"After “{row.what}”") for row in others)]

    @property
    def chosen(self) -> str:
        """The reference of the duty to stand after, or nothing for the first place."""
        return "" if self.after.data == FIRST else str(self.after.data)
