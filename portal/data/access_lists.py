"""Access lists and grants, and the mixin that puts a row on a list.

A row is visible when its list holds a live grant for the organisation the viewer acts for.
Nothing else makes a row visible. What the rule looks like in SQL is in ``portal.data.rule``.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.data.base import Base, BigId, Identified, Timestamped


class GrantRole(StrEnum):
    """What an organisation is to a record. It decides what may be done, never what is seen."""

    OWNER = "owner"
    PARTY = "party"
    CONTRIBUTOR = "contributor"
    RESPONDENT = "respondent"
    OBSERVER = "observer"
    AUDITOR = "auditor"


class AccessList(Identified, Timestamped, Base):
    """Who can see a record. ``within_id`` is the list this one was opened inside, if any:
    an auditor admitted to the outer list is admitted to the lists within it."""

    __tablename__ = "access_list"

    owner_organisation_id: Mapped[int] = mapped_column(BigId, index=True)
    within_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("access_list.id"), index=True)


class AccessTerm(Identified, Base):
    """One end shared by many grants, whoever gave them: when its owner moves it, all of them move with it."""

    __tablename__ = "access_term"
    __table_args__ = (UniqueConstraint("id", "ends_at"),)

    owner_organisation_id: Mapped[int] = mapped_column(BigId, index=True)
    ends_at: Mapped[datetime]


def ends_with_term() -> ForeignKeyConstraint:
    """A row with ``term_id`` ends when the term does: its ``ends_at`` follows the term's and cannot drift."""
    return ForeignKeyConstraint(["term_id", "ends_at"], ["access_term.id", "access_term.ends_at"], onupdate="CASCADE")


class AccessGrant(Identified, Base):
    """One organisation's entry on a list: as what, why, from when, until when."""

    __tablename__ = "access_grant"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_after_start"),
        CheckConstraint("term_id IS NULL OR ends_at IS NOT NULL", name="term_has_an_end"),
        Index("ix_access_grant_rule", "organisation_id", "access_list_id", "starts_at", "ends_at", "granted_by_id"),
        ends_with_term(),
    )

    access_list_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_list.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(BigId)
    role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    starts_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime | None]
    # Without an index of its own, which would tempt PostgreSQL to gather every grant given or held.
    granted_by_id: Mapped[int] = mapped_column(BigId)
    term_id: Mapped[int | None] = mapped_column(BigId)


# Few grants have a term, so the rest pay nothing for finding those that do.
Index(
    "ix_access_grant_term",
    AccessGrant.term_id,
    postgresql_where=AccessGrant.term_id.is_not(None),
    sqlite_where=AccessGrant.term_id.is_not(None),
)


class AccessListed:
    """Mixin of every private row: the list it lies on."""

    access_list_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_list.id"), index=True, sort_order=-8)


class OfOnePerson:
    """Mixin, beside ``AccessListed``, of a row that only one person of those who act for its organisations sees."""

    person_id: Mapped[int] = mapped_column(BigId, sort_order=-7)


def listed_parent(table: str, list_column: str = "access_list_id") -> UniqueConstraint:
    """What a private table needs so that children can copy its list through a composite foreign key."""
    return UniqueConstraint("id", list_column, name=f"uq_{table}_id_{list_column}")


def child_of(table: str, parent_column: str, list_column: str = "access_list_id") -> ForeignKeyConstraint:
    """A child lies on the list its parent names in ``list_column``, and moves with it: it cannot drift."""
    return ForeignKeyConstraint(
        [parent_column, "access_list_id"], [f"{table}.id", f"{table}.{list_column}"], onupdate="CASCADE"
    )
