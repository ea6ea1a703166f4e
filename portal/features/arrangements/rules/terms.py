"""The terms that parties confirm: their canonical form, their digest, and two versions compared in words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.digests import canonical, digest_of
from portal.core.money import exact
from portal.features.arrangements.rules.words import (
    KINDS,
    both_words,
    counted,
    day_words,
    number_words,
    period_words,
    role_words,
    upper_first,
)

Terms = dict[str, Any]

SECTIONS: dict[str, str] = {
    "about": "what it is about",
    "parties": "parties",
    "money": "money",
    "legal": "legal basis",
    "visits": "expected visits",
    "pairs": "mentoring pairs",
    "measures": "measures",
    "targets": "targets",
}

_FIELDS: dict[str, dict[str, str]] = {
    "about": {
        "kind": "Kind",
        "title": "Title",
        "purpose": "Purpose",
        "starts_on": "Start date",
        "ends_on": "End date",
        "success_gate": "When it counts as a success",
    },
    "legal": {"legal_basis": "Legal basis", "accountable_body": "Accountable body"},
    "visits": {"rhythm": "How often people visit", "visits_per_month": "Visits a month"},
    "parties": {"roles": "Roles", "note": "Note", "left_on": "Left on"},
    "money": {
        "payer": "From",
        "joint_payer": "Together with",
        "payee": "To",
        "pence": "Amount",
        "in_kind": "In kind",
        "purpose": "Purpose",
        "period_from": "Period from",
        "period_to": "Period to",
        "source": "Source",
    },
    "pairs": {
        "mentor": "Mentor's organisation",
        "mentor_post": "Mentor",
        "mentor_person": "Mentor's name",
        "mentee": "Mentee's organisation",
        "mentee_post": "Mentee",
        "mentee_person": "Mentee's name",
        "focus": "Focus",
        "rhythm": "How often they meet",
        "days_per_month": "Days a month",
    },
    "measures": {
        "name": "Name",
        "scale": "Scale",
        "unit": "Unit",
        "labels": "Labels",
        "direction": "Better is",
        "baseline_value": "Baseline",
        "baseline_label": "Baseline",
        "baseline_on": "Date of the baseline",
        "judged_by": "Judged by",
        "second_name": "Second rating",
        "second_labels": "Labels of the second rating",
        "baseline_second": "Baseline of the second rating",
    },
    "targets": {
        "measure": "Measure",
        "value": "Value",
        "label": "Value",
        "due_on": "Due",
        "replaces": "In place of",
        "reason": "Why it was revised",
        "way": "On the way",
    },
}
_LATER: dict[str, frozenset[str]] = {
    "pairs": frozenset({"mentor_person", "mentee_person", "rhythm", "days_per_month"}),
    "measures": frozenset({"judged_by", "second_name", "second_labels", "baseline_second"}),
    "targets": frozenset({"replaces", "reason", "way"}),
}
"""Fields that came after the first version of the terms: they are left out while they are empty, so that an upgrade
changes no terms that somebody has confirmed."""
_PAYING = ("payer", "joint_payer", "payee")
_MENTORING = ("mentor", "mentee")
_SINGLE = ("about", "legal", "visits")
_NAMED = frozenset({"payer", "joint_payer", "payee", "mentor", "mentee", "accountable_body"})
_DAYS = frozenset({"starts_on", "ends_on", "period_from", "period_to", "baseline_on", "due_on", "left_on"})


@dataclass(frozen=True)
class Change:
    """One difference between two versions: in which section and row, which field, what it was and what it is."""

    section: str
    row: str
    field: str
    before: str
    after: str


def terms_of(arrangement: Any, rows: Mapping[str, Iterable[Any]], references: Mapping[int, str]) -> Terms:
    """What is agreed, from the arrangement and its rows: ``parties`` with ``roles``, ``money``, ``pairs``,
    ``measures``, ``targets`` with ``measure`` the measure's reference.

    Organisations stand by reference (``references`` gives them by id), so a new name of one changes nothing.
    """
    accountable = arrangement.accountable_body_id
    return {
        "about": _take(arrangement, "about"),
        "legal": {
            "legal_basis": arrangement.legal_basis,
            "accountable_body": references[accountable] if accountable else "",
        },
        "visits": _take(arrangement, "visits"),
        "parties": {references[row.organisation_id]: _party(row) for row in rows["parties"]},
        "money": {row.reference: _linked(row, "money", _PAYING, references) for row in rows["money"]},
        "pairs": {row.reference: _linked(row, "pairs", _MENTORING, references) for row in rows["pairs"]},
        "measures": {row.reference: _take(row, "measures") for row in rows["measures"]},
        "targets": {
            row.reference: _take(row, "targets") | _way(row, rows.get("points", ()))
            for row in rows["targets"]
            if getattr(row, "replaced_on", None) is None
        },
    }


def _party(row: Any) -> dict[str, Any]:
    left = {"left_on": _plain(row.left_on)} if row.left_on else {}
    return {"roles": sorted(row.roles), "note": row.note, **left}


def _take(row: Any, section: str) -> dict[str, Any]:
    return _given(section, {name: _plain(getattr(row, name, None)) for name in _FIELDS[section]})


def _way(target: Any, points: Iterable[Any]) -> dict[str, Any]:
    """The values on the way to a target by their days, if there are any."""
    mine = {_plain(one.on_date): one.label or _plain(one.value) for one in points if one.target == target.reference}
    return {"way": mine} if mine else {}


def _linked(row: Any, section: str, ends: tuple[str, ...], references: Mapping[int, str]) -> dict[str, Any]:
    own = {name: _plain(getattr(row, name)) for name in _FIELDS[section] if name not in ends}
    return _given(section, own) | {end: references.get(getattr(row, f"{end}_id"), "") for end in ends}


def _given(section: str, row: dict[str, Any]) -> dict[str, Any]:
    later = _LATER.get(section, frozenset())
    return {name: value for name, value in row.items() if name not in later or value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return number_words(value).replace(",", "") if isinstance(value, Decimal) else value


def frozen(terms: Terms) -> tuple[str, str]:
    """The canonical text of the terms and its digest."""
    text = canonical(terms)
    return text, digest_of(text)


def thawed(text: str) -> Terms:
    """Terms from their canonical text."""
    terms: Terms = json.loads(text)
    return terms


def organisations_in(*versions: Terms) -> set[str]:
    """The references of every organisation named in these terms."""
    found: set[str] = set()
    for terms in versions:
        found |= set(terms["parties"]) | {terms["legal"]["accountable_body"]}
        for section, ends in (("money", _PAYING), ("pairs", _MENTORING)):
            found |= {row[end] for row in terms[section].values() for end in ends}
    return found - {""}


def sections_changed(old: Terms, new: Terms) -> list[str]:
    """The sections that differ, in the order of ``SECTIONS``, as words: ``["money", "targets"]``."""
    return [words for section, words in SECTIONS.items() if old[section] != new[section]]


def compare(old: Terms, new: Terms, names: Mapping[str, str]) -> list[Change]:
    """Every difference, field by field, in words. ``names`` gives organisations by reference."""
    return [change for section in SECTIONS for change in _section(section, old, new, names)]


def _section(section: str, old: Terms, new: Terms, names: Mapping[str, str]) -> Iterator[Change]:
    title = SECTIONS[section].capitalize()
    before, after = old[section], new[section]
    if section in _SINGLE:
        yield from _fields(section, title, "", (before, after), (old, new), names)
        return
    for key in sorted({*before, *after}):
        was, became = before.get(key), after.get(key)
        if was is None:
            yield Change(title, row_words(section, key, became, new, names), "Added", "", "")
        elif became is None:
            yield Change(title, row_words(section, key, was, old, names), "Removed", "", "")
        elif was != became:
            row = row_words(section, key, became, new, names)
            yield from _fields(section, title, row, (was, became), (old, new), names)


def _fields(
    section: str,
    title: str,
    row: str,
    values: tuple[Mapping[str, Any], Mapping[str, Any]],
    versions: tuple[Terms, Terms],
    names: Mapping[str, str],
) -> Iterator[Change]:
    for name, words in _FIELDS[section].items():
        was, became = values[0].get(name), values[1].get(name)
        if was == became or _said_by_label(name, *values):
            continue
        yield Change(
            title,
            row,
            words,
            field_words(name, was, versions[0], names),
            field_words(name, became, versions[1], names),
        )


def _said_by_label(name: str, *rows: Mapping[str, Any]) -> bool:
    label = {"baseline_value": "baseline_label", "value": "label"}.get(name)
    return label is not None and all(row[label] for row in rows)


def lines(terms: Terms, names: Mapping[str, str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The terms to be read: (section, its name, [(label, value)]). ``names`` gives organisations by reference."""
    return [(section, words.capitalize(), _lines(section, terms, names)) for section, words in SECTIONS.items()]


