"""A file that somebody is about to import, kept between the steps."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, Referenced, Timestamped

PURPOSE = 60
FILENAME = 255
DIGEST = 64


class ImportDraft(AccessListed, Referenced, Timestamped, Base):
    """What a file says, and what its bringer has answered about it so far. It is no record: only its bringer finds
    it, and only for a day.

    ``purpose`` says what is imported into what; ``content`` is the table and ``answers`` the answers, both as JSON.
    Once it is imported ``content`` is empty, and ``answers`` says what came of it.
    """

    __tablename__ = "import_draft"

    purpose: Mapped[str] = mapped_column(String(PURPOSE))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    filename: Mapped[str] = mapped_column(String(FILENAME))
    sha256: Mapped[str] = mapped_column(String(DIGEST))
    content: Mapped[str] = mapped_column(Text)
    answers: Mapped[str] = mapped_column(Text, default="{}")

    __table_args__ = (Index("ix_import_draft_person", "person_id", "created_at"),)
