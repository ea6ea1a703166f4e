"""What arrangements are made of: data that the operator keeps, so that more can be added without code."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import Base
from portal.features.arrangements.models.kinds import LINE, WORD


class ArrangementKind(Base):
    """A kind. ``tasks`` are the names of its tasks in order, ``required`` those that must be complete before it is
    sent, both with commas between. One that is not ``shown`` is not offered any more; what has it keeps it."""

    __tablename__ = "arrangement_kind"
    __table_args__ = (
        {"info": {"open": "What kinds there are is the same for everybody, and says nothing of anybody"}},
    )

    slug: Mapped[str] = mapped_column(String(WORD), primary_key=True)
    name: Mapped[str] = mapped_column(String(LINE))
    hint: Mapped[str] = mapped_column(String(LINE), default="")
    position: Mapped[int]
    tasks: Mapped[str] = mapped_column(Text)
    required: Mapped[str] = mapped_column(Text)
    shown: Mapped[bool] = mapped_column(default=True)


class Service(Base):
    """One service that organisations run, from the list that the operator keeps."""

    __tablename__ = "service"

    slug: Mapped[str] = mapped_column(String(WORD), primary_key=True)
    name: Mapped[str] = mapped_column(String(LINE), unique=True)

    __table_args__ = ({"info": {"open": "The list of services, kept by the operator: nobody's own"}},)


class LegalBasis(Base):
    """A law or other ground that an arrangement can stand on. ``name`` stands in the terms that parties confirm, so it
    never changes; one that is not ``shown`` is not offered any more."""

    __tablename__ = "legal_basis"

    slug: Mapped[str] = mapped_column(String(WORD), primary_key=True)
    name: Mapped[str] = mapped_column(String(LINE), unique=True)
    hint: Mapped[str] = mapped_column(String(LINE), default="")
    position: Mapped[int]
    shown: Mapped[bool] = mapped_column(default=True)

    __table_args__ = ({"info": {"open": "The list of legal bases, kept by the operator: nobody's own"}},)
