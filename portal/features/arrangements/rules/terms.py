"""The terms that parties confirm: what is in them, their canonical form and their digest."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.digests import canonical, digest_of
from portal.features.arrangements.rules.governance import AGREED as GOVERNED
from portal.features.arrangements.rules.money import grouped
from portal.features.arrangements.rules.words import number_words

Terms = dict[str, Any]

SECTIONS: dict[str, str] = {
    "about": "what it is about",
    "parties": "parties",
    "money": "money",
    "settled": "what is agreed about money and staff",
    "legal": "legal basis",
    "visits": "expected visits",
    "pairs": "mentoring pairs",
    "measures": "measures",
    "targets": "targets",
    "governance": "governance",
    "criteria": "success criteria",
}

FIELDS: dict[str, dict[str, str]] = {
    "about": {
        "kind": "Kind",
        "title": "Title",
        "purpose": "Purpose",
        "starts_on": "Start date",
        "ends_on": "End date",
        "success_gate": "When it counts as a success",
        "services": "Services",
    },
    "legal": {"legal_basis": "Legal basis", "accountable_body": "Accountable body"},
    "visits": {"rhythm": "How often people visit", "visits_per_month": "Visits a month"},
    "parties": {
        "roles": "Roles",
        "note": "Note",
        "joined_on": "Joined on",
        "left_on": "Left on",
        "decision_body": "Authorised by",
        "decision_on": "Date of the decision",
        "decision_minute": "Minute",
        "decision_link": "Link to the decision",
    },
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
        "basis": "Basis",
        "vat": "VAT",
        "officer_days": "Days",
        "day_rate": "A day is worth",
        "shares": "Parts of the cost",
        "years": "By financial year",
        "alternative_pence": "Bought instead, it would cost",
        "alternative_per": "That is for",
        "alternative_times": "Times",
        "alternative_source": "Source of that price",
    },
    "settled": {"answer": "Agreed", "note": "Note"},
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
        "first_on": "First day",
        "last_on": "Last day",
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
        "baseline_second": "Second rating at the start",
        "baseline_from": "Date of the baseline",
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
    "governance": GOVERNED,
    "criteria": {"name": "Success criterion", "how": "How it is known"},
}
_LATER: dict[str, frozenset[str]] = {
    "about": frozenset({"services"}),
    "parties": frozenset({"joined_on", "left_on", "decision_body", "decision_on", "decision_minute", "decision_link"}),
    "money": frozenset(
        {
            "basis",
            "vat",
            "officer_days",
            "day_rate",
            "shares",
            "years",
            "alternative_pence",
            "alternative_per",
            "alternative_times",
            "alternative_source",
        }
    ),
    "settled": frozenset({"note"}),
    "pairs": frozenset({"mentor_person", "mentee_person", "rhythm", "days_per_month", "first_on", "last_on"}),
    "measures": frozenset({"judged_by", "second_name", "second_labels", "baseline_second", "baseline_from"}),
    "targets": frozenset({"replaces", "reason", "way"}),
    "governance": frozenset(GOVERNED),
}
"""Fields that came after the first version: left out while they say nothing, so that nothing agreed before seems
changed. A section that came later is left out while it has no rows."""
NOTHING: tuple[Any, ...] = (None, "", [], {})
_IMPLIED = {"basis": ("fixed", "in_kind")}
"""What else says nothing: an amount is fixed and a thing in kind is in kind unless more is said."""
LATER_SECTIONS = ("settled", "governance", "criteria")
PAYING = ("payer", "joint_payer", "payee")
MENTORING = ("mentor", "mentee")


def terms_of(arrangement: Any, rows: Mapping[str, Iterable[Any]], references: Mapping[int, str]) -> Terms:
    """What is agreed, from the arrangement and its rows: ``services`` by slug, ``parties`` with ``roles``, ``money``
    with its ``shares`` and ``planned`` years, ``settled`` answers, ``pairs``, ``measures``, ``targets`` with
    ``measure`` the measure's reference, one row or none of ``governance``, ``criteria``.

    Organisations stand by reference (``references`` gives them by id), so a new name of one changes nothing.
    """
    accountable = arrangement.accountable_body_id
    made = {
        "about": _take(arrangement, "about") | _covered(rows),
        "legal": {
            "legal_basis": arrangement.legal_basis,
            "accountable_body": references[accountable] if accountable else "",
        },
        "visits": _take(arrangement, "visits"),
        "parties": {references[row.organisation_id]: _party(row) for row in rows["parties"]},
        "money": _money(rows, references),
        "settled": {row.question: _take(row, "settled") for row in rows.get("settled", ())},
        "pairs": {row.reference: _linked(row, "pairs", MENTORING, references) for row in rows["pairs"]},
        "measures": {row.reference: _take(row, "measures") for row in rows["measures"]},
        "targets": {
            row.reference: _take(row, "targets") | way_of(row, rows.get("points", ()))
            for row in rows["targets"]
            if getattr(row, "replaced_on", None) is None
        },
        "governance": next((_take(row, "governance") for row in rows.get("governance", ())), {}),
        "criteria": {row.reference: _take(row, "criteria") for row in rows.get("criteria", ())},
    }
    return {section: part for section, part in made.items() if part or section not in LATER_SECTIONS}


def _covered(rows: Mapping[str, Iterable[Any]]) -> dict[str, Any]:
    """The slugs of the services, if it covers any."""
    return _without_silence("about", {"services": sorted(row.service_slug for row in rows.get("services", ()))})


def _party(row: Any) -> dict[str, Any]:
    return _take(row, "parties") | {"roles": sorted(row.roles)}


def _take(row: Any, section: str, left_out: Iterable[str] = ()) -> dict[str, Any]:
    taken = {name: _plain(getattr(row, name, None)) for name in FIELDS[section] if name not in left_out}
    return _without_silence(section, taken)


def way_of(target: Any, points: Iterable[Any]) -> dict[str, Any]:
    """The values on the way to a target by their days, if there are any."""
    mine = {_plain(one.on_date): one.label or _plain(one.value) for one in points if one.target == target.reference}
    return {"way": mine} if mine else {}


def _without_silence(section: str, taken: dict[str, Any]) -> dict[str, Any]:
    """Without the later fields that say nothing."""
    later = _LATER.get(section, frozenset())
    return {
        name: value
        for name, value in taken.items()
        if name not in later or value not in (*NOTHING, *_IMPLIED.get(name, ()))
    }


def _linked(row: Any, section: str, ends: tuple[str, ...], references: Mapping[int, str]) -> dict[str, Any]:
    return _take(row, section, ends) | {end: references.get(getattr(row, f"{end}_id"), "") for end in ends}


def _money(rows: Mapping[str, Iterable[Any]], references: Mapping[int, str]) -> dict[str, Any]:
    """Flows; shares as hundredths of a per cent by organisation, years as pence or days by the year they begin in."""
    shares, planned = (grouped(rows.get(name, ()), "money_flow_id") for name in ("shares", "planned"))
    return {
        row.reference: _linked(row, "money", PAYING, references)
        | _without_silence(
            "money",
            {
                "shares": {references[one.organisation_id]: one.hundredths for one in shares.get(row.id, ())},
                "years": {
                    str(one.year): _plain(one.days if one.pence is None else one.pence)
                    for one in planned.get(row.id, ())
                },
            },
        )
        for row in rows["money"]
    }


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
        for section, ends in (("money", PAYING), ("pairs", MENTORING)):
            found |= {row[end] for row in terms[section].values() for end in ends}
        found |= {who for row in terms["money"].values() for who in row.get("shares", ())}
    return found - {""}


def sections_changed(old: Terms, new: Terms) -> list[str]:
    """The sections that differ, in the order of ``SECTIONS``, as words: ``["money", "targets"]``."""
    return [words for section, words in SECTIONS.items() if old.get(section) != new.get(section)]