def _lines(section: str, terms: Terms, names: Mapping[str, str]) -> list[tuple[str, str]]:
    if section in _SINGLE:
        row = terms[section]
        return [(label, field_words(name, row[name], terms, names)) for name, label in _FIELDS[section].items()]
    found = [_line(section, key, row, terms, names) for key, row in terms[section].items()]
    return sorted(found)


def _line(section: str, key: str, row: Mapping[str, Any], terms: Terms, names: Mapping[str, str]) -> tuple[str, str]:
    """One row as a label and what is said of it."""
    label, _, value = row_words(section, key, row, terms, names).rpartition(": ")
    if section == "parties":
        left = f"Left on {day_words(date.fromisoformat(row['left_on']))}" if "left_on" in row else ""
        return label, _sentences(value.capitalize(), row["note"], left)
    if section == "money":
        source = row["source"] and f"Source: {row['source']}"
        return label, _sentences(value, row["purpose"], _period(row), source)
    if section == "pairs":
        return _pair(row, names)
    if section == "measures":
        return row["name"], _sentences(*_measure(row))
    return label, value


def _pair(row: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str]:
    mentor, mentee = (
        ", ".join(
            part for part in (row[f"{end}_post"], row.get(f"{end}_person"), names.get(row[end], row[end])) if part
        )
        for end in _MENTORING
    )
    month = row.get("days_per_month")
    return mentor, _sentences(
        f"Mentors {mentee}",
        row["focus"] and f"About: {row['focus']}",
        row.get("rhythm", ""),
        f"{counted(month, 'day')} a month" if month else "",
    )


