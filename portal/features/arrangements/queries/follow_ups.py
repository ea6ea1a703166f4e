"""What is to be done after mentoring sessions."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from portal.data import PAGE_SIZE, Page, db, page_by_key
from portal.features.arrangements.models import Arrangement, FollowUp, MentoringSession
from portal.features.organisations import Organisation

_FOLLOW_UP = (
    FollowUp.reference.label("reference"),
    FollowUp.session_id,
    FollowUp.what,
    FollowUp.owner_id,
    FollowUp.owner_post,
    FollowUp.due_on,
    FollowUp.done_on,
)


def follow_ups_where(*conditions: Any) -> Select[*tuple[Any, ...]]:
    """A SELECT of follow-ups, each with the name of its ``owner``, in no order."""
    return (
        select(*_FOLLOW_UP, Organisation.name.label("owner"))
        .join(Organisation, Organisation.id == FollowUp.owner_id)
        .where(*conditions)
    )


def follow_ups_that_wait(arrangement: Arrangement, organisation_id: int) -> Sequence[FollowUp]:
    """What an organisation has still to do after sessions, the oldest first."""
    return db.session.scalars(
        select(FollowUp)
        .where(FollowUp.arrangement_id == arrangement.id, FollowUp.owner_id == organisation_id)
        .where(FollowUp.done_on.is_(None))
        .order_by(FollowUp.id)
    ).all()


def follow_ups_of(session_ids: Sequence[int]) -> Mapping[int, Sequence[Any]]:
    """Follow-ups of some sessions (a page of them), by session, each with the name of its ``owner``."""
    found: dict[int, list[Any]] = {}
    rows = db.session.execute(
        follow_ups_where(FollowUp.session_id.in_(session_ids)).order_by(FollowUp.session_id, FollowUp.id)
    )
    for row in rows:
        found.setdefault(row.session_id, []).append(row)
    return found


def follow_ups_page(
    arrangement: Arrangement, open_only: bool, arguments: Mapping[str, str], size: int = PAGE_SIZE
) -> Page:
    """An arrangement's follow-ups, the earliest due first, each with its owner's name and its session's reference."""
    listed = follow_ups_where(FollowUp.arrangement_id == arrangement.id).add_columns(
        MentoringSession.reference.label("session"), MentoringSession.topic, MentoringSession.on_date
    )
    listed = listed.join(MentoringSession, MentoringSession.id == FollowUp.session_id)
    if open_only:
        listed = listed.where(FollowUp.done_on.is_(None))
    key = (FollowUp.due_on, FollowUp.id)
    return page_by_key(db.session(), listed, key, FollowUp.reference, arguments, size, ascending=True)
