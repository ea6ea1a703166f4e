"""What the checks found of each arrangement, kept so that lists need not look at everything again."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Identified, child_of
from portal.features.arrangements.models.kinds import INNER


class CheckSummary(AccessListed, Identified, Base):
    """How many checks fail (``red``) and how many will soon (``amber``), as seen on ``seen_on``. On the inner list.

    Written whenever the arrangement changes and each night; without a row nothing fails. ``led_by_id`` is
    the arrangement's own, so that home finds at once what its organisation has to mend.
    """

    __tablename__ = "check_summary"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    led_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    red: Mapped[int] = mapped_column(default=0)
    amber: Mapped[int] = mapped_column(default=0)
    seen_on: Mapped[date]

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id"),
        CheckConstraint("red >= 0 AND amber >= 0", name="counted"),
        Index("ix_check_summary_to_mend", "led_by_id", "red", "arrangement_id"),
    )
