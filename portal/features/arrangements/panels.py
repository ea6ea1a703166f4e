"""What arrangements show on pages of others: on home what waits, on a piece of evidence where it is used."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select

from portal.access import Viewer
from portal.core import clock
from portal.features.arrangements import queries
from portal.features.evidence import Evidence
from portal.panels import Panel


def home_parts(viewer: Viewer) -> Mapping[str, Select[*tuple[Any, ...]]]:
    """Versions that wait for this organisation's word, and what of its own is overdue."""
    return queries.waiting_parts(viewer.organisation_id, clock.today())


def evidence_parts(evidence: Evidence) -> Mapping[str, Select[*tuple[Any, ...]]]:
    """The arrangements that a piece of evidence belongs to."""
    return {"uses": queries.uses_of_evidence(evidence.id)}


HOME = Panel("arrangements", "arrangements/home.html", home_parts)
EVIDENCE = Panel("arrangements", "arrangements/evidence_panel.html", evidence_parts)
