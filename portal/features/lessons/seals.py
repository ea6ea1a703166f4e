"""How the ledger seals lessons. A lesson that is shared leaves one list for the other and is sealed there anew, with
the copy that every member organisation reads."""

from sqlalchemy import func, select

from portal.features.lessons.models import Lesson, SharedLesson
from portal.features.lessons.rules import sealed_copy, sealed_lesson
from portal.ledger.sealing import NO_LIST, Seal, as_stored

SEALS = (
    Seal(
        "lesson",
        "lesson",
        {"lesson.written": {}, "lesson.changed": {}, "lesson.shared": {}, "lesson.kept": {}},
        select(
            Lesson.access_list_id,
            Lesson.reference.label("subject"),
            Lesson.reference.label("place"),
            Lesson.author_id,
            as_stored(Lesson.sort),
            Lesson.title,
            Lesson.words,
        ),
        sealed_lesson,
        later=frozenset({"author"}),
        ends=frozenset({"lesson.removed", "lesson.released", "lesson.withdrawn"}),
    ),
    Seal(
        "shared_lesson",
        "lesson",
        {"lesson.shared": {}},
        select(
            func.coalesce(Lesson.access_list_id, NO_LIST).label("access_list_id"),
            func.coalesce(Lesson.reference, SharedLesson.reference).label("subject"),
            SharedLesson.reference.label("place"),
            SharedLesson.author_id,
            as_stored(SharedLesson.sort),
            SharedLesson.title,
            SharedLesson.words,
            SharedLesson.about,
            SharedLesson.arrangement_kind,
        )
        .select_from(SharedLesson)
        .outerjoin(Lesson, Lesson.shared_id == SharedLesson.id),
        sealed_copy,
        ends=frozenset({"lesson.withdrawn"}),
        later=frozenset({"author", "about_sha256", "kind"}),
    ),
)
