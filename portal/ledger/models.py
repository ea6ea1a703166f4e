"""The ledger: one chain of entries per access list."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Identified
from portal.data.row_security import APPEND_ONLY, OWNER_READS, SEALED

DIGEST = 64


class LedgerEntry(AccessListed, Identified, Base):
    """Who did what, when, sealed to the entry before. ``recorded_at_text`` is the text that was hashed."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("access_list_id", "sequence"),
        Index("ix_ledger_entry_subject", "subject_type", "subject_reference", "id"),
        {"info": {APPEND_ONLY: True, OWNER_READS: True}},
    )

    sequence: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime]
    recorded_at_text: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int] = mapped_column(BigId)
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_reference: Mapped[str] = mapped_column(String(40))
    payload_digest: Mapped[str] = mapped_column(String(DIGEST))
    previous_digest: Mapped[str] = mapped_column(String(DIGEST))
    digest: Mapped[str] = mapped_column(String(DIGEST))


class LedgerPayload(AccessListed, Base):
    """What an entry was about, in canonical JSON. It can be erased without breaking the chain."""

    __tablename__ = "ledger_payload"
    __table_args__ = ({"info": {SEALED: True}},)

    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("ledger_entry.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class LedgerHead(AccessListed, Base):
    """The newest entry of a list's chain: the row that writers queue on, and by which the newest entries of
    many lists are found without reading those lists."""

    __tablename__ = "ledger_head"
    __table_args__ = (
        Index("ix_ledger_head_newest", "recorded_at", "access_list_id"),
        {"info": {OWNER_READS: True}},
    )

    access_list_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_list.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(DIGEST))
    recorded_at: Mapped[datetime]
