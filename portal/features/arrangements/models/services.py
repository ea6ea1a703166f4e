"""By what arrangements are found: the services that they cover, and the words of their titles."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, child_of, folded_text
from portal.features.arrangements.models.kinds import WORD

TITLE_WORD = 60


class ArrangementService(AccessListed, Base):
    """One service that an arrangement covers. On the outer list."""

    __tablename__ = "arrangement_service"

    arrangement_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_slug: Mapped[str] = mapped_column(String(WORD), ForeignKey("service.slug"), primary_key=True)

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        Index("ix_arrangement_service_slug", "service_slug", "arrangement_id"),
    )


class TitleWord(AccessListed, Base):
    """One folded word of an arrangement's title, so that it is found by the start of any word. On the outer list."""

    __tablename__ = "title_word"

    arrangement_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    word: Mapped[str] = mapped_column(folded_text(TITLE_WORD), primary_key=True)

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        Index("ix_title_word_word", "word", "arrangement_id"),
    )
