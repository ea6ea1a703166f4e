"""Terms that come from outside, read with suspicion: every field of the frozen form, its kind and its limits.

A field that the frozen form gets is added here too: what goes out in a file comes back in.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from portal.core import fields
from portal.core.errors import Invalid, RuleBroken
from portal.features.arrangements.models import Basis, Direction, Readiness, Role, Scale, Vat
from portal.features.arrangements.rules import checks, joining, measure_checks, money_checks
from portal.features.arrangements.rules.frameworks import Framework, named
from portal.features.arrangements.rules.governance import check_governance
from portal.features.arrangements.rules.kinds import SLUG
from portal.features.arrangements.rules.money import MOST_FLOWS
from portal.features.arrangements.rules.terms import FIELDS, SECTIONS

MOST_COUNT = 10_000
_LONGEST_BASIS = 20_000
"""Characters of a legal basis: names from the list stand before one's own words."""


def _slugs(value: Any) -> list[str]:
    if value in (None, ""):
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) and SLUG.fullmatch(one) for one in value):
        raise ValueError("must be a list of words like waste or adult_social_care")
    return sorted(set(value))


_line, _label, _words, _day, _number, _pence = (
    fields.line, fields.label, fields.words, fields.day, fields.number, fields.pence,
)  # fmt: skip
_ROLES = fields.several_of(set(Role), f"a list out of: {', '.join(Role)}")
_READERS: dict[str, fields.Readers] = {
    "about": {
        "kind": _line, "title": _line, "purpose": _words, "starts_on": _day, "ends_on": _day, "success_gate": _words,
        "services": _slugs,
    },
    "legal": {"legal_basis": fields.up_to(_LONGEST_BASIS), "accountable_body": _line},
    "visits": {"rhythm": _words, "visits_per_month": fields.whole(MOST_COUNT)},
    "parties": {
        "roles": _ROLES, "note": _line, "joined_on": _day, "left_on": _day, "decision_body": _line,
        "decision_on": _day, "decision_minute": _line, "decision_link": fields.link,
    },
    "money": {
        "payer": _line, "joint_payer": _line, "payee": _line, "pence": _pence, "in_kind": _line, "purpose": _line,
        "period_from": _day, "period_to": _day, "source": _line,
        "basis": fields.one_of(set(Basis), otherwise=""), "vat": fields.one_of(set(Vat), otherwise=""),
        "officer_days": _number, "day_rate": _pence,
        "shares": fields.mapping(fields.whole(MOST_COUNT)), "years": fields.mapping(lambda value: value),
        "alternative_pence": _pence, "alternative_per": _line,
        "alternative_times": fields.whole(money_checks.MOST_DAYS),
        "alternative_source": _line,
    },
    "settled": {"answer": _line, "note": _words},
    "pairs": {
        "mentor": _line, "mentor_post": _line, "mentor_person": _line, "mentee": _line, "mentee_post": _line,
        "mentee_person": _line, "focus": _line, "rhythm": _line, "days_per_month": _number,
        "first_on": _day, "last_on": _day,
    },
    "measures": {
        "name": _line, "scale": fields.one_of(set(Scale)), "unit": _line, "labels": _words,
        "direction": fields.one_of(set(Direction)), "baseline_value": _number, "baseline_label": _label,
        "baseline_on": _day, "baseline_from": _day,
        "judged_by": _words, "second_name": _label, "second_labels": _words, "baseline_second": _label,
    },
    "targets": {
        "measure": _line, "value": _number, "label": _label, "due_on": _day, "replaces": _line, "reason": _line,
        "way": fields.mapping(_label),
    },
    "governance": {
        "meetings": _line, "board": _words, "scrutiny": _words, "next_review_on": _day,
        "notice_months": fields.whole(MOST_COUNT), "exit_plan": _words, "data_sharing": _line, "equality_impact": _line,
    },
    "criteria": {"name": _line, "how": _words},
}  # fmt: skip
_SINGLE = ("about", "legal", "visits", "governance")


@dataclass(frozen=True)
class Known:
    """What there is here that terms may name: kinds and services by slug, and rating frameworks."""

    kinds: Collection[str]
    services: Collection[str] = ()
    frameworks: Sequence[Framework] = ()


@dataclass(frozen=True)
class Rows:
    """Terms as rows with values of their own types. Organisations, and rows that other rows name, stand by the keys
    that they have in the terms."""

    about: Any
    legal: Any
    visits: Any
    governance: Any
    parties: Mapping[str, Any]
    money: Mapping[str, Any] = field(default_factory=dict)
    settled: Mapping[str, Any] = field(default_factory=dict)
    pairs: Mapping[str, Any] = field(default_factory=dict)
    measures: Mapping[str, Any] = field(default_factory=dict)
    targets: Mapping[str, Any] = field(default_factory=dict)
    criteria: Mapping[str, Any] = field(default_factory=dict)


