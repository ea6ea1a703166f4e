"""What parties give each other, and figures that differ."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
)
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
)
from portal.features.arrangements.models.kinds import (
    INNER,
    LINE,
)
from portal.features.arrangements.models.parties import of_party


class MoneyFlow(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What one party gives another: an amount in pence, or something in kind. On the inner list.

    ``joint_payer_id`` is a second payer where two pay one sum between them and the split is not known.
    """

    __tablename__ = "money_flow"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    payer_id: Mapped[int] = mapped_column(BigId)
    joint_payer_id: Mapped[int | None] = mapped_column(BigId)
    payee_id: Mapped[int] = mapped_column(BigId)
    pence: Mapped[int | None] = mapped_column(BigInteger)
    in_kind: Mapped[str] = mapped_column(String(LINE), default="")
    purpose: Mapped[str] = mapped_column(String(LINE), default="")
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(LINE), default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        listed_parent("money_flow"),
        of_party("payer_id"),
        of_party("joint_payer_id"),
        of_party("payee_id"),
        CheckConstraint("(pence IS NULL) <> (in_kind = '')", name="amount_or_in_kind"),
        CheckConstraint("pence IS NULL OR pence > 0", name="pence_positive"),
        CheckConstraint("payer_id <> payee_id", name="not_to_itself"),
        CheckConstraint("joint_payer_id NOT IN (payer_id, payee_id)", name="joint_payer_is_another"),
        CheckConstraint("period_to IS NULL OR period_from IS NULL OR period_to >= period_from", name="period_in_order"),
        Index("ix_money_flow_arrangement", "arrangement_id", "id"),
    )


class DifferingFigure(AccessListed, Referenced, Timestamped, Base):
    """A figure of a party or a source that is not the agreed one: of one flow, or of the whole. On the inner list.

    Neither overwrites the other; both are shown. ``stated_by_id`` put it on the record, ``source`` says whose it is.
    """

    __tablename__ = "differing_figure"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    money_flow_id: Mapped[int | None] = mapped_column(BigId)
    pence: Mapped[int] = mapped_column(BigInteger)
    period: Mapped[str] = mapped_column(String(LINE), default="")
    source: Mapped[str] = mapped_column(String(LINE))
    note: Mapped[str] = mapped_column(Text, default="")
    stated_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        child_of("money_flow", "money_flow_id"),
        CheckConstraint("pence > 0", name="pence_positive"),
        Index("ix_differing_figure_arrangement", "arrangement_id", "id"),
        Index("ix_differing_figure_money_flow", "money_flow_id"),
    )
