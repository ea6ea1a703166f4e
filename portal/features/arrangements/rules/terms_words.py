"""Terms in words: what a version says, and what differs between two."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.money import exact
from portal.core.months import day_words
from portal.core.periods import Period
from portal.features.arrangements.rules.legal import NOT_KNOWN_WORDS
from portal.features.arrangements.rules.money_words import (
    BASES,
    VATS,
    amount_words,
    basis_words,
    bought_words,
    days_at_rate,
    days_words,
    share_words,
    who_gives_whom,
    year_words,
)
from portal.features.arrangements.rules.services import service_key
from portal.features.arrangements.rules.settled import QUESTIONS
from portal.features.arrangements.rules.terms import (
    FIELDS,
    LATER_SECTIONS,
    MENTORING,
    NOTHING,
    SECTIONS,
    Terms,
)
from portal.features.arrangements.rules.words import (
    both_words,
    counted,
    decision_words,
    listed,
    period_words,
    role_words,
    upper_first,
    value_words,
)

_SINGLE = ("about", "legal", "visits", "governance")
_NAMED = frozenset({"payer", "joint_payer", "payee", "mentor", "mentee", "accountable_body", "kind"})
_ONLY_WATCHING = ({"roles": ["observer"], "note": ""},)
"""Parties that nothing is said of but that they watch: they stand on one line."""
_DAYS = frozenset(
    {
        "starts_on",
        "ends_on",
        "period_from",
        "period_to",
        "baseline_on",
        "due_on",
        "joined_on",
        "left_on",
        "first_on",
        "last_on",
        "decision_on",
        "next_review_on",
    }
)


@dataclass(frozen=True)
class Change:
    """One difference between two versions: in which section and row, which field, what it was and what it is."""

    section: str
    row: str
    field: str
    before: str
    after: str


def compare(old: Terms, new: Terms, names: Mapping[str, str]) -> list[Change]:
    """Every difference, field by field, in words. ``names`` gives organisations by reference."""
    return [change for section in SECTIONS for change in _section(section, old, new, names)]


def _section(section: str, old: Terms, new: Terms, names: Mapping[str, str]) -> Iterator[Change]:
    title = SECTIONS[section].capitalize()
    before, after = old.get(section, {}), new.get(section, {})
    if section in _SINGLE:
        yield from _fields(section, title, "", (before, after), (old, new), names)
        return
    for key in sorted({*before, *after}):
        was, became = before.get(key), after.get(key)
        if was is None:
            label, said = _whole(section, key, became, new, names)
            yield Change(title, label, "Added", "Nothing", said)
        elif became is None:
            label, said = _whole(section, key, was, old, names)
            yield Change(title, label, "Removed", said, "Nothing")
        elif was != became:
            row = row_words(section, key, became, new, names)
            yield from _fields(section, title, row, (was, became), (old, new), names)


def _whole(section: str, key: str, row: Mapping[str, Any], terms: Terms, names: Mapping[str, str]) -> tuple[str, str]:
    """A row's label and all that it says; of one that says no more, its label again."""
    label, said = _line(section, key, row, terms, names)
    return label, said if said not in ("", "Nothing") else label


def _fields(
    section: str,
    title: str,
    row: str,
    values: tuple[Mapping[str, Any], Mapping[str, Any]],
    versions: tuple[Terms, Terms],
    names: Mapping[str, str],
) -> Iterator[Change]:
    for name, words in FIELDS[section].items():
        was, became = values[0].get(name), values[1].get(name)
        if was == became or _said_already(name, *values):
            continue
        yield Change(
            title,
            row,
            words,
            _cell_words(name, values[0], versions[0], names),
            _cell_words(name, values[1], versions[1], names),
        )


def _cell_words(name: str, row: Mapping[str, Any], terms: Terms, names: Mapping[str, str]) -> str:
    """One field in words, with its unit where it is a value of a measure."""
    if name in ("baseline_value", "value") and row.get(name) not in NOTHING:
        return _in_unit(row[name], row.get("unit") or _measured(row, terms))
    if name in ("baseline_on", "baseline_from") and row.get("baseline_on"):
        return _baseline_period(row).words
    if name == "way" and row.get(name):
        return _way(row, terms)
    return field_words(name, row.get(name), terms, names)


def _measured(row: Mapping[str, Any], terms: Terms) -> str:
    """The unit of the measure that a row is about."""
    return str(terms["measures"].get(row.get("measure", ""), {}).get("unit", ""))


def _in_unit(said: str, unit: str) -> str:
    """A number with its unit; a label as it is, because a rating has no unit."""
    return value_words(Decimal(said), "", unit) if unit else said


def _way(row: Mapping[str, Any], terms: Terms) -> str:
    unit = _measured(row, terms)
    return _several_words({day: _in_unit(said, unit) for day, said in row["way"].items()})


