"""Who is in an arrangement, and as what."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    Identified,
    Timestamped,
    Versioned,
    child_of,
    listed_parent,
)
from portal.features.arrangements.models.kinds import (
    EMAIL,
    INNER,
    LINE,
    LINK,
    WORD,
    Role,
    one_of,
)


class Party(AccessListed, Identified, Timestamped, Versioned, Base):
    """An organisation in an arrangement; what it is there stands in ``PartyRole``. On the outer list.

    ``changes`` counts changes of its roles, so that they too make a new version of the row. From ``left_on`` on it
    takes part no more; what it did and paid stays under its name. ``joined_on`` is empty for one that was in it from
    the start. The decision is the one that authorised it to take part: which body, when, under which minute.
    """

    __tablename__ = "party"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    note: Mapped[str] = mapped_column(String(LINE), default="")
    changes: Mapped[int] = mapped_column(default=0)
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    decision_body: Mapped[str] = mapped_column(String(LINE), default="", server_default="")
    decision_on: Mapped[date | None]
    decision_minute: Mapped[str] = mapped_column(String(LINE), default="", server_default="")
    decision_link: Mapped[str] = mapped_column(String(LINK), default="", server_default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        listed_parent("party"),
        UniqueConstraint("arrangement_id", "organisation_id"),
    )


class PartyRole(AccessListed, Base):
    """One role of one party. On the outer list."""

    __tablename__ = "party_role"

    party_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    role: Mapped[str] = mapped_column(String(WORD), primary_key=True)

    __table_args__ = (child_of("party", "party_id"), one_of("role", Role))


class PartyContact(AccessListed, Identified, Timestamped, Versioned, Base):
    """Whom to ask at a party: one of its members, or somebody by name or post. On the inner list.

    It is no part of what is agreed. ``said_by_id`` is the organisation that last said it, at ``said_at``.
    """

    __tablename__ = "party_contact"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("membership.id"), index=True)
    name: Mapped[str] = mapped_column(String(LINE), default="")
    post: Mapped[str] = mapped_column(String(LINE), default="")
    email: Mapped[str] = mapped_column(String(EMAIL), default="")
    phone: Mapped[str] = mapped_column(String(LINE), default="")
    said_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    said_at: Mapped[datetime]

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id", "organisation_id"),
        CheckConstraint("membership_id IS NULL OR (name = '' AND email = '')", name="member_or_named"),
    )


def of_party(column: str) -> ForeignKeyConstraint:
    """The organisation in ``column`` is a party to the arrangement of the row."""
    return ForeignKeyConstraint(["arrangement_id", column], ["party.arrangement_id", "party.organisation_id"])
