"""The arrangement itself."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.references import LENGTH
from portal.data import (
    AccessListed,
    Base,
    BigId,
    Referenced,
    Timestamped,
    Versioned,
    day_or_never,
    listed_parent,
)
from portal.data.row_security import SEALED
from portal.features.arrangements.models.kinds import (
    DIGEST,
    INNER,
    LINE,
    WORD,
    State,
    one_of,
)


class Arrangement(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What two or more organisations agree to share. ``terms_number`` is 0 until it is first sent to the parties.

    ``legal_basis`` is in words, as the parties agree it; ``legal_bases`` are those of them that were chosen from the
    list, by slug with commas between, or ``NOT_KNOWN``, and ``legal_note`` is what was added.

    ``agreed_number`` is the newest version that every party has confirmed, 0 before there is one: the one in force once
    it has started. ``review_due_on`` is the day by which the review under way is to be over, ``ending_on`` the last day
    once notice was given. ``copied_from`` is the reference of the arrangement whose form it took, if any.
    ``passed_to_id`` took the place of ``registered_by_id`` when that organisation ended. ``terms_due``: a party that
    only observes was succeeded, so the next version shows it before anything else of the terms is changed.
    ``imported_as`` is the digest of what a file said of it, so that the same file does not bring it in twice.
    ``service_changes`` counts changes of the services it covers, so that they too make a new version of the row.
    """

    __tablename__ = "arrangement"

    inner_list_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_list.id"), index=True)
    registered_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(WORD))
    title: Mapped[str] = mapped_column(String(LINE))
    purpose: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    legal_bases: Mapped[str] = mapped_column(Text, default="", server_default="")
    legal_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    accountable_body_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    success_gate: Mapped[str] = mapped_column(Text, default="")
    rhythm: Mapped[str] = mapped_column(Text, default="")
    visits_per_month: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(WORD), default=State.IDEA.value)
    terms_number: Mapped[int] = mapped_column(default=0)
    agreed_number: Mapped[int] = mapped_column(default=0, server_default="0")
    review_due_on: Mapped[date | None]
    ending_on: Mapped[date | None] = mapped_column(index=True)
    copied_from: Mapped[str] = mapped_column(String(LENGTH), default="", server_default="")
    sent_at: Mapped[datetime | None]
    terms_due: Mapped[bool] = mapped_column(default=False, server_default=false())
    imported_as: Mapped[str | None] = mapped_column(String(DIGEST))
    service_changes: Mapped[int] = mapped_column(default=0, server_default="0")
    passed_to_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"))

    __table_args__ = (
        listed_parent("arrangement"),
        listed_parent("arrangement", INNER),
        one_of("state", State),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("access_list_id <> inner_list_id", name="two_lists"),
        CheckConstraint("visits_per_month IS NULL OR visits_per_month >= 0", name="visits_counted"),
        CheckConstraint("terms_number >= 0", name="terms_counted"),
        CheckConstraint("agreed_number >= 0", name="agreed_counted"),
        {"info": {SEALED: True}},
    )

    renewed = False
    """Whether a new version of the terms, which the parties are asked to confirm, was made since it was read."""

    @property
    def led_by_id(self) -> int:
        """The organisation that looks after it: the one that registered it, or the one it passed to."""
        return self.passed_to_id or self.registered_by_id


Index("ix_arrangement_list_newest", Arrangement.access_list_id, Arrangement.created_at.desc(), Arrangement.id.desc())


Index("ix_arrangement_newest", Arrangement.created_at.desc(), Arrangement.id.desc())


Index("ix_arrangement_kind_newest", Arrangement.kind, Arrangement.created_at.desc(), Arrangement.id.desc())


Index("ix_arrangement_state_newest", Arrangement.state, Arrangement.created_at.desc(), Arrangement.id.desc())


# Few were brought in from a file, and only the organisation that did asks.
Index(
    "ix_arrangement_imported",
    Arrangement.registered_by_id,
    Arrangement.imported_as,
    postgresql_where=Arrangement.imported_as.is_not(None),
    sqlite_where=Arrangement.imported_as.is_not(None),
)


LAST_DAY = day_or_never(Arrangement.ending_on, Arrangement.ends_on)
"""The last day, that of the notice if there is one; of what has no end, a day after every other."""
Index("ix_arrangement_last_day", LAST_DAY, Arrangement.id)


# Only of those that have passed: where hardly any has, SQLite takes one organisation's for all there are and reads
# the whole table.
_HAS_PASSED = Arrangement.passed_to_id.is_not(None)
Index("ix_arrangement_passed_to_id", Arrangement.passed_to_id, postgresql_where=_HAS_PASSED, sqlite_where=_HAS_PASSED)


# For what falls due soon: most have no such day, or one that is far away.
Index("ix_arrangement_ends", Arrangement.ends_on, Arrangement.id)
Index("ix_arrangement_ending", Arrangement.ending_on, Arrangement.id)
Index("ix_arrangement_review_due", Arrangement.review_due_on, Arrangement.id)
