"""What organisations offer and seek, and the copies of it that every member organisation reads."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.data import AccessListed, Base, BigId, Referenced, Timestamped, Versioned, stored_enum
from portal.data.row_security import SEALED

LINE = 200
WORD = 40
WORDS = 1000


class Side(enum.StrEnum):
    """Whether an organisation has something to give or lacks it."""

    OFFER = "offer"
    NEED = "need"


class Audience(enum.StrEnum):
    """Who can see an offer or need beside the organisation whose it is."""

    US = "us"
    NAMED = "named"
    MEMBERS = "members"


class Posted:
    """What an offer or need says. ``kind`` is the form of arrangement, empty for any; ``ends_on`` its last day.

    The rating is what the organisation states of its own service: ``rating_place`` on the scale whose
    ``rating_labels`` stand one a line, worst first, as they were when it was chosen.
    """

    side: Mapped[Side] = mapped_column(stored_enum(Side))
    kind: Mapped[str] = mapped_column(String(WORD), default="")
    words: Mapped[str] = mapped_column(Text)
    ends_on: Mapped[date | None]
    rating_scale: Mapped[str] = mapped_column(String(LINE), default="")
    rating_labels: Mapped[str] = mapped_column(Text, default="")
    rating_place: Mapped[int | None]
    rating_on: Mapped[date | None]
    rating_source: Mapped[str] = mapped_column(String(LINE), default="")

    @declared_attr
    def organisation_id(cls) -> Mapped[int]:
        """Whose it is."""
        return mapped_column(BigId, ForeignKey("organisation.id"))

    @declared_attr
    def service_slug(cls) -> Mapped[str]:
        """Which service it is about."""
        return mapped_column(String(WORD), ForeignKey("service.slug"))


SAYS = (
    "organisation_id",
    "side",
    "service_slug",
    "kind",
    "words",
    "ends_on",
    "rating_scale",
    "rating_labels",
    "rating_place",
    "rating_on",
    "rating_source",
)
"""Everything that a copy says."""


def _fits() -> CheckConstraint:
    return CheckConstraint(f"length(words) BETWEEN 1 AND {WORDS}", name="words_fit")


def _sourced() -> CheckConstraint:
    return CheckConstraint(
        "(rating_place IS NULL) = (rating_scale = '') AND (rating_place IS NULL) = (rating_on IS NULL)"
        " AND (rating_place IS NULL) = (rating_source = '')",
        name="rating_sourced",
    )


class OpenPosting(Referenced, Timestamped, Posted, Base):
    """A copy of an offer or need that its organisation shows to every member organisation. It leads back to nothing."""

    __tablename__ = "open_posting"

    __table_args__ = (
        _fits(),
        _sourced(),
        Index("ix_open_posting_service", "service_slug", "side", "id"),
        Index("ix_open_posting_organisation", "organisation_id"),
        {
            "info": {
                "open": "Copies of offers and needs that a manager chose to show every member organisation; a copy is"
                " deleted when the choice is taken back or the offer or need is withdrawn"
            }
        },
    )


class Posting(AccessListed, Referenced, Timestamped, Versioned, Posted, Base):
    """An offer or need on a list of its own, on which its organisation is alone until it names others.

    ``open_id`` is the copy that every member organisation reads, and there is one only for that audience.
    """

    __tablename__ = "posting"

    audience: Mapped[Audience] = mapped_column(stored_enum(Audience), default=Audience.US)
    open_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("open_posting.id"), unique=True)
    withdrawn_on: Mapped[date | None]

    __table_args__ = (
        _fits(),
        _sourced(),
        CheckConstraint("(audience = 'members') = (open_id IS NOT NULL)", name="copied_for_members"),
        CheckConstraint("withdrawn_on IS NULL OR audience = 'us'", name="withdrawn_from_all"),
        Index("ix_posting_service", "service_slug", "side", "id"),
        {"info": {SEALED: True}},
    )


Index("ix_posting_own_newest", Posting.organisation_id, Posting.created_at.desc(), Posting.id.desc())
