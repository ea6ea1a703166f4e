"""Which offers and needs of others fit our own, which come first, and why.

Nothing is counted that is not said, and nothing is said that is not counted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.features.matching.models import Side
from portal.features.matching.rules.postings import DOES, subject_words
from portal.features.matching.rules.scales import Rating

NEARBY, OF_LIKE_KIND, SAME_KIND, BETTER, EACH_STEP, BEST = 100, 50, 10, 10, 2, 8
"""Points. Nearby comes first, then of like kind, then the rest: all of that together is less than ``OF_LIKE_KIND``."""
MOST_STEPS = 10


class Cause(StrEnum):
    """What can speak for a match."""

    FITS = "fits"
    NEARBY = "nearby"
    OF_LIKE_KIND = "of_like_kind"
    SAME_KIND = "same_kind"
    BETTER = "better"
    BEST = "best"


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for a match: how much it counts, and how it is said."""

    cause: Cause
    points: int
    words: str


@dataclass(frozen=True)
class Wanted:
    """One offer or need, as far as matching goes. An empty ``kind`` is any kind; ``place`` and ``like`` are the region
    and the type of its organisation, empty where they are not known."""

    reference: str
    organisation_id: int
    name: str
    side: Side
    service: str
    service_name: str
    kind: str = ""
    place: str = ""
    like: str = ""
    rating: Rating | None = None
    words: str = ""


@dataclass(frozen=True)
class Match:
    """Somebody's offer or need that fits one of ours."""

    theirs: Wanted
    ours: Wanted
    reasons: Sequence[Reason]

    @property
    def reference(self) -> str:
        """That of their offer or need."""
        return self.theirs.reference

    @property
    def points(self) -> int:
        """What all reasons count together."""
        return sum(reason.points for reason in self.reasons)

    @property
    def kind(self) -> str:
        """The form of arrangement that both can mean; empty when either is open."""
        return self.theirs.kind or self.ours.kind

    @property
    def explanation(self) -> str:
        """Every reason in one sentence: ``Kent: offers mentoring for housing; in your region, South East``."""
        return f"{self.theirs.name}: {'; '.join(reason.words for reason in self.reasons)}"


def fits(ours: Wanted, theirs: Wanted) -> bool:
    """Whether one offers what the other seeks: another organisation, the same service, and forms that agree."""
    return (
        ours.organisation_id != theirs.organisation_id
        and ours.side != theirs.side
        and ours.service == theirs.service
        and (not ours.kind or not theirs.kind or ours.kind == theirs.kind)
    )


def matches(
    ours: Iterable[Wanted],
    theirs: Iterable[Wanted],
    read: Mapping[int, Collection[Rating]],
    kinds: Mapping[str, str],
) -> list[Match]:
    """The best match of each of ``theirs``, the strongest first; of two as strong, by name and reference.

    ``read``: ratings of organisations, by id, on the record of arrangements that the viewer can see. ``kinds`` are the
    words for the forms of arrangement.
    """
    own = list(ours)
    found: dict[str, Match] = {}
    for their in theirs:
        for our in own:
            if fits(our, their):
                made = Match(their, our, _reasons(our, their, read, kinds))
                known = found.get(their.reference)
                if known is None or _order(made) < _order(known):
                    found[their.reference] = made
    return sorted(found.values(), key=_order)


def _order(match: Match) -> tuple[int, str, str, str]:
    return -match.points, match.theirs.name.casefold(), match.reference, match.ours.reference


def _reasons(
    ours: Wanted, theirs: Wanted, read: Mapping[int, Collection[Rating]], kinds: Mapping[str, str]
) -> list[Reason]:
    subject = subject_words(theirs.kind, theirs.service_name, kinds)
    reasons = [Reason(Cause.FITS, 1, f"{DOES[theirs.side]} {subject}")]
    if theirs.place and theirs.place == ours.place:
        reasons.append(Reason(Cause.NEARBY, NEARBY, f"in your region, {theirs.place}"))
    if theirs.like and theirs.like == ours.like:
        reasons.append(Reason(Cause.OF_LIKE_KIND, OF_LIKE_KIND, f"of the same type as you, “{theirs.like}”"))
    if theirs.kind and theirs.kind == ours.kind:
        reasons.append(Reason(Cause.SAME_KIND, SAME_KIND, "of the kind that you have in mind"))
    if rated := _rated(ours, theirs, read):
        reasons.append(rated)
    return reasons


def _rated(ours: Wanted, theirs: Wanted, read: Mapping[int, Collection[Rating]]) -> Reason | None:
    """What ratings say for it: that whoever helps stands higher on a scale on which both are, or else at its top."""
    our, their = _ratings(ours, read), _ratings(theirs, read)
    we_are_helped = theirs.side is Side.OFFER
    pairs = [(one, other) for one in our for other in their if one.labels == other.labels]
    gap = max(
        pairs,
        key=lambda pair: (_steps(pair, we_are_helped), pair[1].on, pair[1].scale, pair[0].on, pair[0].scale),
        default=None,
    )
    if gap and (steps := _steps(gap, we_are_helped)) > 0:
        points = BETTER + EACH_STEP * min(steps, MOST_STEPS)
        ours_named = gap[0].scale != gap[1].scale
        return Reason(
            Cause.BETTER,
            points,
            f"has {_said(gap[1], its=True)} where you have {_said(gap[0], its=False, named=ours_named)}",
        )
    helper = their if we_are_helped else our
    top = max((one for one in helper if one.best), key=lambda one: (one.on, one.scale, one.source), default=None)
    if top is None:
        return None
    return Reason(
        Cause.BEST, BEST, f"{'has' if we_are_helped else 'you have'} {_said(top, its=we_are_helped)}, the best there is"
    )


def _ratings(wanted: Wanted, read: Mapping[int, Collection[Rating]]) -> list[Rating]:
    stated = [wanted.rating] if wanted.rating else []
    return [one for one in (*stated, *read.get(wanted.organisation_id, ())) if one.label]


def _steps(pair: tuple[Rating, Rating], we_are_helped: bool) -> int:
    ours, theirs = pair
    return theirs.place - ours.place if we_are_helped else ours.place - theirs.place


def _said(rating: Rating, *, its: bool, named: bool = True) -> str:
    says = "by a reading on the record" if rating.read else "as it says itself" if its else "as you say yourselves"
    return f"{rating.label.lower()} ({f'{rating.scale}, ' if named else ''}{rating.on.year}, {says})"
