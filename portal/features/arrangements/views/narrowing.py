"""The filters of the list: what an address asks for, the panel that offers them, and the views kept of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from portal.features.arrangements import queries
from portal.features.arrangements.rules.filters import (
    ASKED,
    LABELS,
    ORDERS,
    Choices,
    Filter,
    choices_of,
    read_filter,
    said,
)
from portal.features.arrangements.rules.titles import title_fault
from portal.features.arrangements.rules.views import unpacked

FIRST = ("title", "kind", "service", "state", "party")
"""The filters that most people use; the others are folded away until one of them is used."""
LAYOUTS = {
    "list": ("arrangements.index", "List"),
    "board": ("arrangements.board", "Board"),
    "map": ("arrangements.network_map", "Map"),
}
"""How arrangements can be laid out: (endpoint, what it is called)."""
NEWEST_FIRST = "Newest first"
EVERYTHING = {"view": "all"}
"""The argument with which the list opens whole, and not in the default view."""


@dataclass(frozen=True)
class View:
    """A view that the viewer keeps: what it is called, where it opens, whether it is the one that is open."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class Panel:
    """What stands around the arrangements. ``kept`` are the arguments of the address; ``on`` is (what, words, the
    address without it) of each filter that narrows; ``views`` are the viewer's own, and ``layouts`` (words, address,
    whether it is this one)."""

    layout: str
    kept: Mapping[str, str]
    choices: Choices
    on: Sequence[tuple[str, str, str]]
    views: Sequence[View]
    layouts: Sequence[tuple[str, str, bool]]
    labels: Mapping[str, str]
    orders: Mapping[str, str]

    @property
    def order(self) -> str:
        """The order that the list is in, in words."""
        return self.orders.get(self.kept.get("sort", ""), NEWEST_FIRST)

    @property
    def newest_first(self) -> str:
        """The order unless another is asked for."""
        return NEWEST_FIRST

    @property
    def first(self) -> tuple[str, ...]:
        """The filters that are always shown."""
        return FIRST

    @property
    def more(self) -> list[str]:
        """The filters that are folded away."""
        return [name for name in LABELS if name not in (*FIRST, "among")]

    @property
    def unfolded(self) -> bool:
        """Whether one that is folded away is used."""
        return any(name in self.kept for name in self.more)

    @property
    def faults(self) -> Mapping[str, str]:
        """Why nothing can be looked for, of a filter that is typed."""
        return {"title": title_fault(self.kept.get("title", ""))}

    @property
    def plain(self) -> str:
        """The address without filters."""
        return address(self.layout, {})

    @property
    def keep(self) -> str:
        """The address where the filters that are on are kept as a view; none where there are none."""
        arguments = _arguments(self.layout, self.kept)
        return url_for("arrangements.add_view", **arguments) if self.kept else ""


def filter_now() -> Filter:
    """What the address asks for."""
    return read_filter(request.args, _choices())


def sorting(arguments: Mapping[str, str]) -> dict[str, str]:
    """The order that an address asks for, as an argument; none where it is newest first."""
    order = arguments.get("sort", "")
    return {"sort": order} if order in ORDERS else {}


def order_now() -> str:
    """The order that the address asks for."""
    return sorting(request.args).get("sort", "")


def arguments_now() -> dict[str, Any]:
    """What the address asks for, as it is kept: filters, order, and how they are laid out unless as a list."""
    layout = request.args.get("as", "")
    kept = filter_now().arguments | sorting(request.args)
    return _arguments(layout if layout in LAYOUTS else "list", kept)


def address_of(arguments: Mapping[str, str]) -> str:
    """Where what was kept opens; what is not known any more is left out."""
    layout = arguments.get("as", "")
    kept = read_filter(arguments, _choices()).arguments | sorting(arguments)
    return address(layout if layout in LAYOUTS else "list", kept)


def names_in(*several: Mapping[str, str]) -> Mapping[str, str]:
    """The names of the organisations that these arguments ask for, by reference."""
    choices = _choices()
    asked = {one for arguments in several for one in read_filter(arguments, choices).organisations}
    return queries.names_by_reference(asked) if asked else {}


def words_of(arguments: Mapping[str, str], names: Mapping[str, str] | None = None) -> str:
    """What was kept, as a line. ``names`` are those of ``names_in``, if they were read before."""
    choices = _choices()
    wanted = read_filter(arguments, choices)
    known = names_in(arguments) if names is None else names
    words = [f"{label}: {value}" for _, label, value in said(wanted, choices, known)]
    layout = [LAYOUTS[name][1]] if (name := arguments.get("as", "")) in LAYOUTS else []
    return ". ".join([*layout, *words, *(ORDERS[order] for order in sorting(arguments).values())]) or "Everything"


def default_of(views: Sequence[Any]) -> str:
    """Where the default of these views opens; nothing when there is none, or when it is the whole list."""
    found = next((address_of(unpacked(view.arguments)) for view in views if view.is_default), "")
    return "" if found == address("list", {}) else found


def panel(layout: str, wanted: Filter, views: Sequence[Any]) -> Panel:
    """What stands around the arrangements of a page that is narrowed to ``wanted``."""
    choices = _choices()
    kept: dict[str, Any] = wanted.arguments | (sorting(request.args) if layout == "list" else {})
    on = [
        (label, words, address(layout, {key: value for key, value in kept.items() if key != name}))
        for name, label, words in said(wanted, choices, names_in(wanted.arguments))
    ]
    here = address(layout, kept)
    addresses = [(view.name, address_of(unpacked(view.arguments))) for view in views]
    shown = [View(name, href, href == here) for name, href in addresses]
    layouts = [(words, address(name, wanted.arguments), name == layout) for name, (_, words) in LAYOUTS.items()]
    return Panel(layout, kept, choices, on, shown, layouts, ASKED, ORDERS)


def _arguments(layout: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    return {**kept, **({} if layout == "list" else {"as": layout})}


def address(layout: str, kept: Mapping[str, Any]) -> str:
    """The address of a layout with these arguments."""
    whole: Mapping[str, Any] = EVERYTHING if layout == "list" and not kept else {}
    return url_for(LAYOUTS[layout][0], **kept, **whole)


def _choices() -> Choices:
    return choices_of(queries.kind_names(), queries.services())
