"""The filters of the list, the board and the map: what an address asks for, and the panel that offers them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from portal.features.arrangements import queries
from portal.features.arrangements.rules.filters import LABELS, Choices, Filter, choices_of, read_filter, said

FIRST = ("kind", "service", "state", "party")
"""The filters that most people use; the others are folded away until one of them is used."""


@dataclass(frozen=True)
class Panel:
    """What the panel shows. ``kept`` are the arguments of the address now; ``on`` is (what, words, the address without
    it) of each filter that narrows."""

    endpoint: str
    kept: Mapping[str, str]
    choices: Choices
    on: list[tuple[str, str, str]]

    @property
    def labels(self) -> Mapping[str, str]:
        """What each filter is called."""
        return LABELS

    @property
    def first(self) -> tuple[str, ...]:
        """The filters that are always shown."""
        return FIRST

    @property
    def more(self) -> list[str]:
        """The filters that are folded away."""
        return [name for name in LABELS if name not in FIRST]

    @property
    def unfolded(self) -> bool:
        """Whether one that is folded away is used."""
        return any(name in self.kept for name in self.more)

    @property
    def plain(self) -> str:
        """The address without filters."""
        return url_for(self.endpoint)


def filter_now() -> Filter:
    """What the address asks for."""
    return read_filter(request.args, _choices())


def panel(endpoint: str, wanted: Filter, kept: Mapping[str, Any]) -> Panel:
    """The panel of a page that is narrowed to ``wanted``."""
    choices = _choices()
    on = [
        (label, words, url_for(endpoint, **{key: value for key, value in kept.items() if key != name}))
        for name, label, words in said(wanted, choices)
    ]
    return Panel(endpoint, kept, choices, on)


def _choices() -> Choices:
    return choices_of(queries.kind_names(), queries.services())
