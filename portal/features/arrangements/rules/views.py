"""Views of the list that a person keeps: how many, and what they are called."""

import json
from collections.abc import Collection, Mapping

from portal.core.digests import canonical
from portal.core.errors import RuleBroken

MOST = 20
"""As many as fit above the list."""


def check_view(name: str, others: Collection[str]) -> None:
    """A view has a name that no other of the person's views has, and there is room for it. Raises ``RuleBroken``."""
    if name.casefold() in {other.casefold() for other in others}:
        raise RuleBroken("name", "You have a view with this name already")
    if len(others) >= MOST:
        raise RuleBroken("", f"You have {MOST} views. Remove one before you keep another")


def packed(arguments: Mapping[str, str]) -> str:
    """The arguments of an address as they are stored."""
    return canonical(dict(arguments))


def unpacked(text: str) -> dict[str, str]:
    """The arguments of an address, from what is stored."""
    found: dict[str, str] = json.loads(text)
    return found
