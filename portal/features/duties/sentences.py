"""How the ledger tells of duties, under the title of the arrangement."""

from typing import Any

from sqlalchemy import Select, select

from portal.features.arrangements import Arrangement
from portal.features.duties.models import Duty
from portal.ledger.telling import Subject

SENTENCES = {
    "duty.added": "added a duty to {}",
    "duty.changed": "changed a duty of {}",
    "duty.moved": "moved a duty of {}",
    "duty.removed": "removed a duty from {}",
    "duty.passed": "took over a duty of {}",
}


def _duties(references: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Duty.reference.label("reference"),
            Arrangement.title.label("title"),
            Arrangement.reference.label("target"),
        )
        .select_from(Duty)
        .join(Arrangement, Arrangement.id == Duty.arrangement_id)
        .where(Duty.reference.in_(references))
    )


SUBJECTS = {"duty": Subject("an arrangement", "duties.index", _duties)}
