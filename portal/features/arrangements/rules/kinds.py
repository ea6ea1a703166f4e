"""Kinds of arrangement: what each asks for, and what makes one valid."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from portal.core.errors import RuleBroken

SLUG = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)


@dataclass(frozen=True)
class KindOf:
    """A kind: its tasks in order, and those that must be complete before it is sent."""

    slug: str
    name: str
    hint: str
    tasks: tuple[str, ...]
    required: tuple[str, ...]
    shown: bool = True


def unknown(slug: str, tasks: Collection[str]) -> KindOf:
    """A kind that this process has not heard of: every task there is and none required, so that nothing is hidden."""
    return KindOf(slug, slug.replace("_", " ").capitalize(), "", tuple(tasks), (), shown=False)


def split(names: str) -> tuple[str, ...]:
    """The names in a list with commas between."""
    return tuple(name.strip() for name in names.split(",") if name.strip())


def check_kind(slug: str, name: str, tasks: Collection[str], required: Collection[str], known: Collection[str]) -> None:
    """A kind has an address-like word, a name, and tasks that exist; what is required is among them.

    Raises ``RuleBroken``.
    """
    if not SLUG.fullmatch(slug):
        raise RuleBroken("slug", "The word for a kind has small letters, digits and underscores, like joint_team")
    if not name:
        raise RuleBroken("name", "A kind has a name")
    if strange := sorted(set(tasks) - set(known)):
        raise RuleBroken(
            "tasks", f"There is no task called {', '.join(strange)}. There are: {', '.join(sorted(known))}"
        )
    if loose := sorted(set(required) - set(tasks)):
        raise RuleBroken("required", f"Only a task of the kind can be required, and {', '.join(loose)} is none")
