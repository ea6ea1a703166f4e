"""What parties give each other: flows, who bears which share, what is planned for each year, and what was paid."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    ExactNumber,
    Referenced,
    Timestamped,
    Versioned,
    child_of,
    listed_parent,
)
from portal.data.row_security import SEALED
from portal.features.arrangements.models.kinds import (
    INNER,
    LINE,
    WORD,
    one_of,
)
from portal.features.arrangements.models.parties import of_party


class Basis(StrEnum):
    """How the size of a flow is settled."""

    FIXED = "fixed"
    CAPPED = "capped"
    COST_SHARE = "cost_share"
    IN_KIND = "in_kind"
    NOT_KNOWN = "not_known"


class Vat(StrEnum):
    """How value added tax is treated."""

    OUTSIDE = "outside"
    EXEMPT = "exempt"
    INCLUDED = "included"
    ADDED = "added"


class MoneyFlow(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What one party gives another: an amount in pence, or something in kind. On the inner list.

    ``joint_payer_id`` is a second payer where two pay one sum between them and the split is not known. Of a shared cost
    ``pence`` is the whole cost, the payers are those with a ``CostShare``, and the payee runs what is paid for; it may
    bear a share itself. What is in kind may be counted in ``officer_days`` at ``day_rate`` pence a day, and may stand
    against what could be bought: ``alternative_times`` times ``alternative_pence``. The rate is in whole pounds, so
    that hundredths of a day are whole pence. ``changes`` counts changes of its shares and planned years, so that they
    too make a new version of the row.
    """

    __tablename__ = "money_flow"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    payer_id: Mapped[int] = mapped_column(BigId)
    joint_payer_id: Mapped[int | None] = mapped_column(BigId)
    payee_id: Mapped[int] = mapped_column(BigId)
    basis: Mapped[str] = mapped_column(String(WORD), default=Basis.FIXED.value)
    pence: Mapped[int | None] = mapped_column(BigInteger)
    vat: Mapped[str | None] = mapped_column(String(WORD))
    in_kind: Mapped[str] = mapped_column(String(LINE), default="")
    officer_days: Mapped[Decimal | None] = mapped_column(ExactNumber)
    day_rate: Mapped[int | None] = mapped_column(BigInteger)
    purpose: Mapped[str] = mapped_column(String(LINE), default="")
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(LINE), default="")
    alternative_pence: Mapped[int | None] = mapped_column(BigInteger)
    alternative_per: Mapped[str] = mapped_column(String(LINE), default="")
    alternative_times: Mapped[int | None]
    alternative_source: Mapped[str] = mapped_column(String(LINE), default="")
    changes: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        listed_parent("money_flow"),
        of_party("payer_id"),
        of_party("joint_payer_id"),
        of_party("payee_id"),
        one_of("basis", Basis),
        one_of("vat", Vat),
        CheckConstraint("(pence IS NULL) <> (in_kind = '')", name="amount_or_in_kind"),
        CheckConstraint("(pence IS NULL) = (basis = 'in_kind')", name="basis_fits"),
        CheckConstraint("pence IS NULL OR pence > 0", name="pence_positive"),
        CheckConstraint("payer_id <> payee_id OR basis = 'cost_share'", name="not_to_itself"),
        CheckConstraint("joint_payer_id NOT IN (payer_id, payee_id)", name="joint_payer_is_another"),
        CheckConstraint("joint_payer_id IS NULL OR basis <> 'cost_share'", name="joint_or_shared"),
        CheckConstraint("period_to IS NULL OR period_from IS NULL OR period_to >= period_from", name="period_in_order"),
        CheckConstraint("officer_days IS NULL OR (officer_days > 0 AND basis = 'in_kind')", name="days_in_kind"),
        CheckConstraint("day_rate IS NULL OR (day_rate > 0 AND day_rate % 100 = 0)", name="rate_in_pounds"),
        CheckConstraint("day_rate IS NULL OR officer_days IS NOT NULL", name="rate_of_days"),
        CheckConstraint(
            "(alternative_pence IS NULL AND alternative_times IS NULL)"
            " OR (alternative_pence > 0 AND alternative_times > 0 AND basis = 'in_kind')",
            name="alternative_priced",
        ),
        Index("ix_money_flow_arrangement", "arrangement_id", "id"),
    )


class CostShare(AccessListed, Base):
    """What one party bears of a shared cost, in hundredths of a per cent. On the inner list."""

    __tablename__ = "cost_share"

    money_flow_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), primary_key=True, index=True)
    arrangement_id: Mapped[int] = mapped_column(BigId)
    hundredths: Mapped[int]

    __table_args__ = (
        child_of("money_flow", "money_flow_id"),
        child_of("arrangement", "arrangement_id", INNER),
        CheckConstraint("hundredths > 0 AND hundredths <= 10000", name="part_of_the_whole"),
        Index("ix_cost_share_arrangement", "arrangement_id", "money_flow_id", "organisation_id"),
    )


class PlannedYear(AccessListed, Base):
    """What is agreed for one financial year of a flow: pence, or days of what is in kind. On the inner list.

    ``year`` is the one in which it begins, on 1 April.
    """

    __tablename__ = "planned_year"

    money_flow_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    arrangement_id: Mapped[int] = mapped_column(BigId)
    pence: Mapped[int | None] = mapped_column(BigInteger)
    days: Mapped[Decimal | None] = mapped_column(ExactNumber)

    __table_args__ = (
        child_of("money_flow", "money_flow_id"),
        child_of("arrangement", "arrangement_id", INNER),
        CheckConstraint("(pence IS NULL) <> (days IS NULL)", name="pence_or_days"),
        CheckConstraint("pence IS NULL OR pence > 0", name="pence_positive"),
        CheckConstraint("days IS NULL OR days > 0", name="days_positive"),
        Index("ix_planned_year_arrangement", "arrangement_id", "money_flow_id", "year"),
    )


class PaidYear(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What was paid, or given in kind, in one financial year of a flow, as one end of it recorded. On the inner list.

    It is what happened and no part of what was agreed. ``evidence_id`` is evidence that only the parties see.
    """

    __tablename__ = "paid_year"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    money_flow_id: Mapped[int] = mapped_column(BigId)
    year: Mapped[int]
    pence: Mapped[int | None] = mapped_column(BigInteger)
    days: Mapped[Decimal | None] = mapped_column(ExactNumber)
    note: Mapped[str] = mapped_column(String(LINE), default="")
    evidence_id: Mapped[int | None] = mapped_column(BigId)
    recorded_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        child_of("money_flow", "money_flow_id"),
        child_of("evidence", "evidence_id"),
        UniqueConstraint("money_flow_id", "year"),
        CheckConstraint("(pence IS NULL) <> (days IS NULL)", name="pence_or_days"),
        CheckConstraint("pence IS NULL OR pence >= 0", name="pence_counted"),
        CheckConstraint("days IS NULL OR days >= 0", name="days_counted"),
        Index("ix_paid_year_arrangement", "arrangement_id", "id"),
        Index("ix_paid_year_evidence", "evidence_id"),
        {"info": {SEALED: True}},
    )
