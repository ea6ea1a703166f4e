"""Who mentors whom, and every session of it."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    Referenced,
    Timestamped,
    Versioned,
    child_of,
    listed_parent,
)
from portal.data.row_security import SEALED
from portal.features.arrangements.models.kinds import (
    INNER,
    LINE,
    WORD,
    SessionState,
    one_of,
)
from portal.features.arrangements.models.parties import of_party


class MentoringPair(AccessListed, Referenced, Timestamped, Versioned, Base):
    """A post at one party that mentors a post at another. On the inner list."""

    __tablename__ = "mentoring_pair"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    mentor_id: Mapped[int] = mapped_column(BigId)
    mentor_post: Mapped[str] = mapped_column(String(LINE))
    mentee_id: Mapped[int] = mapped_column(BigId)
    mentee_post: Mapped[str] = mapped_column(String(LINE))
    focus: Mapped[str] = mapped_column(String(LINE), default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        listed_parent("mentoring_pair"),
        of_party("mentor_id"),
        of_party("mentee_id"),
        CheckConstraint("mentor_id <> mentee_id", name="not_itself"),
        Index("ix_mentoring_pair_arrangement", "arrangement_id", "id"),
    )


class MentoringSession(AccessListed, Referenced, Timestamped, Versioned, Base):
    """One visit or meeting, planned or held; ``minutes`` long, of one pair or of the whole. On the inner list."""

    __tablename__ = "mentoring_session"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    pair_id: Mapped[int | None] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(String(WORD))
    on_date: Mapped[date]
    minutes: Mapped[int | None]
    people: Mapped[str] = mapped_column(String(LINE), default="")
    topic: Mapped[str] = mapped_column(String(LINE))
    outcome: Mapped[str] = mapped_column(Text, default="")
    logged_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        child_of("mentoring_pair", "pair_id"),
        one_of("state", SessionState),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_positive"),
        Index("ix_mentoring_session_pair", "pair_id"),
        {"info": {SEALED: True}},
    )


Index(
    "ix_mentoring_session_newest",
    MentoringSession.arrangement_id,
    MentoringSession.on_date.desc(),
    MentoringSession.id.desc(),
)


Index("ix_mentoring_session_due", MentoringSession.logged_by_id, MentoringSession.state, MentoringSession.on_date)
