"""Handovers: what passes from an organisation that ends, and what each successor is offered of it.

The handover and its items lie on a list of the predecessor's alone. Each successor's share lies on a list of its own,
which the successor is let on to when the handover is released: of two successors neither sees what goes to the other.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Referenced, Timestamped, Versioned, child_of, listed_parent

KIND_LENGTH = 40
TITLE_LENGTH = 300
ROLES_LENGTH = 100
REASON_LENGTH = 300

PERSON = "person"
OTHER = "other"
"""Kinds of item besides those that features contribute."""


class OfferState(StrEnum):
    """How far the passing of one thing to one successor has come."""

    CHOSEN = "chosen"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class Handover(AccessListed, Referenced, Timestamped, Versioned, Base):
    """All that passes from one organisation on one day. ``released_at``: its successors see their shares since."""

    __tablename__ = "handover"

    predecessor_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), unique=True)
    on_date: Mapped[date]
    released_at: Mapped[datetime | None]

    __table_args__ = (listed_parent("handover"),)


class HandoverItem(AccessListed, Referenced, Timestamped, Versioned, Base):
    """One thing that passes: what lies on a list and on those within it, or a person by their membership.

    ``roles`` are what the predecessor is on that list, or the person in the organisation, with commas between.
    """

    __tablename__ = "handover_item"

    handover_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    record_reference: Mapped[str] = mapped_column(String(KIND_LENGTH), default="")
    roles: Mapped[str] = mapped_column(String(ROLES_LENGTH))
    root_list_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("access_list.id"))
    membership_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("membership.id"))
    choices: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        child_of("handover", "handover_id"),
        UniqueConstraint("handover_id", "root_list_id"),
        UniqueConstraint("handover_id", "membership_id"),
        CheckConstraint("(root_list_id IS NULL) <> (membership_id IS NULL)", name="list_or_person"),
        Index("ix_handover_item_kind", "handover_id", "kind", "id"),
    )


class HandoverShare(AccessListed, Referenced, Timestamped, Base):
    """What one successor is offered, on a list of its own."""

    __tablename__ = "handover_share"

    handover_id: Mapped[int] = mapped_column(BigId, ForeignKey("handover.id"))
    predecessor_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    successor_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    on_date: Mapped[date]
    released_at: Mapped[datetime | None]

    __table_args__ = (listed_parent("handover_share"), UniqueConstraint("handover_id", "successor_id"))


class HandoverOffer(AccessListed, Referenced, Timestamped, Versioned, Base):
    """One item as it is offered to one successor, who accepts it or declines it for a ``reason``."""

    __tablename__ = "handover_offer"

    share_id: Mapped[int] = mapped_column(BigId)
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("handover_item.id"), index=True)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    record_reference: Mapped[str] = mapped_column(String(KIND_LENGTH), default="")
    roles: Mapped[str] = mapped_column(String(ROLES_LENGTH))
    root_list_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("access_list.id"))
    membership_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("membership.id"))
    mandate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("access_mandate.id"))
    state: Mapped[str] = mapped_column(String(KIND_LENGTH), default=OfferState.CHOSEN.value)
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))

    __table_args__ = (
        child_of("handover_share", "share_id"),
        UniqueConstraint("share_id", "item_id"),
        CheckConstraint(f"state IN ({', '.join(repr(one.value) for one in OfferState)})", name="state_known"),
        Index("ix_handover_offer_state", "share_id", "state", "id"),
    )
