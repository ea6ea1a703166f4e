"""What an offer or need may say, and how it is said."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.core.digests import digest_of
from portal.core.errors import Forbidden, RuleBroken
from portal.features.arrangements import Kind, Role
from portal.features.matching.models import Audience, Side

SIDES = {Side.OFFER: "Offer", Side.NEED: "Need"}
DOES = {Side.OFFER: "offers", Side.NEED: "seeks"}
AUDIENCES = {
    Audience.US: "Only us",
    Audience.NAMED: "Organisations that we name",
    Audience.MEMBERS: "All member organisations",
}
ANY_KIND = "Any kind"


def check_ends(ends_on: date | None, today: date) -> None:
    """It is still of use. Raises ``RuleBroken``."""
    if ends_on is not None and ends_on < today:
        raise RuleBroken("ends_on", "The last day must be today or later")


def check_current(withdrawn_on: date | None) -> None:
    """What was withdrawn stays as it was. Raises ``RuleBroken``."""
    if withdrawn_on is not None:
        raise RuleBroken("", "This was withdrawn. Add a new one instead")


def check_naming(audience: Audience) -> None:
    """Others are named only where the audience is those that are named. Raises ``RuleBroken``."""
    if audience is not Audience.NAMED:
        raise RuleBroken("", "First choose that organisations that you name can see it")


def check_reader(organisation_id: int, own_id: int, there: set[int]) -> None:
    """Somebody else who is not named yet. Raises ``RuleBroken``."""
    if organisation_id == own_id:
        raise RuleBroken("", "Your organisation can see it already")
    if organisation_id in there:
        raise RuleBroken("", "This organisation can see it already")


def check_own(organisation_id: int, own_id: int) -> None:
    """Raises ``Forbidden`` for what another organisation offers or seeks."""
    if organisation_id != own_id:
        raise Forbidden("another organisation's")


def is_current(withdrawn_on: date | None, ends_on: date | None, today: date) -> bool:
    """Whether it is neither withdrawn nor past its last day."""
    return withdrawn_on is None and (ends_on is None or ends_on >= today)


def sealed_posting(posting: Any) -> dict[str, Any]:
    """What the ledger holds of an offer or need: whose it is, and of words their digest."""
    return {
        "organisation_id": posting.organisation_id,
        "side": posting.side,
        "service": posting.service_slug,
        "kind": posting.kind,
        "words_sha256": digest_of(posting.words),
        "ends_on": posting.ends_on,
        "audience": posting.audience,
        "withdrawn_on": posting.withdrawn_on,
        "rating": f"{posting.rating_scale}: {posting.rating_place}" if posting.rating_scale else "",
        "rating_on": posting.rating_on,
        "rating_source": posting.rating_source,
    }


def subject_words(kind: str, service: str, kinds: Mapping[str, str]) -> str:
    """``mentoring for adult social care``; without a kind, ``help with adult social care``."""
    if kind not in kinds:
        return f"help with {lower_first(service)}"
    return f"{lower_first(kinds[kind])} for {lower_first(service)}"


def upper_first(text: str) -> str:
    """``text`` for the start of a sentence."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """``text`` for the middle of a sentence; what starts with two capitals, like ``IT``, stays."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


_HELPS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {Kind.MENTORING: ((Role.MENTOR,), (Role.MENTEE,))}
_BOTH = (Role.PROVIDER, Role.RECIPIENT)


def roles_in(kind: str, side: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(ours, theirs) in an arrangement that starts from their offer or need (``side`` is theirs). In a kind that is not
    known here one provides and the other receives; both are easily changed while it is an idea."""
    if kind == Kind.RECIPROCAL_EXCHANGE:
        return _BOTH, _BOTH
    helper, helped = _HELPS.get(kind, ((Role.PROVIDER,), (Role.RECIPIENT,)))
    return (helped, helper) if side is Side.OFFER else (helper, helped)
