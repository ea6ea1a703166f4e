"""What arrangements show on pages of others: on home what waits, on a piece of evidence where it is used."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select

from portal.access import Viewer
from portal.core.money import exact
from portal.core.months import day_words
from portal.core.periods import when_words
from portal.data import lasting
from portal.features.arrangements import queries
from portal.features.arrangements.rules.money_words import days_words, year_words
from portal.features.arrangements.rules.words import both_words, value_words
from portal.features.evidence import Evidence
from portal.features.organisations import Organisation
from portal.panels import Panel, about


def home_parts(viewer: Viewer) -> Mapping[str, Select[*tuple[Any, ...]]]:
    """Versions that wait for this organisation's word, and where its checks fail."""
    return _waiting()


@cache
def _waiting() -> Mapping[str, Select[*tuple[Any, ...]]]:
    mine = about("organisation_id")
    parts = {**queries.waiting_parts(mine), **queries.to_mend_part(mine)}
    return {name: lasting(part) for name, part in parts.items()}


def evidence_parts(evidence: Evidence) -> Mapping[str, Select[*tuple[Any, ...]]]:
    """The arrangements that a piece of evidence belongs to, and the readings, sessions and payments that it shows."""
    return _uses()


@cache
def _uses() -> Mapping[str, Select[*tuple[Any, ...]]]:
    mine = about("id")
    parts = {
        "uses": queries.uses_of_evidence(mine),
        "readings": queries.readings_proved_by(mine),
        "sessions": queries.sessions_shown_by(mine),
        "paid": queries.paid_shown_by(mine),
    }
    return {name: lasting(part) for name, part in parts.items()}


def evidence_rows(rows: Mapping[str, Sequence[Any]]) -> Mapping[str, Sequence[Any]]:
    """What uses it: ``uses`` as they are, of the others (row, in words)."""
    return {
        "uses": rows["uses"],
        "readings": [(row, _reading_words(row)) for row in rows["readings"]],
        "sessions": [(row, day_words(row.on_date)) for row in rows["sessions"]],
        "paid": [(row, _paid_words(row)) for row in rows["paid"]],
    }


def _reading_words(row: Any) -> str:
    value = both_words(value_words(row.value, row.label, row.unit), row.second_label)
    return f"{value}, {when_words(row.period_from, row.on_date)}"


def _paid_words(row: Any) -> str:
    amount = days_words(row.days) if row.pence is None else exact(row.pence)
    return f"{amount} for {year_words(row.year)}"


def organisation_parts(organisation: Organisation) -> Mapping[str, Select[*tuple[Any, ...]]]:
    """From which score on a partnership is significant for an organisation, to its own people."""
    return _thresholds()


@cache
def _thresholds() -> Mapping[str, Select[*tuple[Any, ...]]]:
    return {"thresholds": lasting(queries.thresholds_rows(about("id")))}


HOME = Panel("arrangements", "arrangements/home.html", home_parts)
EVIDENCE = Panel("arrangements", "arrangements/evidence_panel.html", evidence_parts, evidence_rows)
ORGANISATION = Panel("arrangements", "arrangements/organisation_panel.html", organisation_parts)
