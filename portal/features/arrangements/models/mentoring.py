"""Who mentors whom, every session of it, and what was to be done after each."""

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
    Referenced,
    Timestamped,
    Versioned,
    child_of,
    listed_parent,
)
from portal.data.row_security import SEALED
from portal.features.arrangements.models.kinds import (
    DIGEST,
    INNER,
    LINE,
    WORD,
    SessionState,
    one_of,
)
from portal.features.arrangements.models.parties import of_party


class MentoringPair(AccessListed, Referenced, Timestamped, Versioned, Base):
    """A post at one party that mentors a post at another; who holds a post may be said too. On the inner list.

    ``rhythm`` is what is planned in words, ``days_per_month`` the same as a number of days. ``first_on`` and
    ``last_on`` are its days where they are said: once it met it is ended and not changed, so that its sessions stay
    what they were.
    """

    __tablename__ = "mentoring_pair"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    mentor_id: Mapped[int] = mapped_column(BigId)
    mentor_post: Mapped[str] = mapped_column(String(LINE))
    mentor_person: Mapped[str] = mapped_column(String(LINE), default="")
    mentee_id: Mapped[int] = mapped_column(BigId)
    mentee_post: Mapped[str] = mapped_column(String(LINE))
    mentee_person: Mapped[str] = mapped_column(String(LINE), default="")
    focus: Mapped[str] = mapped_column(String(LINE), default="")
    rhythm: Mapped[str] = mapped_column(String(LINE), default="")
    days_per_month: Mapped[Decimal | None] = mapped_column(ExactNumber)
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        listed_parent("mentoring_pair"),
        of_party("mentor_id"),
        of_party("mentee_id"),
        CheckConstraint("mentor_id <> mentee_id", name="not_itself"),
        CheckConstraint("days_per_month IS NULL OR days_per_month >= 0", name="days_counted"),
        CheckConstraint("last_on >= first_on", name="days_in_order"),
        Index("ix_mentoring_pair_arrangement", "arrangement_id", "id"),
    )


class MentoringSession(AccessListed, Referenced, Timestamped, Versioned, Base):
    """One visit or meeting, ``minutes`` long, of one pair or of the whole: planned, held or called off. Inner list.

    ``measure_id`` and ``evidence_id`` are what it was for and what shows it, both of this arrangement. ``uid_digest``
    is the SHA-256 of the event of a calendar that it came from, so that the same one does not come twice.
    """

    __tablename__ = "mentoring_session"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    pair_id: Mapped[int | None] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(String(WORD))
    on_date: Mapped[date]
    minutes: Mapped[int | None]
    people: Mapped[str] = mapped_column(String(LINE), default="")
    topic: Mapped[str] = mapped_column(String(LINE))
    advice: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    called_off_why: Mapped[str] = mapped_column(String(LINE), default="")
    measure_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("measure.id", ondelete="SET NULL"))
    evidence_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("evidence.id"))
    uid_digest: Mapped[str | None] = mapped_column(String(DIGEST))
    logged_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        child_of("mentoring_pair", "pair_id"),
        listed_parent("mentoring_session"),
        one_of("state", SessionState),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_positive"),
        CheckConstraint("called_off_why = '' OR state = 'called_off'", name="called_off_if_why"),
        UniqueConstraint("arrangement_id", "uid_digest"),
        Index("ix_mentoring_session_pair", "pair_id"),
        Index("ix_mentoring_session_measure", "measure_id"),
        Index("ix_mentoring_session_evidence", "evidence_id"),
        {"info": {SEALED: True}},
    )


Index(
    "ix_mentoring_session_newest",
    MentoringSession.arrangement_id,
    MentoringSession.on_date.desc(),
    MentoringSession.id.desc(),
)


Index("ix_mentoring_session_due", MentoringSession.logged_by_id, MentoringSession.state, MentoringSession.on_date)


class FollowUp(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What is to be done after a session: by which party and post, by when; the day it was done. On the inner list."""

    __tablename__ = "follow_up"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    session_id: Mapped[int] = mapped_column(BigId)
    what: Mapped[str] = mapped_column(String(LINE))
    owner_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    owner_post: Mapped[str] = mapped_column(String(LINE), default="")
    due_on: Mapped[date]
    done_on: Mapped[date | None]

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        child_of("mentoring_session", "session_id"),
        Index("ix_follow_up_session", "session_id", "id"),
        Index("ix_follow_up_arrangement", "arrangement_id", "due_on", "id"),
        {"info": {SEALED: True}},
    )


# Few wait, so the rest cost nothing when home asks for those that do.
Index(
    "ix_follow_up_due",
    FollowUp.owner_id,
    FollowUp.due_on,
    FollowUp.id,
    postgresql_where=FollowUp.done_on.is_(None),
    sqlite_where=FollowUp.done_on.is_(None),
)
