"""Who is in an arrangement, and as what."""

from datetime import date

from sqlalchemy import (
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
    LINE,
    WORD,
    Role,
    one_of,
)


class Party(AccessListed, Identified, Timestamped, Versioned, Base):
    """An organisation in an arrangement; what it is there stands in ``PartyRole``. On the outer list.

    ``changes`` counts changes of its roles, so that they too make a new version of the row. From ``left_on`` on it
    takes part no more; what it did and paid stays under its name.
    """

    __tablename__ = "party"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    note: Mapped[str] = mapped_column(String(LINE), default="")
    changes: Mapped[int] = mapped_column(default=0)
    left_on: Mapped[date | None]

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


def of_party(column: str) -> ForeignKeyConstraint:
    """The organisation in ``column`` is a party to the arrangement of the row."""
    return ForeignKeyConstraint(["arrangement_id", column], ["party.arrangement_id", "party.organisation_id"])
