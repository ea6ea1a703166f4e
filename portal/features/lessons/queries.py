"""Every SELECT of lessons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, Page, db, page_by_key
from portal.features.arrangements import Arrangement
from portal.features.lessons.models import Lesson, SharedLesson, Sort
from portal.features.organisations import Organisation

EXCERPT = 300
"""How many characters of a lesson a list shows."""
FEW = 3
"""Lessons in a panel."""

Parts = Mapping[str, Select[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to: the kind of arrangement, and what a lesson tells."""

    kind: str | None = None
    sort: Sort | None = None


def shared_page(
    wanted: Filter, arguments: Mapping[str, str], size: int = PAGE_SIZE, *, oldest_first: bool = False
) -> Page:
    """A page of what is shared with every member organisation, newest first unless asked otherwise."""
    listed: Any = _shared()
    if wanted.kind is not None:
        listed = listed.where(SharedLesson.arrangement_kind == wanted.kind)
    if wanted.sort is not None:
        listed = listed.where(SharedLesson.sort == wanted.sort)
    key = (SharedLesson.created_at, SharedLesson.id)
    return page_by_key(db.session(), listed, key, SharedLesson.reference, arguments, size, ascending=oldest_first)


def _shared() -> Select[*tuple[Any, ...]]:
    return select(
        SharedLesson.reference.label("reference"),
        SharedLesson.created_at,
        SharedLesson.arrangement_kind,
        SharedLesson.about,
        SharedLesson.sort,
        SharedLesson.title,
        SharedLesson.words,
        Organisation.name.label("author_name"),
    ).join(Organisation, Organisation.id == SharedLesson.author_id)


def shared_lesson(reference: str) -> Any:
    """One shared lesson. Raises ``NotFound``, also when it is shared no more."""
    found = db.session.execute(_shared().where(SharedLesson.reference == read_reference(reference))).one_or_none()
    if found is None:
        raise NotFound
    return found


def copy_of(lesson: Lesson) -> SharedLesson | None:
    """The copy of a lesson that every member organisation reads."""
    return db.session.scalar(select(SharedLesson).where(SharedLesson.id == lesson.shared_id))


def lesson_of(arrangement: Arrangement, reference: str) -> Lesson:
    """A lesson of this arrangement. Raises ``NotFound``, also for another arrangement's."""
    found = db.session.scalar(select(Lesson).where(Lesson.reference == read_reference(reference), _of(arrangement.id)))
    if found is None:
        raise NotFound
    return found


def lessons_page(
    arrangement: Arrangement,
    sort: Sort | None,
    arguments: Mapping[str, str],
    size: int = PAGE_SIZE,
    *,
    oldest_first: bool = False,
) -> Page:
    """A page of the lessons of an arrangement that the viewer's organisation can see, newest first unless asked
    otherwise."""
    listed: Any = _listed(arrangement.id)
    if sort is not None:
        listed = listed.where(Lesson.sort == sort)
    key = (Lesson.created_at, Lesson.id)
    return page_by_key(db.session(), listed, key, Lesson.reference, arguments, size, ascending=oldest_first)


def _of(arrangement_id: Any) -> Any:
    return or_(Lesson.arrangement_id == arrangement_id, Lesson.inner_arrangement_id == arrangement_id)


def _listed(arrangement_id: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lesson.reference.label("reference"),
            Lesson.created_at,
            Lesson.sort,
            Lesson.title,
            Lesson.words,
            Lesson.author_id,
            Organisation.name.label("author_name"),
            SharedLesson.reference.label("shared"),
        )
        .join(Organisation, Organisation.id == Lesson.author_id)
        .outerjoin(SharedLesson, SharedLesson.id == Lesson.shared_id)
        .where(_of(arrangement_id))
    )


def document_parts(arrangement_id: Any) -> Parts:
    """For the document of an arrangement: its lessons, the oldest first."""
    return {
        "lessons": select(
            Lesson.reference,
            Lesson.sort,
            Lesson.title,
            Lesson.words,
            Organisation.reference.label("author"),
            SharedLesson.reference.label("shared"),
            Lesson.created_at.label("written_at"),
        )
        .join(Organisation, Organisation.id == Lesson.author_id)
        .outerjoin(SharedLesson, SharedLesson.id == Lesson.shared_id)
        .where(_of(arrangement_id))
        .order_by(Lesson.id)
    }


def panel_parts(arrangement_id: Any) -> Parts:
    """For the page of an arrangement: itself, and its newest lessons; one more than is shown, to know of more."""
    return {
        "about": select(Arrangement.reference.label("reference")).where(Arrangement.id == arrangement_id),
        "lessons": _listed(arrangement_id).order_by(Lesson.created_at.desc(), Lesson.id.desc()).limit(FEW + 1),
    }
