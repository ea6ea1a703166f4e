"""The newest entries across every list that the viewer is on."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.data import narrow
from portal.ledger.models import LedgerEntry, LedgerHead


def newest_entries(session: Session, most: int) -> Select[*tuple[Any, ...]]:
    """A SELECT of the columns that tell of the ``most`` newest entries, newest first.

    The heads are read first: the newest entries lie on the lists with the newest heads, and on each of those
    among its last ``most``. So neither many lists nor long ones make it slower.
    """
    heads: Select[*tuple[Any, ...]] = (
        select(LedgerHead.access_list_id, LedgerHead.sequence)
        .order_by(LedgerHead.recorded_at.desc(), LedgerHead.access_list_id.desc())
        .limit(most)
    )
    newest = narrow(session, heads, LedgerHead).subquery("newest")
    return (
        select(
            LedgerEntry.id,
            LedgerEntry.recorded_at,
            LedgerEntry.action,
            LedgerEntry.actor_id,
            LedgerEntry.organisation_id,
            LedgerEntry.subject_type,
            LedgerEntry.subject_reference,
        )
        .join(
            newest,
            (newest.c.access_list_id == LedgerEntry.access_list_id) & (LedgerEntry.sequence > newest.c.sequence - most),
        )
        .order_by(LedgerEntry.recorded_at.desc(), LedgerEntry.id.desc())
        .limit(most)
    )
