"""The newest entries across every list that the viewer is on."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.data import BigId, UtcDateTime, at_most, db, scope_of
from portal.data.narrow import few, on_own_lists
from portal.data.session import NOBODY
from portal.ledger.models import LedgerEntry, LedgerHead


def _organisation() -> int:
    scope = scope_of(db.session())
    return scope.organisation_id if scope else NOBODY


def _moment() -> Any:
    scope = scope_of(db.session())
    return scope.moment if scope else None


_ORGANISATION = bindparam("newest_organisation", callable_=_organisation, type_=BigId)
_MOMENT = bindparam("newest_moment", callable_=_moment, type_=UtcDateTime())


def newest_entries(session: Session, most: int) -> Select[*tuple[Any, ...]]:
    """A SELECT of the columns that tell of the ``most`` newest entries, newest first: the same object each time.

    The heads are read first: the newest entries lie on the lists with the newest heads, and on each of those
    among its last ``most``. So neither many lists nor long ones make it slower.
    """
    own = str(session.get_bind().dialect.name) if few(session, LedgerHead) else None
    return _newest(own, most)


@cache
def _newest(own: str | None, most: int) -> Select[*tuple[Any, ...]]:
    """``own``: the dialect in which to begin with the viewer's own lists, or ``None`` to begin with the newest head."""
    heads: Select[*tuple[Any, ...]] = (
        select(LedgerHead.access_list_id, LedgerHead.sequence)
        .order_by(LedgerHead.recorded_at.desc(), LedgerHead.access_list_id.desc())
        .limit(at_most(most))
    )
    if own is not None:
        heads = heads.where(on_own_lists(LedgerHead, own, _ORGANISATION, _MOMENT))
    newest = heads.subquery("newest")
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
