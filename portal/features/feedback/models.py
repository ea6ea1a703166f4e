"""Feedback: one thing said about an arrangement, the replies to it and what came of it.

A statement lies on a list of its own: its author's organisation and the parties it is about see it, and no
other partner does.
"""

import enum
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
    listed_parent,
    stored_enum,
)
from portal.data.row_security import APPEND_ONLY, SEALED

WORDS_LENGTH = 4000
CAPACITY_LENGTH = 100


class Capacity(enum.StrEnum):
    """In which capacity a partner speaks. Those who represent service users are not those who are paid."""

    REPRESENTATIVE = "service_users_representative"
    COMMISSIONER = "commissioning_partner"
    CONTRACTOR = "contractor"
    OTHER = "other"


class Kind(enum.StrEnum):
    """What was said: something that happened, something that can be checked, or something wished for."""

    EXPERIENCE = "experience"
    CLAIM = "claim"
    SUGGESTION = "suggestion"


class State(enum.StrEnum):
    """How far a statement is. The steps between are in ``rules``."""

    SAID = "said"
    PUT = "put"
    ANSWERED = "answered"
    CLOSED = "closed"


class Stance(enum.StrEnum):
    """What a reply makes of a statement."""

    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    EXPLAINED = "explained"


class Statement(AccessListed, Referenced, Timestamped, Versioned, Base):
    """One thing said, with the capacity and the kind that say how to read it.

    ``stance`` is that of the newest reply. ``reply_due_on`` is the last day on which a reply holds up the
    outcome of a claim.
    """

    __tablename__ = "statement"

    arrangement_id: Mapped[int] = mapped_column(BigId, ForeignKey("arrangement.id"))
    author_organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    capacity: Mapped[Capacity] = mapped_column(stored_enum(Capacity))
    capacity_words: Mapped[str] = mapped_column(String(CAPACITY_LENGTH), default="")
    kind: Mapped[Kind] = mapped_column(stored_enum(Kind))
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[State] = mapped_column(stored_enum(State), default=State.SAID)
    stance: Mapped[Stance | None] = mapped_column(stored_enum(Stance))
    put_at: Mapped[datetime | None]
    reply_due_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    outcome_words: Mapped[str | None] = mapped_column(Text)
    outcome_on: Mapped[date | None]
    outcome_organisation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    outcome_person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        listed_parent("statement"),
        CheckConstraint(f"length(words) BETWEEN 1 AND {WORDS_LENGTH}", name="words_fit"),
        CheckConstraint("capacity <> 'other' OR capacity_words <> ''", name="other_capacity_named"),
        CheckConstraint("state = 'said' OR (put_at IS NOT NULL AND reply_due_on IS NOT NULL)", name="put_first"),
        CheckConstraint("state <> 'answered' OR answered_at IS NOT NULL", name="answered_when"),
        CheckConstraint("(stance IS NULL) = (answered_at IS NULL)", name="answer_has_stance"),
        CheckConstraint(
            "(state = 'closed') = (outcome_words IS NOT NULL AND outcome_on IS NOT NULL AND closed_at IS NOT NULL"
            " AND outcome_organisation_id IS NOT NULL AND outcome_person_id IS NOT NULL)",
            name="closed_with_outcome",
        ),
        {"info": {SEALED: True}},
    )


# The filtered columns stand behind the order: a filter is decided in the index, without reading the row.
Index(
    "ix_statement_list_newest",
    Statement.access_list_id,
    Statement.created_at.desc(),
    Statement.id.desc(),
    Statement.kind,
    Statement.capacity,
    Statement.state,
)
Index(
    "ix_statement_newest",
    Statement.created_at.desc(),
    Statement.id.desc(),
    Statement.kind,
    Statement.capacity,
    Statement.state,
)
Index("ix_statement_state_newest", Statement.state, Statement.created_at.desc(), Statement.id.desc())
Index("ix_statement_about_newest", Statement.arrangement_id, Statement.created_at.desc(), Statement.id.desc())
Index("ix_statement_author_answered", Statement.author_organisation_id, Statement.answered_at.desc())


class Reply(AccessListed, Identified, Timestamped, Base):
    """What one organisation answered. It cannot be taken back; a second reply stands beside the first."""

    __tablename__ = "reply"

    statement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    stance: Mapped[Stance] = mapped_column(stored_enum(Stance))
    words: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        child_of("statement", "statement_id"),
        Index("ix_reply_statement", "statement_id", "created_at", "id"),
        CheckConstraint(f"length(words) BETWEEN 1 AND {WORDS_LENGTH}", name="words_fit"),
        {"info": {APPEND_ONLY: True, SEALED: True}},
    )


class AskedReply(AccessListed, Identified, Timestamped, Base):
    """A party that a statement is put to while nobody has answered it; gone with the first reply.

    Kept so that what waits for an organisation is found at once, however much is said about it. ``due_on`` is the
    ``reply_due_on`` of the statement. PostgreSQL is told that one organisation may be asked for half of them
    (migration ``asked_much``), so that it goes by the day and does not sort them.
    """

    __tablename__ = "asked_reply"

    statement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    due_on: Mapped[date | None]

    __table_args__ = (
        child_of("statement", "statement_id"),
        UniqueConstraint("statement_id", "organisation_id"),
        Index("ix_asked_reply_due", "organisation_id", "due_on", "id"),
    )
