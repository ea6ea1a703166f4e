"""What the parties settled about tax, risk, property and staff: one short answer to each question of a list."""

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Identified, Timestamped, Versioned, child_of
from portal.data.row_security import SEALED
from portal.features.arrangements.models.kinds import INNER, WORD


class SettledAnswer(AccessListed, Identified, Timestamped, Versioned, Base):
    """One answer; ``question`` and ``answer`` are keys of the list in ``rules.settled``. On the inner list."""

    __tablename__ = "settled_answer"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    question: Mapped[str] = mapped_column(String(WORD))
    answer: Mapped[str] = mapped_column(String(WORD))
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id", "question"),
        {"info": {SEALED: True}},
    )
