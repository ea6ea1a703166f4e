"""What a check of one covered record reads: the chains of its lists, and the rows that they seal."""

from typing import Any

from sqlalchemy import CTE, select

from portal.data import bundle, db
from portal.features.audits.models import EngagementScope
from portal.features.audits.queries.engagement import covered_by
from portal.ledger import LedgerEntry, LedgerHead, LedgerPayload
from portal.ledger.sealing import seals


def _covered(scope_id: int) -> CTE:
    return covered_by(EngagementScope.id == scope_id)


def heads_of(scope_id: int) -> dict[int, tuple[int, str]]:
    """Number and digest of the last entry of each chain, by list."""
    covered = _covered(scope_id)
    rows = db.session.execute(
        select(LedgerHead.access_list_id, LedgerHead.sequence, LedgerHead.digest)
        .join(covered, covered.c.list_id == LedgerHead.access_list_id)
        .order_by(LedgerHead.access_list_id)
    )
    return {row.access_list_id: (row.sequence, row.digest) for row in rows}


def proof_of(scope_id: int) -> dict[str, list[Any]]:
    """Every entry with its payload (``entries``, in order of list and sequence) and the rows that they seal, by table.

    All in one statement, each entry with the head: what is recorded meanwhile is in all of it or in none.
    """
    covered = _covered(scope_id)
    lists = select(covered.c.list_id)
    entries = (
        select(
            LedgerEntry.access_list_id,
            LedgerEntry.sequence,
            LedgerEntry.recorded_at_text,
            LedgerEntry.actor_id,
            LedgerEntry.organisation_id,
            LedgerEntry.action,
            LedgerEntry.subject_type,
            LedgerEntry.subject_reference,
            LedgerEntry.payload_digest,
            LedgerEntry.previous_digest,
            LedgerEntry.digest,
            LedgerPayload.body,
            LedgerHead.sequence.label("head_sequence"),
            LedgerHead.digest.label("head_digest"),
        )
        .outerjoin(LedgerPayload, LedgerPayload.entry_id == LedgerEntry.id)
        .outerjoin(LedgerHead, LedgerHead.access_list_id == LedgerEntry.access_list_id)
        .where(LedgerEntry.access_list_id.in_(lists))
        .order_by(LedgerEntry.access_list_id, LedgerEntry.sequence)
    )
    sealed = {seal.table: seal.rows.where(seal.rows.selected_columns.access_list_id.in_(lists)) for seal in seals()}
    return bundle(db.session(), {"entries": entries, **sealed})
