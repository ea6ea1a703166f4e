"""How the ledger tells of evidence."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.evidence.models import Evidence
from portal.ledger.telling import Subject

SENTENCES = {
    "evidence.added": "added the evidence {}",
    "evidence.version_added": "added a newer version of {}",
    "evidence.attached": "attached {}",
}


def _evidence(references: Any) -> Select[*tuple[Any, ...]]:
    return select(
        Evidence.reference.label("reference"), Evidence.title.label("title"), Evidence.reference.label("target")
    ).where(Evidence.reference.in_(references))


SUBJECTS = {"evidence": Subject("evidence", "evidence.show", _evidence)}
