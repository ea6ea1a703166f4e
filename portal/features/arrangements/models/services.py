"""Which services an arrangement covers."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, child_of
from portal.features.arrangements.models.kinds import WORD


class ArrangementService(AccessListed, Base):
    """One service that an arrangement covers. On the outer list."""

    __tablename__ = "arrangement_service"

    arrangement_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_slug: Mapped[str] = mapped_column(String(WORD), ForeignKey("service.slug"), primary_key=True)

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        Index("ix_arrangement_service_slug", "service_slug", "arrangement_id"),
    )
