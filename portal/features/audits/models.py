"""Audits: an auditor's time-limited piece of work, what it covers, and the notes the auditor makes.

Every right of the auditor's in an engagement is a grant with the engagement's term, and every ``ends_at`` here
follows that term: when the end moves, all of them move in the same statement.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    Identified,
    Referenced,
    Timestamped,
    Versioned,
    child_of,
    ends_with_term,
    listed_parent,
)
from portal.data.row_security import SEALED

TITLE_LENGTH = 200
PURPOSE_LENGTH = 2000
REASON_LENGTH = 1000
NOTE_LENGTH = 10_000
TYPE_LENGTH = 40


class Engagement(AccessListed, Referenced, Timestamped, Versioned, Base):
    """An audit body's work for an organisation, over chosen records, on whole days of London.

    ``ends_at`` is the moment it is over, whatever the reason; ``ended_at`` is set when it was ended before its day.
    ``medium`` and ``high`` are the thresholds of whoever opened it, at that time, by which the auditor reads how
    significant a partnership is: nobody else sees what that organisation keeps.
    """

    __tablename__ = "engagement"

    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    purpose: Mapped[str] = mapped_column(Text)
    opened_by_organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    opened_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    audit_body_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    term_id: Mapped[int] = mapped_column(BigId, unique=True)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    ended_why: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    medium: Mapped[int | None]
    high: Mapped[int | None]

    __table_args__ = (
        listed_parent("engagement"),
        ends_with_term(),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("ends_at >= starts_at", name="moments_in_order"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        CheckConstraint("opened_by_organisation_id <> audit_body_id", name="not_its_own_auditor"),
        {"info": {SEALED: True}},
    )


Index("ix_engagement_list_newest", Engagement.access_list_id, Engagement.created_at.desc(), Engagement.id.desc())
Index("ix_engagement_newest", Engagement.created_at.desc(), Engagement.id.desc())


class EngagementScope(AccessListed, Identified, Base):
    """One record that an engagement covers, with all on its list and on the lists within that."""

    __tablename__ = "engagement_scope"

    engagement_id: Mapped[int] = mapped_column(BigId)
    record_type: Mapped[str] = mapped_column(String(TYPE_LENGTH))
    record_reference: Mapped[str] = mapped_column(String(TYPE_LENGTH))
    record_title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    covered_list_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_list.id"), index=True)

    __table_args__ = (
        child_of("engagement", "engagement_id"),
        UniqueConstraint("engagement_id", "covered_list_id"),
    )


class AuditNotice(AccessListed, Identified, Timestamped, Base):
    """What everybody on a covered record's list is told of an engagement, which most of them cannot see."""

    __tablename__ = "audit_notice"

    engagement_reference: Mapped[str] = mapped_column(String(TYPE_LENGTH), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    purpose: Mapped[str] = mapped_column(Text)
    opened_by_organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    audit_body_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    term_id: Mapped[int] = mapped_column(BigId, index=True)

    __table_args__ = (ends_with_term(),)


class WorkingNote(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What the auditor noted. It lies on a list that only the audit body is on, until the engagement ends."""

    __tablename__ = "working_note"

    engagement_id: Mapped[int] = mapped_column(BigId, ForeignKey("engagement.id"))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    words: Mapped[str] = mapped_column(Text)
    record_reference: Mapped[str | None] = mapped_column(String(TYPE_LENGTH))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    changed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"length(words) BETWEEN 1 AND {NOTE_LENGTH}", name="words_fit"),
        {"info": {SEALED: True}},
    )


Index("ix_working_note_newest", WorkingNote.engagement_id, WorkingNote.created_at.desc(), WorkingNote.id.desc())
