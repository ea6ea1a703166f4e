"""What comes in of the lessons in a document: what its bringer learnt and has not shared with everybody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from portal.core import fields
from portal.core.bounds import MOST_OF_A_SORT
from portal.core.bringing import Bringing, Sort, Taken
from portal.core.errors import RuleBroken
from portal.documents import Taker
from portal.features.arrangements import Arrangement
from portal.features.lessons import actions
from portal.features.lessons.models import WORDS
from portal.features.lessons.models import Sort as Tells

MOST = MOST_OF_A_SORT
_SORT: Sort = ("lesson", "lessons")
_LESSON: fields.Readers = {
    "sort": fields.one_of(set(Tells)), "title": fields.line, "words": fields.up_to(WORDS), "author": fields.line,
    "shared": fields.line,
}  # fmt: skip


def read(told: Mapping[str, Any], by: Bringing) -> Taken:
    """The lessons of a document."""
    lessons = fields.rows(told.get("lessons"), _LESSON, "Lessons", MOST)
    found = [row for row in lessons if by.here(row.author) == by.own and not row.shared]
    if any(not row.title or not row.words for row in found):
        raise RuleBroken("lessons", "Each lesson must have a line and what happened")
    return Taken(found, Counter({_SORT: len(found)}), Counter({_SORT: len(lessons) - len(found)}))


def write(arrangement: Arrangement, lessons: Sequence[Any], _ids: Mapping[str, int]) -> None:
    """Put lessons on the record, as its bringer's."""
    facts = [actions.LessonFacts(Tells(row.sort), row.title, row.words) for row in lessons]
    actions.write_lessons(arrangement, facts)


TAKER = Taker(("lessons",), read, write)
