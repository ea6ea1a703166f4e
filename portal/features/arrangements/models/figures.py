"""Figures of a party or a source that are not the agreed ones."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Referenced, Timestamped, Versioned, child_of, listed_parent
from portal.data.row_security import SEALED
from portal.features.arrangements.models.kinds import INNER, LINE


class DifferingFigure(AccessListed, Referenced, Timestamped, Versioned, Base):
    """A figure that is not the agreed one: of one flow or of the whole, of one financial year or of all. On the inner
    list.

    Neither overwrites the other; both are shown. ``stated_by_id`` put it on the record, ``source`` says whose it is. It
    stays when it is withdrawn (``withdrawn_at``); a corrected one is withdrawn, and the new one names it in
    ``corrects_id``.
    """

    __tablename__ = "differing_figure"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    money_flow_id: Mapped[int | None] = mapped_column(BigId)
    year: Mapped[int | None]
    pence: Mapped[int] = mapped_column(BigInteger)
    period: Mapped[str] = mapped_column(String(LINE), default="")
    source: Mapped[str] = mapped_column(String(LINE))
    note: Mapped[str] = mapped_column(Text, default="")
    stated_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(BigId)
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        child_of("money_flow", "money_flow_id"),
        listed_parent("differing_figure"),
        child_of("differing_figure", "corrects_id"),
        UniqueConstraint("corrects_id"),
        CheckConstraint("pence > 0", name="pence_positive"),
        Index("ix_differing_figure_arrangement", "arrangement_id", "id"),
        Index("ix_differing_figure_money_flow", "money_flow_id"),
        {"info": {SEALED: True}},
    )


# Only figures that stand, for the list of arrangements that have any.
Index(
    "ix_differing_figure_standing",
    DifferingFigure.arrangement_id,
    postgresql_where=DifferingFigure.withdrawn_at.is_(None),
    sqlite_where=DifferingFigure.withdrawn_at.is_(None),
)
