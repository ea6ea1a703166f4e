"""How an arrangement is looked after: who meets and decides, when it is reviewed, how it would end."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Identified, Timestamped, Versioned, child_of
from portal.features.arrangements.models.kinds import INNER, LINE, WORD, one_of


class Readiness(StrEnum):
    """How far the exit plan is."""

    NOT_STARTED = "not_started"
    DRAFTED = "drafted"
    AGREED = "agreed"
    TESTED = "tested"


class Governance(AccessListed, Identified, Timestamped, Versioned, Base):
    """One row for an arrangement, once anything of it is said. On the inner list.

    ``notice_months`` is how long before the end notice has to be given; ``data_sharing`` and ``equality_impact`` say
    where the agreement and the assessment are kept. ``notice_on`` is the last day for it, reckoned from the end
    whenever either changes, so that what is near is found by an index. ``assessed`` counts self-assessments, so that
    each makes a new version of the row. ``in_terms``: it is agreed. What was said before that could be agreed is not,
    until it changes.
    """

    __tablename__ = "governance"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    meetings: Mapped[str] = mapped_column(String(LINE), default="")
    board: Mapped[str] = mapped_column(Text, default="")
    scrutiny: Mapped[str] = mapped_column(Text, default="")
    next_review_on: Mapped[date | None]
    notice_months: Mapped[int | None]
    notice_on: Mapped[date | None]
    exit_plan: Mapped[str] = mapped_column(Text, default="")
    exit_readiness: Mapped[str] = mapped_column(String(WORD), default=Readiness.NOT_STARTED.value)
    data_sharing: Mapped[str] = mapped_column(String(LINE), default="")
    equality_impact: Mapped[str] = mapped_column(String(LINE), default="")
    assessed: Mapped[int] = mapped_column(default=0)
    in_terms: Mapped[bool] = mapped_column(default=True, server_default=true())

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id"),
        one_of("exit_readiness", Readiness),
        CheckConstraint("notice_months IS NULL OR notice_months >= 0", name="notice_counted"),
        Index("ix_governance_review", "next_review_on", "arrangement_id"),
        Index("ix_governance_notice", "notice_on", "arrangement_id"),
    )


class AssessmentAnswer(AccessListed, Identified, Timestamped, Base):
    """How an arrangement scores on one question of the self-assessment, 0 to 3, and why. On the inner list."""

    __tablename__ = "assessment_answer"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    question: Mapped[str] = mapped_column(String(WORD))
    score: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id", "question"),
        CheckConstraint("score BETWEEN 0 AND 3", name="score_in_range"),
    )


class SignificanceThreshold(AccessListed, Identified, Timestamped, Versioned, Base):
    """From which score of the self-assessment on a partnership is of medium or high significance for an organisation.

    On the organisation's own list: nobody else sees it.
    """

    __tablename__ = "significance_threshold"

    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), unique=True)
    medium: Mapped[int]
    high: Mapped[int]

    __table_args__ = (CheckConstraint("0 < medium AND medium < high", name="in_order"),)
