"""Evidence of an arrangement."""

from sqlalchemy import (
    CheckConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    Identified,
    Timestamped,
    child_of,
)
from portal.features.arrangements.models.kinds import (
    INNER,
)


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
