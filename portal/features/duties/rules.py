"""Who may be what in a duty, and how it is said. Pure functions."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from portal.core.digests import digest_of
from portal.core.errors import Invalid
from portal.features.arrangements import Said, Severity, Watched, quoted
from portal.features.duties.models import Part

ACCOUNTABLE = "accountable"
WORDS = {
    ACCOUNTABLE: "Accountable",
    Part.RESPONSIBLE: "Responsible",
    Part.CONSULTED: "Consulted",
    Part.INFORMED: "Informed",
}
MEANINGS = {
    ACCOUNTABLE: "Answers for it in the end: one party only",
    Part.RESPONSIBLE: "Does the work: at least one party",
    Part.CONSULTED: "Is asked before it is done",
    Part.INFORMED: "Is told when it is done",
}


def check_parts(accountable: int, parts: Mapping[Part, Collection[int]], taking_part: Collection[int]) -> None:
    """One party is accountable, at least one responsible; nobody is two things, save that whoever is accountable may
    do the work too. Raises ``Invalid``."""
    errors: dict[str, str] = {}
    if accountable not in taking_part:
        errors[ACCOUNTABLE] = "Choose a party that takes part in the arrangement"
    if not parts.get(Part.RESPONSIBLE):
        errors[Part.RESPONSIBLE.value] = "Choose at least one party that does the work"
    taken: set[int] = set()
    for part in Part:
        chosen = set(parts.get(part, ()))
        if not chosen <= set(taking_part):
            errors[part.value] = "Choose parties that take part in the arrangement"
        elif chosen & taken:
            errors[part.value] = f"A party that is {_earlier(part)} cannot be {part.value} too"
        elif part is not Part.RESPONSIBLE and accountable in chosen:
            errors[part.value] = f"The party that is accountable cannot be {part.value} too"
        taken |= chosen
    if errors:
        raise Invalid(errors)


def passed(
    accountable: int, parts: Mapping[int, Part], predecessor: int, successor: int
) -> tuple[int, dict[Part, list[int]]]:
    """Who is accountable, and who is what, when ``successor`` takes the place of ``predecessor`` (ids); ``parts`` is
    what each organisation was. Of two parts the successor has the one that does more, and what fitted fits."""
    accountable = successor if accountable == predecessor else accountable
    taken = {parts.get(predecessor), parts.get(successor)}
    part = next((one for one in Part if one in taken), None)
    after = {who: one for who, one in parts.items() if who not in (predecessor, successor)}
    if part is Part.RESPONSIBLE or (part and accountable != successor):
        after[successor] = part
    return accountable, {one: sorted(who for who, theirs in after.items() if theirs is one) for one in Part}


def _earlier(part: Part) -> str:
    return " or ".join(one.value for one in Part if list(Part).index(one) < list(Part).index(part))


def said(accountable: bool, part: str | None) -> str:
    """``Accountable and responsible``, one of the two, or nothing."""
    if accountable and part:
        return f"{WORDS[ACCOUNTABLE]} and {part}"
    return WORDS[ACCOUNTABLE] if accountable else WORDS[Part(part)] if part else ""


def look(watched: Watched, _today: date) -> Iterator[Said]:
    """The check: a duty whose accountable party, or all that do the work, take part no more. The rows are those of
    ``queries.to_watch``."""
    rows = watched.more.get("duties", ())
    if names := [row.what for row in rows if not row.accountable]:
        yield Severity.RED, f"No party is accountable any more for {quoted(names)}"
    if names := [row.what for row in rows if not row.done]:
        yield Severity.RED, f"No party is responsible any more for {quoted(names)}"


def sealed_duty(duty: Any) -> dict[str, Any]:
    """What the ledger holds of a duty: of words their digest."""
    return {"words_sha256": digest_of(f"{duty.what}\n{duty.note}"), "accountable": duty.accountable_id}
