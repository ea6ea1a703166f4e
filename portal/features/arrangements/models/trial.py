"""Milestones, and what a pilot must show before its form is used elsewhere."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Referenced, Timestamped, Versioned, child_of
from portal.data.row_security import SEALED
from portal.features.arrangements.models.kinds import LINE, WORD, one_of


class Judgement(StrEnum):
    """Whether a criterion is met; empty while nobody has judged it."""

    NONE = ""
    MET = "met"
    NOT_MET = "not_met"
    NOT_SHOWN = "not_shown"


class Milestone(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What is to be done by a day, and the day it was. On the outer list: observers follow it."""

    __tablename__ = "milestone"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(LINE))
    due_on: Mapped[date]
    reached_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        Index("ix_milestone_arrangement", "arrangement_id", "due_on", "id"),
    )


# For what is still to be reached soon, whoever leads it.
Index(
    "ix_milestone_to_reach",
    Milestone.due_on,
    Milestone.id,
    postgresql_where=Milestone.reached_on.is_(None),
    sqlite_where=Milestone.reached_on.is_(None),
)


class Criterion(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What must be shown, said before it starts; then the judgement, what it rests on, and who judged when.

    On the outer list: observers see the evaluation. ``in_terms``: the parties agree what must be shown; where it was
    sent before they could, they did not.
    """

    __tablename__ = "criterion"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(LINE))
    how: Mapped[str] = mapped_column(Text, default="")
    judgement: Mapped[str] = mapped_column(String(WORD), default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    judged_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    judged_on: Mapped[date | None]
    in_terms: Mapped[bool] = mapped_column(default=True, server_default=true())

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        one_of("judgement", Judgement),
        CheckConstraint("(judgement = '') = (judged_on IS NULL)", name="judged_dated"),
        CheckConstraint("(judgement = '') = (judged_by_id IS NULL)", name="judged_by_somebody"),
        Index("ix_criterion_arrangement", "arrangement_id", "id"),
        {"info": {SEALED: True}},
    )
