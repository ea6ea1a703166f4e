"""Every write of lessons. None of these commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import Arrangement, stands_for
from portal.features.lessons import queries, rules
from portal.features.lessons.models import Lesson, SharedLesson, Sort


@dataclass(frozen=True)
class LessonFacts:
    """What was learnt."""

    sort: Sort
    title: str
    words: str


def write_lesson(arrangement: Arrangement, facts: LessonFacts) -> Lesson:
    """Write down what the viewer's organisation learnt, at any time, also after the arrangement is over."""
    return write_lessons(arrangement, [facts])[0]


def write_lessons(arrangement: Arrangement, several: Sequence[LessonFacts]) -> list[Lesson]:
    """Write down several lessons, in their order."""
    lessons = [
        Lesson(
            access_list_id=arrangement.inner_list_id,
            inner_arrangement_id=arrangement.id,
            author_id=current_viewer().organisation_id,
            **facts.__dict__,
        )
        for facts in several
    ]
    db.session.add_all(lessons)
    db.session.flush()
    ledger.record_all([("lesson.written", lesson, _told(lesson, arrangement)) for lesson in lessons])
    return lessons


def change_lesson(arrangement: Arrangement, lesson: Lesson, facts: LessonFacts) -> None:
    """Word it anew. Raises ``Forbidden`` for another party's, ``RuleBroken`` while it is shared."""
    rules.check_author(lesson.author_id, stands_for(arrangement))
    rules.check_unshared(lesson.shared_id is not None)
    for name, value in facts.__dict__.items():
        setattr(lesson, name, value)
    if db.session.is_modified(lesson):
        _record("lesson.changed", lesson, arrangement)


def remove_lesson(arrangement: Arrangement, lesson: Lesson) -> None:
    """Take it out. Raises ``Forbidden`` for another party's, ``RuleBroken`` while it is shared."""
    rules.check_author(lesson.author_id, stands_for(arrangement))
    rules.check_unshared(lesson.shared_id is not None)
    _record("lesson.removed", lesson, arrangement)
    db.session.delete(lesson)


def share_lesson(arrangement: Arrangement, lesson: Lesson, about: str) -> SharedLesson:
    """Copy it to where every member organisation reads it, under ``about`` for the title of the arrangement.

    It moves to the outer list, so that observers read it, and is recorded on both. Raises ``Forbidden``,
    ``RuleBroken``.
    """
    rules.check_may_share(lesson.author_id, arrangement.led_by_id, stands_for(arrangement))
    rules.check_unshared(lesson.shared_id is not None)
    copy = SharedLesson(
        author_id=lesson.author_id,
        arrangement_kind=arrangement.kind,
        about=about,
        sort=lesson.sort,
        title=lesson.title,
        words=lesson.words,
    )
    db.session.add(copy)
    _record("lesson.released", lesson, arrangement)
    lesson.access_list_id, lesson.shared_id = arrangement.access_list_id, copy.id
    lesson.arrangement_id, lesson.inner_arrangement_id = arrangement.id, None
    _record("lesson.shared", lesson, arrangement, **rules.sealed_copy(copy))
    return copy


def withdraw_lesson(arrangement: Arrangement, lesson: Lesson) -> None:
    """Stop sharing it: the copy is deleted, and the lesson is its parties' again. Raises ``Forbidden``,
    ``RuleBroken``."""
    rules.check_may_share(lesson.author_id, arrangement.led_by_id, stands_for(arrangement))
    copy = queries.copy_of(lesson)
    if copy is None:
        raise RuleBroken("", "This lesson is not shown to all members")
    _record("lesson.withdrawn", lesson, arrangement)
    lesson.access_list_id, lesson.shared_id = arrangement.inner_list_id, None
    lesson.arrangement_id, lesson.inner_arrangement_id = None, arrangement.id
    db.session.flush()
    db.session.delete(copy)
    _record("lesson.kept", lesson, arrangement)


def _record(action: str, lesson: Lesson, arrangement: Arrangement, **more: Any) -> None:
    ledger.record(action, lesson, _told(lesson, arrangement) | more)


def _told(lesson: Lesson, arrangement: Arrangement) -> dict[str, Any]:
    return {"arrangement": arrangement.reference} | rules.sealed_lesson(lesson)
