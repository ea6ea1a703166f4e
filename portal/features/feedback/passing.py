"""How feedback passes when an organisation ends: what it was asked to answer, its successor is asked."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.arrangements import Arrangement
from portal.features.feedback.actions import ask_successor
from portal.features.feedback.models import Statement
from portal.passing import Kind


def _rows(access_list_ids: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(Statement.access_list_id, Statement.reference, Arrangement.title)
        .join(Arrangement, Arrangement.id == Statement.arrangement_id)
        .where(Statement.access_list_id.in_(access_list_ids))
        .order_by(Statement.id)
    )


PASSING = (
    Kind(
        "statement",
        "statement",
        "statements",
        _rows,
        "feedback.show",
        take_over=ask_successor,
        passes=frozenset({"asked_reply.organisation_id"}),
    ),
)
