"""What a list of organisations can be narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.core.text import searched
from portal.features.organisations.models import OrganisationType

WORDS_LENGTH = 200


@dataclass(frozen=True)
class Filter:
    """The search words, a type, and whether organisations have ended (``None`` for both)."""

    words: str = ""
    type: OrganisationType | None = None
    ended: bool | None = None


def read_filter(arguments: Mapping[str, str]) -> Filter:
    """The filter that an address asks for; what it does not understand is left out."""
    kind, state = arguments.get("type", ""), arguments.get("state", "")
    return Filter(
        words=searched(arguments.get("words", ""), WORDS_LENGTH),
        type=OrganisationType(kind) if kind in set(OrganisationType) else None,
        ended={"current": False, "ended": True}.get(state),
    )
