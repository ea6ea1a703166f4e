"""How the ledger tells of audits."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.audits.models import Engagement, WorkingNote
from portal.ledger.telling import Subject

SENTENCES = {
    "engagement.opened": "opened the audit {}",
    "engagement.extended": "gave the audit {} a later last day",
    "engagement.shortened": "gave the audit {} an earlier last day",
    "engagement.ended": "ended the audit {} before its last day",
    "audit.opened": "let an audit body read {}",
    "audit.extended": "gave an audit body more time to read {}",
    "audit.shortened": "gave an audit body less time to read {}",
    "audit.ended": "ended an audit of {}",
    "working_note.written": "wrote the note {}",
    "working_note.changed": "changed the note {}",
}


def _titled(model: Any) -> Any:
    def rows(references: Any) -> Select[*tuple[Any, ...]]:
        return select(
            model.reference.label("reference"), model.title.label("title"), model.reference.label("target")
        ).where(model.reference.in_(references))

    return rows


SUBJECTS = {
    "engagement": Subject("an audit", "audits.show", _titled(Engagement)),
    "working_note": Subject("a working note", "audits.note", _titled(WorkingNote)),
}
