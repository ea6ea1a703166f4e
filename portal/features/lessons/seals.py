"""How the ledger seals lessons. A lesson that is shared leaves one list for the other and is sealed there anew."""

from sqlalchemy import select

from portal.features.lessons.models import Lesson
from portal.features.lessons.rules import sealed_lesson
from portal.ledger.sealing import Seal, as_stored

SEALS = (
    Seal(
        "lesson",
        "lesson",
        {"lesson.written": {}, "lesson.changed": {}, "lesson.shared": {}, "lesson.kept": {}},
        select(
            Lesson.access_list_id,
            Lesson.reference.label("subject"),
            Lesson.reference.label("place"),
            as_stored(Lesson.sort),
            Lesson.title,
            Lesson.words,
        ),
        sealed_lesson,
        ends=frozenset({"lesson.removed", "lesson.released", "lesson.withdrawn"}),
    ),
)
