"""Views of the list that a person keeps."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import AccessListed, Base, BigId, OfOnePerson, Referenced, Timestamped, Versioned
from portal.features.arrangements.models.kinds import LINE


class SavedView(OfOnePerson, AccessListed, Referenced, Timestamped, Versioned, Base):
    """Filters that somebody named, to be opened again. On the organisation's own list, and seen by that person only.

    ``arguments`` are those of the address, as JSON. It goes with the ``membership_id`` under which it was kept. One at
    most is the default, which opens with the list.
    """

    __tablename__ = "saved_view"

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), sort_order=-7)
    membership_id: Mapped[int] = mapped_column(BigId, ForeignKey("membership.id"), index=True)
    name: Mapped[str] = mapped_column(String(LINE))
    arguments: Mapped[str] = mapped_column(Text)
    is_default: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("ix_saved_view_person", "person_id", "membership_id", "id"),)


Index(
    "uq_saved_view_default",
    SavedView.membership_id,
    unique=True,
    postgresql_where=SavedView.is_default,
    sqlite_where=SavedView.is_default,
)
