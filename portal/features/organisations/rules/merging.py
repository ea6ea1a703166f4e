"""What several registers say of one organisation, made into one record: the latest knowledge wins, and who disagreed
stays known."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.features.organisations.models import NameKind
from portal.features.organisations.rules.drafts import Facts, Identifier
from portal.features.organisations.rules.names import folded

BY_HAND = "portal"
"""The register of what was here before any import."""

FIELDS = ("name", "type", "subtype", "starts_on", "ends_on", "nation", "region")
_DATES = frozenset({"starts_on", "ends_on"})
_KIND_ORDER = {NameKind.OFFICIAL: 0, NameKind.SHORT: 1, NameKind.FORMER: 2, NameKind.ALTERNATIVE: 3}

Name = tuple[str, str, NameKind]


@dataclass(frozen=True)
class Entry:
    """What one register says of one organisation, and the day its knowledge reaches to."""

    register: str
    as_of: date | None
    facts: Facts

    @property
    def recency(self) -> tuple[date, bool, str]:
        """What entries are ordered by; a register that does not say when it was made knows little, the hand less."""
        return self.as_of or date.min, self.register != BY_HAND, self.register


@dataclass(frozen=True)
class Disagreement:
    """Two registers that say different things of one field, and which was kept."""

    field: str
    kept: Entry
    other: Entry


@dataclass(frozen=True)
class Profile:
    """One organisation as all registers together tell it."""

    fields: dict[str, Any]
    names: frozenset[Name]
    identifiers: frozenset[Identifier]
    disagreements: tuple[Disagreement, ...] = field(compare=False)


def merge(entries: list[Entry]) -> Profile:
    """The record that ``entries`` make. The order they come in does not matter."""
    latest_first = sorted(entries, key=lambda entry: entry.recency, reverse=True)
    fields: dict[str, Any] = {}
    disagreements: list[Disagreement] = []
    for name in FIELDS:
        said = [entry for entry in latest_first if name in entry.facts]
        if not said:
            continue
        kept = said[0]
        fields[name] = _value(name, kept.facts[name])
        disagreements += [
            Disagreement(name, kept, other) for other in said[1:] if other.facts[name] != kept.facts[name]
        ]
    starts, ends = fields.get("starts_on"), fields.get("ends_on")
    if starts and ends and ends < starts:
        del fields["starts_on"]
    identifiers = frozenset(
        (scheme, value) for entry in entries for scheme, value in entry.facts.get("identifiers", [])
    )
    return Profile(fields, _names(latest_first), identifiers, tuple(disagreements))


def _value(name: str, said: Any) -> Any:
    return date.fromisoformat(said) if said is not None and name in _DATES else said


def _names(latest_first: list[Entry]) -> frozenset[Name]:
    """One official and one short name a language, the latest; every other name once, as an alternative."""
    listed: list[Name] = []
    taken: set[tuple[str, NameKind]] = set()
    for entry in latest_first:
        former = [(name, "en", NameKind.FORMER) for name in entry.facts.get("former", [])]
        for name, language, kind_text in [*entry.facts.get("names", []), *former]:
            kind = NameKind(kind_text)
            if kind in (NameKind.OFFICIAL, NameKind.SHORT):
                if (language, kind) in taken:
                    kind = NameKind.ALTERNATIVE
                taken.add((language, kind))
            listed.append((name, language, kind))
    kept: dict[tuple[str, str], Name] = {}
    spelt = set()
    # A name whose language nobody states ("und") gives way to the same name in a stated one.
    for name, language, kind in sorted(listed, key=lambda one: (_KIND_ORDER[one[2]], one[1] == "und")):
        key = folded(name)
        if not key or (key, language) in kept or (language == "und" and key in spelt):
            continue
        if kind is NameKind.ALTERNATIVE and key in spelt:
            continue
        kept[key, language] = (name, language, kind)
        spelt.add(key)
    return frozenset(kept.values())