def known_fields() -> dict[str, set[str]]:
    """What can be read, by section."""
    return {section: set(readers) for section, readers in _READERS.items()}


def read_rows(terms: Any, known: Known, owner: str, today: date) -> Rows:
    """Terms as rows that may be written. ``owner`` is the party that brings them, by its key.

    A measure gets its ``framework``, by slug. Raises ``Invalid``, by section, with everything that is wrong.
    """
    errors: dict[str, str] = {}
    found: dict[str, Any] = {}
    if not isinstance(terms, dict):
        raise RuleBroken("", "It has no terms")
    for section in terms:
        if section not in _READERS:
            errors[""] = f"It has a part called “{str(section)[:40]}”, which this portal does not know"
    for section in SECTIONS:
        try:
            found[section] = _section(section, terms.get(section, {}))
        except ValueError as wrong:
            errors[section] = str(wrong)
    if not errors:
        rows = Rows(**found)
        errors = _faults(rows, known, owner, today)
    if errors:
        raise Invalid(errors)
    return rows


def _section(section: str, part: Any) -> Any:
    if section in _SINGLE:
        return _row(section, part)
    if not isinstance(part, dict) or len(part) > fields.MOST_ROWS:
        raise ValueError(f"{SECTIONS[section].capitalize()} must be up to {fields.MOST_ROWS} rows by their keys")
    return {_line(key): _row(section, row) for key, row in part.items()}


def _row(section: str, row: Any) -> Any:
    return fields.row(row, _READERS[section], SECTIONS[section].capitalize(), FIELDS[section])


def _faults(rows: Rows, known: Known, owner: str, today: date) -> dict[str, str]:
    """What of the rows does not fit together, by section."""
    places = {key: place for place, key in enumerate(rows.parties)}
    parties = {places[key]: party.roles for key, party in rows.parties.items()}
    tries: dict[str, Callable[[], None]] = {
        "about": lambda: _check_about(rows.about, known),
        "parties": lambda: _check_parties(rows.parties, owner, today),
        "legal": lambda: checks.check_accountable(_place(rows.legal.accountable_body, places), parties),
        "money": lambda: _check_money(rows.money, places, parties),
        "settled": lambda: _each(money_checks.check_settled, ((key, one.answer) for key, one in rows.settled.items())),
        "pairs": lambda: _check_pairs(rows.pairs, places, parties),
        "measures": lambda: _check_measures(rows.measures, known, today),
        "targets": lambda: _check_targets(rows.targets, rows.measures),
        "governance": lambda: check_governance(rows.governance.notice_months, "", Readiness.NOT_STARTED),
        "criteria": lambda: _check_criteria(rows.criteria),
    }
    errors = {}
    for section, check in tries.items():
        try:
            check()
        except Invalid as wrong:
            errors[section] = ". ".join(wrong.errors.values())
    return errors


def _place(key: str, places: Mapping[str, int]) -> int | None:
    """The place of a party; one that is none has a place that no party has."""
    return places.get(key, -1) if key else None


def _each(check: Callable[..., None], rows: Any) -> None:
    for row in rows:
        check(*row)


def _check_about(about: Any, known: Known) -> None:
    if not about.title:
        raise RuleBroken("title", "It must say what the arrangement is called")
    if about.kind not in known.kinds:
        raise RuleBroken("kind", f"There is no kind of arrangement called “{about.kind}” here")
    if strange := sorted(set(about.services) - set(known.services)):
        raise RuleBroken("services", f"There is no service called “{strange[0]}” here")
    checks.check_about(about.starts_on, about.ends_on)


def _check_parties(parties: Mapping[str, Any], owner: str, today: date) -> None:
    if owner not in parties:
        raise RuleBroken("parties", "Your organisation must be one of its parties")
    if parties[owner].left_on:
        raise RuleBroken("left_on", "Your organisation has left it, so it cannot bring it in")
    for key, party in parties.items():
        checks.check_roles(party.roles, owner=key == owner)
        joining.check_joining(party, party.left_on, today)


def _check_money(money: Mapping[str, Any], places: Mapping[str, int], parties: Mapping[int, Collection[str]]) -> None:
    if len(money) > MOST_FLOWS:
        money_checks.check_room(MOST_FLOWS)
    for flow in money.values():
        for end in ("payer", "joint_payer", "payee"):
            setattr(flow, f"{end}_id", _place(getattr(flow, end), places))
        flow.payer_id, flow.payee_id = (-1 if end is None else end for end in (flow.payer_id, flow.payee_id))
        flow.basis = flow.basis or (Basis.IN_KIND if flow.in_kind else Basis.FIXED).value
        checks.check_money(flow, parties)
        if flow.shares:
            shares = {places.get(key, -1): part for key, part in flow.shares.items()}
            money_checks.check_shares(flow.basis, shares, parties)
        flow.years = _years(flow.years, in_kind=flow.pence is None)
        if flow.alternative_pence is not None or flow.alternative_times is not None:
            bought = SimpleNamespace(pence=flow.alternative_pence or 0, times=flow.alternative_times or 0)
            money_checks.check_alternative(flow.basis, bought)


