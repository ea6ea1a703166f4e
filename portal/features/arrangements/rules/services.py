"""What makes a service of the list valid, and what an arrangement can cover."""

from collections.abc import Collection, Mapping

from portal.core.errors import RuleBroken
from portal.features.arrangements.models import LINE
from portal.features.arrangements.rules.kinds import SLUG


def check_service(slug: str, name: str, known: Mapping[str, str]) -> None:
    """A service has a slug like a kind's and a name that no other of ``known``, names by slug, has.

    Raises ``RuleBroken``.
    """
    if not SLUG.fullmatch(slug):
        raise RuleBroken("slug", "The word for a service has small letters, digits and underscores, like waste")
    if not name.strip() or len(name) > LINE:
        raise RuleBroken("name", f"The name must have 1 to {LINE} characters")
    if any(other == name for key, other in known.items() if key != slug):
        raise RuleBroken("name", f"There is a service called {name} already")


def check_covered(chosen: Collection[str], known: Collection[str]) -> None:
    """An arrangement covers services of the list. Raises ``RuleBroken``."""
    if set(chosen) - set(known):
        raise RuleBroken("services", "Choose services from the list")


def service_key(slug: str) -> str:
    """Under which key a service is named beside kinds and organisations, whose keys have no colon."""
    return f"service:{slug}"


_SOCIAL_CARE = {"adult_social_care": "", "childrens_services": "Children’s social care is part of them"}
"""Services that people look for under one word, with what to say of each; they stand together at the top."""


def to_choose_from(services: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(slug, name, hint) of each service, in an order in which it is found. ``services`` are names by slug."""
    first = [slug for slug in _SOCIAL_CARE if slug in services]
    rest = [slug for slug in services if slug not in _SOCIAL_CARE]
    return [(slug, services[slug], _SOCIAL_CARE.get(slug, "")) for slug in (*first, *rest)]
