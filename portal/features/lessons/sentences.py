"""How the ledger tells of lessons, under the title of the arrangement."""

from typing import Any

from sqlalchemy import Select, or_, select

from portal.features.arrangements import Arrangement
from portal.features.lessons.models import Lesson
from portal.ledger.telling import Subject

SENTENCES = {
    "lesson.written": "wrote down a lesson of {}",
    "lesson.changed": "changed a lesson of {}",
    "lesson.removed": "removed a lesson from {}",
    "lesson.released": "let a lesson of {} be shown to all members",
    "lesson.shared": "showed all members a lesson of {}",
    "lesson.withdrawn": "stopped showing all members a lesson of {}",
    "lesson.kept": "kept for the parties a lesson of {}",
}


def _lessons(references: Any) -> Select[*tuple[Any, ...]]:
    of = or_(Arrangement.id == Lesson.arrangement_id, Arrangement.id == Lesson.inner_arrangement_id)
    return (
        select(
            Lesson.reference.label("reference"),
            Arrangement.title.label("title"),
            Arrangement.reference.label("target"),
        )
        .select_from(Lesson)
        .join(Arrangement, of)
        .where(Lesson.reference.in_(references))
    )


SUBJECTS = {"lesson": Subject("an arrangement", "lessons.of_arrangement", _lessons)}