def _measure(row: Mapping[str, Any]) -> Iterator[str]:
    if row.get("judged_by"):
        yield row["judged_by"]
    if row["labels"]:
        yield f"A rating: {field_words('labels', row['labels'], {}, {})}"
    else:
        yield f"A number ({row['unit']})" if row["unit"] else "A number"
        yield f"{row['direction'].capitalize()} is better"
    if row["baseline_on"]:
        baseline = both_words(row["baseline_label"] or row["baseline_value"], row.get("baseline_second", ""))
        yield f"Baseline {baseline} on {day_words(date.fromisoformat(row['baseline_on']))}"


def _period(row: Mapping[str, Any]) -> str:
    days = [date.fromisoformat(row[end]) if row[end] else None for end in ("period_from", "period_to")]
    return upper_first(period_words(days[0], days[1]))


def _sentences(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part)


def field_words(name: str, value: Any, terms: Terms, names: Mapping[str, str]) -> str:
    """One field's value in words; nothing is ``Nothing``."""
    if value is None or value in ("", [], {}):
        return "Nothing"
    if name in _DAYS:
        return day_words(date.fromisoformat(value))
    if name in _NAMED or name == "measure":
        return str(terms["measures"].get(value, {}).get("name") or names.get(value, value))
    if name == "pence":
        return exact(value)
    if isinstance(value, list | dict):
        return _several_words(value)
    return str(KINDS.get(value, value)).replace("\n", ", " if name.endswith("labels") else "\n")


def _several_words(values: list[str] | dict[str, str]) -> str:
    """Roles, or values by the days on which they should be reached."""
    if isinstance(values, list):
        return role_words(values).capitalize()
    return ", ".join(f"{said} by {day_words(date.fromisoformat(day))}" for day, said in sorted(values.items()))


def row_words(section: str, key: str, row: Mapping[str, Any], terms: Terms, names: Mapping[str, str]) -> str:
    """One row of a section as a line: ``Swindon Borough Council to Kent County Council: £2,600,000``."""
    if section == "parties":
        return f"{names.get(key, key)}: {role_words(row['roles'])}"
    if section == "money":
        payers = [names.get(row[end], row[end]) for end in ("payer", "joint_payer") if row[end]]
        given = row["in_kind"] or exact(row["pence"])
        return f"{' and '.join(payers)} to {names.get(row['payee'], row['payee'])}: {given}"
    if section == "pairs":
        mentor, mentee = (names.get(row[end], row[end]) for end in _MENTORING)
        return f"{row['mentor_post']}, {mentor}, mentors {row['mentee_post']}, {mentee}"
    if section == "measures":
        return str(row["name"])
    name = terms["measures"].get(row["measure"], {}).get("name", "")
    way = f" ({field_words('way', row['way'], terms, names)})" if row.get("way") else ""
    return f"{name}: {row['label'] or row['value']} by {day_words(date.fromisoformat(row['due_on']))}{way}"
