"""What was learnt in an arrangement. Its parties read it; once a manager shares it, every member organisation does."""

import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Referenced, Timestamped, Versioned, child_of, stored_enum
from portal.data.row_security import SEALED
from portal.features.arrangements import INNER

LINE = 200
WORDS = 4000
WORD = 40


class Sort(enum.StrEnum):
    """What a lesson tells: what worked, what failed, or what another council should hear."""

    WORKED = "worked"
    FAILED = "failed"
    ADVICE = "advice"


class SharedLesson(Referenced, Timestamped, Base):
    """A copy of a lesson, for every member organisation to read. ``about`` is the title of the arrangement as whoever
    shared it chose to word it. Nothing here leads back to the arrangement or to the lesson."""

    __tablename__ = "shared_lesson"

    author_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    arrangement_kind: Mapped[str] = mapped_column(String(WORD))
    about: Mapped[str] = mapped_column(String(LINE))
    sort: Mapped[Sort] = mapped_column(stored_enum(Sort))
    title: Mapped[str] = mapped_column(String(LINE))
    words: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        {
            "info": {
                "open": "Copies of lessons that a manager chose to show every member organisation, with no more of the"
                " arrangement than the words chosen for it; a copy is deleted when the choice is taken back"
            }
        },
    )


Index("ix_shared_lesson_newest", SharedLesson.created_at.desc(), SharedLesson.id.desc())
Index(
    "ix_shared_lesson_kind_newest",
    SharedLesson.arrangement_kind,
    SharedLesson.created_at.desc(),
    SharedLesson.id.desc(),
)
Index("ix_shared_lesson_sort_newest", SharedLesson.sort, SharedLesson.created_at.desc(), SharedLesson.id.desc())


class Lesson(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What one party learnt. On the inner list (``inner_arrangement_id``) for the parties; once it is shared, on the
    outer one (``arrangement_id``), so that observers read it too, with the copy for everybody in ``shared_id``."""

    __tablename__ = "lesson"

    arrangement_id: Mapped[int | None] = mapped_column(BigId)
    inner_arrangement_id: Mapped[int | None] = mapped_column(BigId)
    author_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    sort: Mapped[Sort] = mapped_column(stored_enum(Sort))
    title: Mapped[str] = mapped_column(String(LINE))
    words: Mapped[str] = mapped_column(Text)
    shared_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("shared_lesson.id"), unique=True)

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        child_of("arrangement", "inner_arrangement_id", INNER),
        CheckConstraint("(arrangement_id IS NULL) <> (inner_arrangement_id IS NULL)", name="one_list"),
        CheckConstraint("(arrangement_id IS NULL) = (shared_id IS NULL)", name="outer_when_shared"),
        CheckConstraint(f"length(words) BETWEEN 1 AND {WORDS}", name="words_fit"),
        {"info": {SEALED: True}},
    )


Index("ix_lesson_outer_newest", Lesson.arrangement_id, Lesson.created_at.desc(), Lesson.id.desc())
Index("ix_lesson_inner_newest", Lesson.inner_arrangement_id, Lesson.created_at.desc(), Lesson.id.desc())
