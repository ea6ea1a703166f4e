"""What happens under an arrangement: sessions, readings, evidence."""

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    ExactNumber,
    Identified,
    Referenced,
    Timestamped,
    Versioned,
    child_of,
)
from portal.features.arrangements.models.kinds import (
    INNER,
    LINE,
    WORD,
    SessionState,
    one_of,
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
    )


Index(
    "ix_mentoring_session_newest",
    MentoringSession.arrangement_id,
    MentoringSession.on_date.desc(),
    MentoringSession.id.desc(),
)
Index("ix_mentoring_session_due", MentoringSession.logged_by_id, MentoringSession.state, MentoringSession.on_date)


class Reading(AccessListed, Referenced, Timestamped, Base):
    """A dated value of a measure and where it comes from. On the outer list."""

    __tablename__ = "reading"

    measure_id: Mapped[int] = mapped_column(BigId)
    value: Mapped[Decimal] = mapped_column(ExactNumber)
    label: Mapped[str] = mapped_column(String(LINE), default="")
    on_date: Mapped[date]
    source: Mapped[str] = mapped_column(String(LINE))
    recorded_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)

    __table_args__ = (child_of("measure", "measure_id"),)


Index("ix_reading_newest", Reading.measure_id, Reading.on_date.desc(), Reading.id.desc())


class ArrangementEvidence(AccessListed, Identified, Timestamped, Base):
    """Evidence of an arrangement, on the outer list (``arrangement_id``) or the inner (``inner_arrangement_id``)."""

    __tablename__ = "arrangement_evidence"

    arrangement_id: Mapped[int | None] = mapped_column(BigId)
    inner_arrangement_id: Mapped[int | None] = mapped_column(BigId)
    evidence_id: Mapped[int] = mapped_column(BigId)

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        child_of("arrangement", "inner_arrangement_id", INNER),
        child_of("evidence", "evidence_id"),
        CheckConstraint("(arrangement_id IS NULL) <> (inner_arrangement_id IS NULL)", name="one_list"),
        UniqueConstraint("arrangement_id", "evidence_id"),
        UniqueConstraint("inner_arrangement_id", "evidence_id"),
        Index("ix_arrangement_evidence_evidence", "evidence_id"),
    )
