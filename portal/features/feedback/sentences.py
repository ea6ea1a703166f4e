"""How the ledger tells of feedback. A statement is told under the title of its arrangement."""

from typing import Any

from sqlalchemy import Select, literal, select

from portal.features.arrangements import Arrangement
from portal.features.feedback.models import Statement
from portal.ledger.telling import Subject

SENTENCES = {
    "statement.said": "gave feedback on {}",
    "statement.replied": "replied to feedback on {}",
    "statement.closed": "recorded what came of feedback on {}",
}


def _statements(references: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Statement.reference.label("reference"),
            Arrangement.title.label("title"),
            Statement.reference.label("target"),
            (literal("feedback ") + Statement.reference).label("part"),
        )
        .select_from(Statement)
        .join(Arrangement, Arrangement.id == Statement.arrangement_id)
        .where(Statement.reference.in_(references))
    )


SUBJECTS = {"statement": Subject("an arrangement", "feedback.show", _statements)}
