"""Who does what in an arrangement: duties, and what each party is in them. On the inner list."""

import enum

from sqlalchemy import ForeignKey, Index, String, Text
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
    stored_enum,
)
from portal.data.row_security import SEALED
from portal.features.arrangements import INNER

LINE = 200
WORDS = 1000


class Part(enum.StrEnum):
    """What a party is in a duty besides the one that is accountable for it."""

    RESPONSIBLE = "responsible"
    CONSULTED = "consulted"
    INFORMED = "informed"


class Duty(AccessListed, Referenced, Timestamped, Versioned, Base):
    """Something that has to be done. Exactly one party is accountable for it, so that one stands in the row itself.

    ``place`` orders the duties of an arrangement; it may have gaps. ``changes`` counts changes of the parts and of the
    place, so that they too make a new version of the row.
    """

    __tablename__ = "duty"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    what: Mapped[str] = mapped_column(String(LINE))
    note: Mapped[str] = mapped_column(Text, default="")
    accountable_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    place: Mapped[int]
    changes: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        listed_parent("duty"),
        Index("ix_duty_place", "arrangement_id", "place", "id"),
        Index("ix_duty_accountable", "accountable_id", "arrangement_id"),
        {"info": {SEALED: True}},
    )


class DutyPart(AccessListed, Base):
    """What one party is in one duty; a party is one thing only, beside being accountable."""

    __tablename__ = "duty_part"

    duty_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), primary_key=True)
    part: Mapped[Part] = mapped_column(stored_enum(Part))

    __table_args__ = (child_of("duty", "duty_id"), Index("ix_duty_part_organisation", "organisation_id", "duty_id"))
