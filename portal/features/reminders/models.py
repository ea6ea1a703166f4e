"""What people chose about reminders, what was sent, and the addresses of their calendars."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.references import LENGTH
from portal.data import Base, BigId, Identified, Referenced, Timestamped, stored_enum

DIGEST = 64
WORD = 40


class Pace(enum.StrEnum):
    """How often somebody gets reminders by mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class ReminderChoice(Identified, Base):
    """How often one person gets reminders by mail, for all their organisations. Without a row: once a day."""

    __tablename__ = "reminder_choice"

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), unique=True)
    pace: Mapped[Pace] = mapped_column(stored_enum(Pace))
    chosen_at: Mapped[datetime]

    __table_args__ = (
        {
            "info": {
                "open": "Read at night and from a link in a mail, where nobody looks; it says nothing of any record"
            }
        },
    )


class ReminderSent(Identified, Base):
    """That a person was reminded, as a member of an organisation, of one thing that falls due, for the day on which it
    spoke: never twice. ``source`` and ``key`` name the thing. Rows are removed after a year."""

    __tablename__ = "reminder_sent"

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    source: Mapped[str] = mapped_column(String(WORD))
    key: Mapped[str] = mapped_column(String(LENGTH))
    spoke_on: Mapped[date]
    sent_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "source", "key", "spoke_on", name="uq_reminder_sent_once"),
        Index("ix_reminder_sent_newest", "person_id", "organisation_id", "sent_on"),
        Index("ix_reminder_sent_old", "organisation_id", "sent_on"),
        {"info": {"open": "References of what a person was reminded of, and no content; no page shows it"}},
    )


class CalendarFeed(Referenced, Timestamped, Base):
    """The address at which a calendar program reads what falls due for an organisation, as one of its members, until
    ``ended_at``. The address holds a secret; we keep its SHA-256."""

    __tablename__ = "calendar_feed"

    token_digest: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        {"info": {"open": "Read before anything is known of the viewer; it holds digests in place of secrets"}},
    )