def _years(years: Mapping[str, Any], *, in_kind: bool) -> dict[int, Any]:
    if not all(re.fullmatch(r"[12]\d{3}", year, re.ASCII) for year in years):
        raise RuleBroken("years", "A financial year must be the year in which it begins, like 2005")
    try:
        found = {int(year): (_number if in_kind else _pence)(amount) or 0 for year, amount in years.items()}
    except ValueError as wrong:
        raise RuleBroken("years", f"What is planned for a year {wrong}") from None
    money_checks.check_years(found, in_kind=in_kind)
    return {year: amount for year, amount in found.items() if amount}


def _check_pairs(pairs: Mapping[str, Any], places: Mapping[str, int], parties: Mapping[int, Collection[str]]) -> None:
    for pair in pairs.values():
        pair.mentor_id, pair.mentee_id = places.get(pair.mentor, -1), places.get(pair.mentee, -2)
        checks.check_pair(pair, parties)
        if not pair.mentor_post or not pair.mentee_post:
            raise RuleBroken("mentor_post", "Each pair must say the post of the mentor and of the person mentored")


def _check_measures(measures: Mapping[str, Any], known: Known, today: date) -> None:
    for measure in measures.values():
        labels = measure_checks.labels_of(measure.labels)
        measure.framework = _framework(measure, labels, known.frameworks)
        if not measure.name:
            raise RuleBroken("name", "Each measure must have a name")
        measure_checks.check_scale(measure.scale, labels)
        check_value(measure.baseline_value, measure.baseline_label, measure, "The baseline")
        if (measure.baseline_value is None) != (measure.baseline_on is None):
            raise RuleBroken("baseline_on", "A baseline must have its value and its date")
        if measure.baseline_on and measure.baseline_on > today:
            raise RuleBroken("baseline_on", "The date of a baseline must be today or earlier")
        if measure.baseline_from and (measure.baseline_on is None or measure.baseline_from > measure.baseline_on):
            raise RuleBroken("baseline_from", "The period of a baseline must begin before its date")
        measure_checks.read_second(
            measure.baseline_second, measure_checks.labels_of(measure.second_labels), "baseline_second"
        )


def _framework(measure: Any, labels: Sequence[str], frameworks: Iterable[Framework]) -> str:
    """The slug of the framework that a measure is judged by, which has the same labels; nothing for none."""
    if not measure.judged_by:
        return ""
    scales = tuple(labels), tuple(measure_checks.labels_of(measure.second_labels))
    for one in frameworks:
        if named(one) == measure.judged_by and (one.labels, one.second_labels) == scales:
            return one.slug
    raise RuleBroken("judged_by", f"There is no rating “{measure.judged_by}” with these labels here")


def check_value(value: Decimal | None, label: str, measure: Any, what: str) -> None:
    """A rating's value is the place of its label; a number has none."""
    labels = measure_checks.labels_of(measure.labels) if measure.scale == Scale.RATING else []
    fits = (not label) if not labels or value is None else label in labels and labels.index(label) == value
    if not fits:
        raise RuleBroken("value", f"{what} of “{measure.name}” must be on its scale")


def _check_targets(targets: Mapping[str, Any], measures: Mapping[str, Any]) -> None:
    for target in targets.values():
        measure = measures.get(target.measure)
        if measure is None or target.value is None or target.due_on is None:
            raise RuleBroken("measure", "Each target must have a measure, a value and a date")
        check_aim(target, measure)
        target.way = read_way(target, measure)


def check_aim(target: Any, measure: Any) -> None:
    """A target is on the scale of its measure, and due after its baseline. Raises ``RuleBroken``."""
    check_value(target.value, target.label, measure, "A target")
    measure_checks.check_target(measure.baseline_on, target.due_on)


def read_way(target: Any, measure: Any) -> dict[date, str]:
    """The values on the way to a target by their days. Raises ``RuleBroken``."""
    way = {_way_day(day): typed for day, typed in target.way.items()}
    for day, typed in way.items():
        # The baseline may have been given another day since: what was agreed comes back as it is.
        measure_checks.check_point(None, target.due_on, day, ())
        measure_checks.read_value(typed, measure.scale, measure_checks.labels_of(measure.labels))
    return way


def _check_criteria(criteria: Mapping[str, Any]) -> None:
    if not all(row.name for row in criteria.values()):
        raise RuleBroken("criteria", "Each criterion must say what must be shown")


def _way_day(text: str) -> date:
    try:
        if day := _day(text):
            return day
    except ValueError:
        pass
    raise RuleBroken("way", "Each value on the way to a target must have its day")
