"""The steps that an arrangement has taken from state to state, with what was said of each."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Identified, Timestamped, child_of
from portal.data.row_security import SEALED
from portal.features.arrangements.models.kinds import INNER, WORD, State, one_of


class StepTaken(AccessListed, Identified, Timestamped, Base):
    """One step: the state that it led to, the day that it sets (a review's end, the last day), and why.

    On the inner list.
    """

    __tablename__ = "step_taken"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    step: Mapped[str] = mapped_column(String(WORD))
    state: Mapped[str] = mapped_column(String(WORD))
    on_date: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        one_of("state", State),
        Index("ix_step_taken_arrangement", "arrangement_id", "id"),
        {"info": {SEALED: True}},
    )
