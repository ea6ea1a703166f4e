"""What a successor takes over of a party: its roles, its note, and its word."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Protocol, TypeVar

from portal.core.months import day_words
from portal.features.arrangements.models import LINE, Role


class Word(Protocol):
    """What an organisation said of a version."""

    organisation_id: int
    decision: str


Said = TypeVar("Said", bound=Word)


def joined_roles(own: Iterable[str], taken: Iterable[str]) -> list[str]:
    """The roles of a party that takes another's place beside its own; who takes part does not only observe."""
    roles = {*own, *taken}
    return sorted(roles - {Role.OBSERVER.value} or roles)


def place_taken(note: str, predecessor: str, on_date: date) -> str:
    """The note of a party that took another's place, with what was noted before as far as there is room."""
    taken = f"Took over from {predecessor} on {day_words(on_date)}"
    whole = f"{taken}. {note}" if note else taken
    return whole if len(whole) <= LINE else taken[:LINE]


def carried(
    words: Iterable[Said], was_asked: Collection[int], predecessor_id: int = 0, successor_id: int = 0
) -> dict[int, Said]:
    """The newest word of each organisation (``words``: oldest first) that holds for a version made by law.

    The predecessor's word is its successor's. A successor that was asked itself has two places to speak for: its word
    is carried if both said the same, else it is asked again.
    """
    newest = {word.organisation_id: word for word in words}
    theirs = newest.pop(predecessor_id, None)
    if not successor_id or (predecessor_id not in was_asked and theirs is None):
        return newest
    own = newest.pop(successor_id, None) if successor_id in was_asked else None
    if successor_id not in was_asked:
        agreed = theirs
    else:
        agreed = own if own and theirs and own.decision == theirs.decision else None
    return newest | ({successor_id: agreed} if agreed else {})