def _baseline_period(row: Mapping[str, Any]) -> Period:
    last = row["baseline_on"]
    return Period(date.fromisoformat(row.get("baseline_from") or last), date.fromisoformat(last))


def _said_already(name: str, was: Mapping[str, Any], became: Mapping[str, Any]) -> bool:
    """Whether the label of a value, or the last day of a period, tells of the change too."""
    if name == "baseline_from":
        return was.get("baseline_on") != became.get("baseline_on")
    label = {"baseline_value": "baseline_label", "value": "label"}.get(name)
    return label is not None and bool(was[label] and became[label])


def lines(
    terms: Terms, names: Mapping[str, str], as_entered: bool = False
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The terms to be read: (section, its name, [(label, value)]), sorted by their words or as the terms have them.
    ``names`` gives organisations by reference."""
    return [
        (section, words.capitalize(), _lines(section, terms, names, as_entered))
        for section, words in SECTIONS.items()
        if section in terms or section not in LATER_SECTIONS
    ]


def money_lines(terms: Terms, names: Mapping[str, str], as_entered: bool = False) -> list[tuple[str, str, str]]:
    """Each sum, or thing in kind: (who pays whom, what more is said of it, the amount or what is given)."""
    found = [
        (*_row("money", key, row, terms, names), _said_of_money(row, names)) for key, row in terms["money"].items()
    ]
    return [(title, more, amount) for title, amount, more in (found if as_entered else sorted(found))]


def _lines(section: str, terms: Terms, names: Mapping[str, str], as_entered: bool) -> list[tuple[str, str]]:
    if section in _SINGLE:
        row = terms[section]
        return [
            (label, field_words(name, row.get(name), terms, names))
            for name, label in FIELDS[section].items()
            if name in row or section not in LATER_SECTIONS
        ]
    watching = [key for key, row in terms[section].items() if section == "parties" and row in _ONLY_WATCHING]
    found = [_line(section, key, row, terms, names) for key, row in terms[section].items() if key not in watching]
    if section == "criteria":
        found = [(name, f"How you will know: {'not given' if how == 'Nothing' else how}") for name, how in found]
    found = found if as_entered else sorted(found)
    named = [names.get(key, key) for key in watching]
    return [*found, ("Observers", listed(named if as_entered else sorted(named)))] if watching else found


def _line(section: str, key: str, row: Mapping[str, Any], terms: Terms, names: Mapping[str, str]) -> tuple[str, str]:
    """One row as a label and what is said of it."""
    label, value = _row(section, key, row, terms, names)
    if section == "parties":
        return label, _sentences(value.capitalize(), row["note"], *_more_of_party(row))
    if section == "money":
        return label, _sentences(value, _said_of_money(row, names))
    if section == "settled":
        return label, _sentences(value, row.get("note", ""))
    if section == "pairs":
        return _pair(row, names)
    if section in ("measures", "criteria"):
        how = field_words("how", row.get("how"), terms, names)
        return row["name"], how if section == "criteria" else _sentences(*_measure(row))
    return label, value


def _more_of_party(row: Mapping[str, Any]) -> Iterator[str]:
    for name, said in (("joined_on", "Joined"), ("left_on", "Left")):
        yield f"{said} on {_day(row[name])}" if name in row else ""
    yield decision_words(row.get("decision_body", ""), _day(row.get("decision_on")), row.get("decision_minute", ""))
    yield row.get("decision_link", "")


def _day(text: str | None) -> str:
    return day_words(date.fromisoformat(text)) if text else ""


def _said_of_money(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    source = row["source"] and f"Source: {row['source']}"
    return _sentences(row["purpose"], _period(row), source, *_more_of_money(row, names))


def _more_of_money(row: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    yield "" if row["pence"] is None else basis_words(row.get("basis", "fixed"))
    yield VATS.get(row.get("vat", ""), "")
    yield upper_first(days_at_rate(_number(row.get("officer_days")), row.get("day_rate")))
    for name, label in (("shares", "Parts"), ("years", "By financial year")):
        yield f"{label}: {field_words(name, row[name], {}, names)}" if name in row else ""
    if "alternative_pence" in row:
        price = bought_words(row["alternative_pence"], row["alternative_times"], row.get("alternative_per", ""))
        source = row.get("alternative_source", "")
        yield f"Bought instead, it would cost {price}{f' ({source})' if source else ''}"


def _pair_days(row: Mapping[str, Any]) -> str:
    return period_words(*(date.fromisoformat(row[name]) if row.get(name) else None for name in ("first_on", "last_on")))


def _pair(row: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str]:
    mentor, mentee = (
        ", ".join(
            part for part in (row[f"{end}_post"], row.get(f"{end}_person"), names.get(row[end], row[end])) if part
        )
        for end in MENTORING
    )
    month = row.get("days_per_month")
    return mentor, _sentences(
        f"Mentors {mentee}",
        row["focus"] and f"About: {row['focus']}",
        row.get("rhythm", ""),
        f"{counted(month, 'day')} a month" if month else "",
        upper_first(_pair_days(row)),
    )


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _measure(row: Mapping[str, Any]) -> Iterator[str]:
    if row.get("judged_by"):
        # Whoever knows the rating knows its labels; the page of the measure lists them.
        yield row["judged_by"]
    elif row["labels"]:
        yield f"A rating: {field_words('labels', row['labels'], {}, {})}"
    else:
        yield f"A number ({row['unit']})" if row["unit"] else "A number"
        yield f"{row['direction'].capitalize()} is better"
    if row["baseline_on"]:
        start = row["baseline_label"] or _in_unit(row["baseline_value"], row["unit"])
        baseline = both_words(start, row.get("baseline_second", ""))
        yield f"Baseline {baseline} {_baseline_period(row).dated}"


def _period(row: Mapping[str, Any]) -> str:
    days = [date.fromisoformat(row[end]) if row[end] else None for end in ("period_from", "period_to")]
    return upper_first(period_words(days[0], days[1]))


def _sentences(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part)


def _years(years: Mapping[str, int | str]) -> str:
    return "; ".join(
        f"{year_words(int(year))}: {exact(said) if isinstance(said, int) else days_words(Decimal(said))}"
        for year, said in years.items()
    )


_SAID: dict[str, Callable[[Any], str]] = {
    "pence": exact,
    "day_rate": exact,
    "alternative_pence": exact,
    "basis": lambda basis: BASES[basis],
    "vat": lambda vat: VATS[vat],
    "officer_days": lambda days: days_words(Decimal(days)),
    "years": _years,
    "notice_months": lambda months: counted(months, "month"),
    **dict.fromkeys(_DAYS, lambda day: day_words(date.fromisoformat(day))),
}
_UNSAID = {"basis": BASES["fixed"], "legal_basis": NOT_KNOWN_WORDS}


def field_words(name: str, value: Any, terms: Terms, names: Mapping[str, str]) -> str:
    """One field's value in words; nothing is ``Nothing``."""
    if value in NOTHING:
        return _UNSAID.get(name, "Nothing")
    if name in _SAID:
        return _SAID[name](value)
    if name in _SEVERAL:
        return _SEVERAL[name](value, names)
    if name in _NAMED or name == "measure":
        return str(terms["measures"].get(value, {}).get("name") or names.get(value, value))
    if isinstance(value, list | dict):
        return _several_words(value)
    return str(value).replace("\n", ", " if name.endswith("labels") else "\n")


def _shares(shares: Mapping[str, int], names: Mapping[str, str]) -> str:
    return ", ".join(f"{names.get(who, who)} {share_words(part)}" for who, part in shares.items())


def _services(slugs: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(sorted(names.get(service_key(slug), slug) for slug in slugs))


_SEVERAL: dict[str, Callable[[Any, Mapping[str, str]], str]] = {"shares": _shares, "services": _services}


def _several_words(values: list[str] | dict[str, str]) -> str:
    """Roles, or values by the days on which they should be reached."""
    if isinstance(values, list):
        return role_words(values).capitalize()
    return ", ".join(f"{said} by {day_words(date.fromisoformat(day))}" for day, said in sorted(values.items()))


def row_words(section: str, key: str, row: Mapping[str, Any], terms: Terms, names: Mapping[str, str]) -> str:
    """One row of a section as a line: ``Swindon Borough Council to Kent County Council: £2,600,000``."""
    return ": ".join(part for part in _row(section, key, row, terms, names) if part)


def _row(section: str, key: str, row: Mapping[str, Any], terms: Terms, names: Mapping[str, str]) -> tuple[str, str]:
    """What a row is called, and what it says."""
    if section == "parties":
        return names.get(key, key), role_words(row["roles"])
    if section == "money":
        return _flow(row, names), amount_words(row.get("basis", ""), row["pence"], row["in_kind"])
    if section == "settled":
        question = QUESTIONS.get(key)
        return (question.about, question.words(row["answer"])) if question else (key, row["answer"])
    if section == "pairs":
        mentor, mentee = (names.get(row[end], row[end]) for end in MENTORING)
        return f"{row['mentor_post']}, {mentor}, mentors {row['mentee_post']}, {mentee}", _pair_days(row)
    if section in ("measures", "criteria"):
        return str(row["name"]), ""
    name = terms["measures"].get(row["measure"], {}).get("name", "")
    way = f" ({_way(row, terms)})" if row.get("way") else ""
    said = row["label"] or _in_unit(row["value"], _measured(row, terms))
    return name, f"{said} by {day_words(date.fromisoformat(row['due_on']))}{way}"


def _flow(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    payers, bearing = [row[end] for end in ("payer", "joint_payer") if row[end]], list(row.get("shares", ()))
    sides = (payers, bearing, [row["payee"]])
    return who_gives_whom(row.get("basis", ""), *([names.get(who, who) for who in side] for side in sides))
