"""What has been confirmed by whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.features.arrangements.models import Decision
from portal.features.arrangements.rules.lifecycle import FEWEST_PARTIES
from portal.features.arrangements.rules.words import listed


@dataclass(frozen=True)
class Word:
    """What a party last said of a version: ``number`` of the terms, the decision, a comment."""

    number: int
    decision: str
    comment: str = ""


@dataclass(frozen=True)
class Standing:
    """Where the confirmations stand. Each set holds organisations; ``earlier`` those whose newest confirmation is of an
    older version, with that version's number."""

    number: int
    asked: frozenset[int]
    confirmed: frozenset[int]
    disputed: frozenset[int]
    earlier: Mapping[int, int]
    changed: tuple[str, ...]
    objected: Mapping[int, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every party asked has confirmed this version."""
        return self.confirmed == self.asked and len(self.asked) >= FEWEST_PARTIES

    @property
    def waiting(self) -> frozenset[int]:
        """Those who have said nothing of this version."""
        return self.asked - self.confirmed - self.disputed

    @property
    def words(self) -> str:
        """``Confirmed by 2 of 3``; after a change ``2 of 3 have confirmed; changed since: money and targets``."""
        of = len(self.asked)
        if self.confirmed or not self.earlier:
            said = f"Confirmed by {len(self.confirmed)} of {of}"
        else:
            said = f"{len(self.earlier)} of {of} {'has' if len(self.earlier) == 1 else 'have'} confirmed"
            said += f"; changed since: {listed(self.changed)}" if self.changed else ""
        return f"{said}; disputed by {len(self.disputed)}" if self.disputed else said


def standing(
    number: int,
    asked: Iterable[int],
    said: Iterable[tuple[int, Word]],
    changed_in: Mapping[int, Iterable[str]],
) -> Standing:
    """Count what was ``said`` (organisation, word; oldest first) of version ``number`` by those ``asked``.

    ``changed_in`` gives the sections that each version changed from the one before. A party's newest word on a version
    counts; words of organisations that are not asked any more do not.
    """
    asked = frozenset(asked)
    newest: dict[tuple[int, int], str] = {}
    for organisation_id, word in said:
        if organisation_id in asked:
            newest[organisation_id, word.number] = word.decision
    now = {organisation: decision for (organisation, at), decision in newest.items() if at == number}
    before: dict[int, int] = {}
    earlier: dict[int, int] = {}
    for (organisation_id, at), decision in newest.items():
        if organisation_id not in now:
            before[organisation_id] = max(at, before.get(organisation_id, 0))
            if decision == Decision.CONFIRMED:
                earlier[organisation_id] = max(at, earlier.get(organisation_id, 0))
    since = min(earlier.values(), default=number)
    sections = dict.fromkeys(name for at in sorted(changed_in) if since < at <= number for name in changed_in[at])
    return Standing(
        number,
        asked,
        frozenset(who for who, decision in now.items() if decision == Decision.CONFIRMED),
        frozenset(who for who, decision in now.items() if decision == Decision.DISPUTED),
        earlier,
        tuple(sections),
        {who: at for who, at in before.items() if newest[who, at] == Decision.DISPUTED},
    )
