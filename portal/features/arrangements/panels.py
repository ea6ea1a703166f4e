"""What arrangements show on pages of others: on home what waits, on a piece of evidence where it is used."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select

from portal.access import Viewer
from portal.data import lasting
from portal.features.arrangements import queries
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
    """The arrangements that a piece of evidence belongs to, and the readings that it proves."""
    return _uses()


@cache
def _uses() -> Mapping[str, Select[*tuple[Any, ...]]]:
    mine = about("id")
    return {"uses": lasting(queries.uses_of_evidence(mine)), "readings": lasting(queries.readings_proved_by(mine))}


def organisation_parts(organisation: Organisation) -> Mapping[str, Select[*tuple[Any, ...]]]:
    """From which score on a partnership is significant for an organisation, to its own people."""
    return _thresholds()


@cache
def _thresholds() -> Mapping[str, Select[*tuple[Any, ...]]]:
    return {"thresholds": lasting(queries.thresholds_rows(about("id")))}


HOME = Panel("arrangements", "arrangements/home.html", home_parts)
EVIDENCE = Panel("arrangements", "arrangements/evidence_panel.html", evidence_parts)
ORGANISATION = Panel("arrangements", "arrangements/organisation_panel.html", organisation_parts)
