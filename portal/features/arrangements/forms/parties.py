"""Forms in which parties are chosen."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from portal.forms import (
    PortalForm,
)


class OfParties(PortalForm):
    """A form in which parties are chosen: ``ends`` maps each such field to the column with the organisation's id."""

    versioned = True
    ends: ClassVar[Mapping[str, str]] = {}

    def __init__(self, parties: Sequence[Any], *, record: Any = None, **kwargs: Any) -> None:
        self.by_id = {party.organisation_id: party.reference for party in parties}
        linked = {name: one for name, one in self._linked(record).items() if one or name not in kwargs}
        super().__init__(record=record, **{**kwargs, **linked})
        for name in self.ends:
            self[name].choices = [(party.reference, party.name) for party in parties]

    def _linked(self, record: Any) -> dict[str, Any]:
        if record is None:
            return {}
        return {name: self.by_id.get(getattr(record, column)) for name, column in self.ends.items()}

    def stored(self, record: Any) -> dict[str, Any]:
        """Parties by reference."""
        return super().stored(record) | self._linked(record)

    def chosen(self, name: str) -> int | None:
        """The id of the organisation chosen in a field."""
        by_reference = {reference: id_ for id_, reference in self.by_id.items()}
        reference: str | None = self[name].data
        return by_reference[reference] if reference else None
