"""What is measured: baselines, targets, readings."""

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
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
    LINE,
    WORD,
    Direction,
    Scale,
    one_of,
)


class RatingFramework(Base):
    """A rating scale that somebody outside judges by. ``labels``, and those of the second scale if it has one, stand
    one a line, worst first; the dates say when it was in use."""

    __tablename__ = "rating_framework"
    __table_args__ = (
        one_of("direction", Direction),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        {"info": {"open": "Published rating scales, kept by the operator: nobody's own"}},
    )

    slug: Mapped[str] = mapped_column(String(WORD), primary_key=True)
    name: Mapped[str] = mapped_column(String(LINE))
    judge: Mapped[str] = mapped_column(String(LINE))
    labels: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(String(WORD))
    second_name: Mapped[str] = mapped_column(String(LINE), default="")
    second_labels: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Measure(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What is measured: a number with a unit, or a rating whose ``labels`` stand one a line, worst first.

    A rating's value is the place of its label on the scale, from 0. A measure by a ``framework`` (its slug) has that
    one's labels, as they were when it was chosen, and those of its second scale. A baseline known only by its month or
    year is dated at the end of it, and ``baseline_from`` is the first day. On the outer list.
    """

    __tablename__ = "measure"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(LINE))
    scale: Mapped[str] = mapped_column(String(WORD))
    unit: Mapped[str] = mapped_column(String(LINE), default="")
    framework: Mapped[str] = mapped_column(String(WORD), default="")
    labels: Mapped[str] = mapped_column(Text, default="")
    second_name: Mapped[str] = mapped_column(String(LINE), default="")
    second_labels: Mapped[str] = mapped_column(Text, default="")
    direction: Mapped[str] = mapped_column(String(WORD))
    baseline_value: Mapped[Decimal | None] = mapped_column(ExactNumber)
    baseline_label: Mapped[str] = mapped_column(String(LINE), default="")
    baseline_second: Mapped[str] = mapped_column(String(LINE), default="")
    baseline_from: Mapped[date | None]
    baseline_on: Mapped[date | None]

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        listed_parent("measure"),
        one_of("scale", Scale),
        one_of("direction", Direction),
        CheckConstraint("(baseline_value IS NULL) = (baseline_on IS NULL)", name="baseline_dated"),
        CheckConstraint("baseline_from <= baseline_on", name="baseline_in_order"),
        Index("ix_measure_arrangement", "arrangement_id", "id"),
        {"info": {SEALED: True}},
    )


class Target(AccessListed, Referenced, Timestamped, Base):
    """A value to be reached by a day. On the outer list.

    A revised target is a new row that names the old one in ``replaces_id`` and says why in ``reason``; the old one
    stays, with the day in ``replaced_on``. ``read_on`` is the day of the first reading at or after ``due_on``; until
    there is one a target that was not replaced is overdue.
    """

    __tablename__ = "target"

    measure_id: Mapped[int] = mapped_column(BigId)
    value: Mapped[Decimal] = mapped_column(ExactNumber)
    label: Mapped[str] = mapped_column(String(LINE), default="")
    due_on: Mapped[date]
    set_on: Mapped[date]
    set_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    read_on: Mapped[date | None]
    replaces_id: Mapped[int | None] = mapped_column(BigId)
    reason: Mapped[str] = mapped_column(String(LINE), default="")
    replaced_on: Mapped[date | None]

    __table_args__ = (
        child_of("measure", "measure_id"),
        listed_parent("target"),
        child_of("target", "replaces_id"),
        UniqueConstraint("replaces_id"),
        Index("ix_target_measure", "measure_id", "id"),
        {"info": {SEALED: True}},
    )


# Only targets that wait for a reading, in the order in which they are shown.
Index(
    "ix_target_due",
    Target.set_by_id,
    Target.due_on,
    Target.id,
    postgresql_where=Target.read_on.is_(None),
    sqlite_where=Target.read_on.is_(None),
)


class TrajectoryPoint(AccessListed, Referenced, Timestamped, Base):
    """A value that should be reached on the way to a target. On the outer list."""

    __tablename__ = "trajectory_point"

    target_id: Mapped[int] = mapped_column(BigId)
    value: Mapped[Decimal] = mapped_column(ExactNumber)
    label: Mapped[str] = mapped_column(String(LINE), default="")
    on_date: Mapped[date]

    __table_args__ = (child_of("target", "target_id"), UniqueConstraint("target_id", "on_date"))


class Reading(AccessListed, Referenced, Timestamped, Base):
    """A dated value of a measure, where it comes from, and the evidence of it that everybody can see. On the outer
    list.

    A reading is never overwritten: one that corrects another names it in ``replaces_id`` and says why in ``reason``.
    A figure for a period is dated at its end, and ``period_from`` is the period's first day.
    """

    __tablename__ = "reading"

    measure_id: Mapped[int] = mapped_column(BigId)
    value: Mapped[Decimal] = mapped_column(ExactNumber)
    label: Mapped[str] = mapped_column(String(LINE), default="")
    second_label: Mapped[str] = mapped_column(String(LINE), default="")
    period_from: Mapped[date | None]
    on_date: Mapped[date]
    source: Mapped[str] = mapped_column(String(LINE))
    evidence_id: Mapped[int | None] = mapped_column(BigId)
    replaces_id: Mapped[int | None] = mapped_column(BigId)
    reason: Mapped[str] = mapped_column(String(LINE), default="")
    recorded_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)

    __table_args__ = (
        child_of("measure", "measure_id"),
        listed_parent("reading"),
        child_of("reading", "replaces_id"),
        child_of("evidence", "evidence_id"),
        UniqueConstraint("replaces_id"),
        Index("ix_reading_evidence", "evidence_id"),
        CheckConstraint("period_from IS NULL OR period_from <= on_date", name="period_in_order"),
        {"info": {SEALED: True}},
    )


Index("ix_reading_newest", Reading.measure_id, Reading.on_date.desc(), Reading.id.desc())
