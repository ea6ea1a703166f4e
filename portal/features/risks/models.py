"""What may go wrong with an arrangement: one matrix, the risks scored on it, and what is done about them.

All of it lies on the inner list of the arrangement, for its parties. What one party thinks of a risk for itself lies
on a list of that party's own.
"""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    Identified,
    Referenced,
    Timestamped,
    Versioned,
    child_of,
    listed_parent,
    stored_enum,
)
from portal.data.row_security import APPEND_ONLY, SEALED
from portal.features.arrangements import INNER

LINE = 200
WORDS = 2000
LABELS = 400
SMALLEST, LARGEST = 3, 5


class Level(enum.StrEnum):
    """How serious a score is, by the thresholds of the matrix."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class State(enum.StrEnum):
    """Whether a risk still has to be watched."""

    OPEN = "open"
    CLOSED = "closed"


class Response(enum.StrEnum):
    """What the parties mean to do about a risk: the four answers of HM Treasury's Orange Book."""

    REDUCE = "reduce"
    ACCEPT = "accept"
    HAND_ON = "hand_on"
    AVOID = "avoid"


class Progress(enum.StrEnum):
    """How far a mitigation is."""

    TO_DO = "to_do"
    DONE = "done"
    DROPPED = "dropped"


class RiskMatrix(AccessListed, Identified, Timestamped, Versioned, Base):
    """The one matrix of an arrangement: ``size`` steps of likelihood and as many of impact, lowest first, a label a
    line. A score is likelihood times impact; from ``medium_from`` it is medium, from ``high_from`` high."""

    __tablename__ = "risk_matrix"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    size: Mapped[int]
    likelihood_labels: Mapped[str] = mapped_column(String(LABELS))
    impact_labels: Mapped[str] = mapped_column(String(LABELS))
    medium_from: Mapped[int]
    high_from: Mapped[int]

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id"),
        UniqueConstraint("arrangement_id", "size"),
        CheckConstraint(f"size BETWEEN {SMALLEST} AND {LARGEST}", name="size_fits"),
        CheckConstraint("1 < medium_from AND medium_from < high_from AND high_from <= size * size", name="in_order"),
    )


class Risk(AccessListed, Referenced, Timestamped, Versioned, Base):
    """Something that may happen, with the score that the parties agreed.

    ``size`` is that of the arrangement's matrix: a risk cannot be scored without it, outside it or on another.
    ``rating`` is likelihood times impact, ``scorings`` how often it was scored.
    """

    __tablename__ = "risk"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    size: Mapped[int]
    what: Mapped[str] = mapped_column(String(LINE))
    cause: Mapped[str] = mapped_column(Text, default="")
    consequence: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    owner_post: Mapped[str] = mapped_column(String(LINE))
    likelihood: Mapped[int]
    impact: Mapped[int]
    rating: Mapped[int]
    response: Mapped[Response] = mapped_column(stored_enum(Response))
    review_on: Mapped[date | None]
    state: Mapped[State] = mapped_column(stored_enum(State), default=State.OPEN)
    scorings: Mapped[int] = mapped_column(default=1)
    state_why: Mapped[str] = mapped_column(Text, default="")
    state_on: Mapped[date | None]

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        ForeignKeyConstraint(["arrangement_id", "size"], ["risk_matrix.arrangement_id", "risk_matrix.size"]),
        listed_parent("risk"),
        UniqueConstraint("id", "size"),
        CheckConstraint("likelihood BETWEEN 1 AND size", name="likelihood_on_matrix"),
        CheckConstraint("impact BETWEEN 1 AND size", name="impact_on_matrix"),
        CheckConstraint("rating = likelihood * impact", name="rating_is_product"),
        CheckConstraint("state = 'open' OR (state_why <> '' AND state_on IS NOT NULL)", name="closed_for_a_reason"),
        {"info": {SEALED: True}},
    )


Index("ix_risk_arrangement_rating", Risk.arrangement_id, Risk.rating.desc(), Risk.id.desc())
Index("ix_risk_review", Risk.owner_id, Risk.state, Risk.review_on, Risk.id)


class Scored:
    """One scoring, with the words of the matrix as they stood: a later change of the labels leaves it readable.

    ``scored_at`` is when it was scored, as a file says that it came in with; of any other, when it was made is that.
    """

    size: Mapped[int]
    likelihood: Mapped[int]
    impact: Mapped[int]
    likelihood_label: Mapped[str] = mapped_column(String(LINE))
    impact_label: Mapped[str] = mapped_column(String(LINE))
    level: Mapped[Level] = mapped_column(stored_enum(Level))
    why: Mapped[str] = mapped_column(Text, default="")
    scored_at: Mapped[datetime | None]

    @declared_attr
    def organisation_id(cls) -> Mapped[int]:
        """Who scored it."""
        return mapped_column(BigId, ForeignKey("organisation.id"), index=True)


_ON_MATRIX = "likelihood BETWEEN 1 AND size AND impact BETWEEN 1 AND size"


class RiskScore(AccessListed, Identified, Timestamped, Scored, Base):
    """One agreed score of a risk; the newest is the risk's. None is ever changed."""

    __tablename__ = "risk_score"

    risk_id: Mapped[int] = mapped_column(BigId)

    __table_args__ = (
        child_of("risk", "risk_id"),
        CheckConstraint(_ON_MATRIX, name="on_matrix"),
        Index("ix_risk_score_newest", "risk_id", "id"),
        {"info": {APPEND_ONLY: True, SEALED: True}},
    )


class OwnScore(AccessListed, Referenced, Timestamped, Scored, Base):
    """What one party makes of a risk for itself; its newest counts. On a list of that party's own, its annex, where
    only the auditors are beside it that it let in. None is ever changed."""

    __tablename__ = "own_score"

    risk_id: Mapped[int] = mapped_column(BigId)

    __table_args__ = (
        ForeignKeyConstraint(["risk_id", "size"], ["risk.id", "risk.size"]),
        CheckConstraint(_ON_MATRIX, name="on_matrix"),
        Index("ix_own_score_newest", "risk_id", "id"),
        {"info": {APPEND_ONLY: True, SEALED: True}},
    )


class Mitigation(AccessListed, Referenced, Timestamped, Versioned, Base):
    """Something done so that a risk becomes less likely or does less harm: by whom, by when, and how far it is."""

    __tablename__ = "mitigation"

    risk_id: Mapped[int] = mapped_column(BigId)
    what: Mapped[str] = mapped_column(String(LINE))
    owner_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    owner_post: Mapped[str] = mapped_column(String(LINE))
    due_on: Mapped[date]
    progress: Mapped[Progress] = mapped_column(stored_enum(Progress), default=Progress.TO_DO)
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        child_of("risk", "risk_id"),
        Index("ix_mitigation_risk", "risk_id", "due_on", "id"),
        Index("ix_mitigation_due", "owner_id", "progress", "due_on", "id"),
        {"info": {SEALED: True}},
    )
