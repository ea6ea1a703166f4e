"""Evidence: a file with its versions. Versions are only ever added, so what was reviewed stays as it was."""

import enum
from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    Identified,
    Referenced,
    Timestamped,
    Versioned,
    child_of,
    folded_text,
    listed_parent,
    stored_enum,
)
from portal.data.row_security import APPEND_ONLY, SEALED

TITLE_LENGTH = 200
FILENAME_LENGTH = 255
NOTE_LENGTH = 1000
KEY_LENGTH = 100
TYPE_LENGTH = 120
SHA256_LENGTH = 64

_KEYS = "Random keys and nothing else: the sweep of files without a row has to see every one of them"


class Kind(enum.StrEnum):
    """What sort of thing a file is, for filters and for people; from its detected type."""

    DOCUMENT = "document"
    SPREADSHEET = "spreadsheet"
    PRESENTATION = "presentation"
    IMAGE = "image"
    MAIL = "mail"
    ARCHIVE = "archive"
    WEB = "web"
    TEXT = "text"
    OTHER = "other"


class Scan(enum.StrEnum):
    """What the virus scanner said of a file that was kept. A file that it flags is never kept."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


class Evidence(AccessListed, Referenced, Timestamped, Versioned, Base):
    """A file that proves something, on the list of the record it is attached to.

    ``latest`` is the number of the newest version and ``kind`` the kind of that version's file;
    ``folded_title`` is the title in folded words, to be found by how it starts.
    """

    __tablename__ = "evidence"

    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    folded_title: Mapped[str] = mapped_column(folded_text(TITLE_LENGTH))
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    kind: Mapped[Kind] = mapped_column(stored_enum(Kind))
    latest: Mapped[int] = mapped_column(default=1)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)

    __table_args__ = (
        listed_parent("evidence"),
        CheckConstraint("period_to IS NULL OR period_from IS NULL OR period_to >= period_from", name="period_in_order"),
        CheckConstraint("latest >= 1", name="latest_counts_from_one"),
        Index("ix_evidence_folded_title", "folded_title", "id"),
        {"info": {SEALED: True}},
    )


Index("ix_evidence_list_newest", Evidence.access_list_id, Evidence.created_at.desc(), Evidence.id.desc())
Index("ix_evidence_newest", Evidence.created_at.desc(), Evidence.id.desc())
Index("ix_evidence_kind_newest", Evidence.kind, Evidence.created_at.desc(), Evidence.id.desc())


class StoredFile(Base):
    """A file in the store that belongs to a row. A file whose key is not here is nobody's and is swept away."""

    __tablename__ = "stored_file"
    __table_args__ = ({"info": {"open": _KEYS}},)

    storage_key: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)


class EvidenceVersion(AccessListed, Identified, Timestamped, Base):
    """One file of a piece of evidence, as it came in: ``size`` in bytes, ``sha256`` as 64 hexadecimal digits.

    ``declared_type`` is what the name's ending says (empty if it says nothing), ``media_type`` what the bytes say, and
    ``type_words`` says that in words; the two types may differ. ``active``: it can do things when opened;
    ``locked``: it needs a password.
    """

    __tablename__ = "evidence_version"

    evidence_id: Mapped[int] = mapped_column(BigId)
    number: Mapped[int]
    filename: Mapped[str] = mapped_column(String(FILENAME_LENGTH))
    declared_type: Mapped[str] = mapped_column(String(TYPE_LENGTH))
    media_type: Mapped[str] = mapped_column(String(TYPE_LENGTH))
    type_words: Mapped[str] = mapped_column(String(TYPE_LENGTH))
    active: Mapped[bool]
    locked: Mapped[bool]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH))
    storage_key: Mapped[str] = mapped_column(ForeignKey("stored_file.storage_key"), unique=True)
    scan: Mapped[Scan] = mapped_column(stored_enum(Scan))
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)

    __table_args__ = (
        child_of("evidence", "evidence_id"),
        UniqueConstraint("evidence_id", "number"),
        UniqueConstraint("evidence_id", "sha256"),
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        {"info": {APPEND_ONLY: True, SEALED: True}},
    )
