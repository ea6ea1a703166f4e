"""Tying evidence to an arrangement."""

from portal import ledger
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
)
from portal.features.arrangements.rules.lifecycle import check_under_way
from portal.features.evidence import Evidence


def attach_evidence(arrangement: Arrangement, evidence: Evidence) -> ArrangementEvidence:
    """Tie evidence to the arrangement, on the list that the evidence lies on.

    Raises ``RuleBroken`` for evidence on another list, and before it was sent or once it was withdrawn.
    """
    check_under_way(queries.held(arrangement).state)
    outer = evidence.access_list_id == arrangement.access_list_id
    if not outer and evidence.access_list_id != arrangement.inner_list_id:
        raise RuleBroken("upload", "This evidence belongs to another record")
    row = ArrangementEvidence(
        access_list_id=evidence.access_list_id,
        arrangement_id=arrangement.id if outer else None,
        inner_arrangement_id=None if outer else arrangement.id,
        evidence_id=evidence.id,
    )
    db.session.add(row)
    ledger.record("evidence.attached", evidence, {"arrangement": arrangement.reference, "title": evidence.title})
    return row


def check_evidence(evidence: Evidence) -> None:
    """Raise ``RuleBroken`` for evidence of an arrangement that was withdrawn: nothing is added to it."""
    for arrangement in queries.held_with(evidence.id):
        check_under_way(arrangement.state)
