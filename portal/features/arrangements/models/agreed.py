"""The terms, version by version, and what the parties say of each."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    Identified,
    Timestamped,
    child_of,
)
from portal.data.row_security import SEALED
from portal.features.arrangements.models.kinds import (
    DIGEST,
    INNER,
    LINE,
    WORD,
    Decision,
    one_of,
)


class TermsVersion(AccessListed, Identified, Timestamped, Base):
    """What the parties are asked to confirm: ``terms`` is canonical JSON, ``digest`` its SHA-256. On the inner list.

    ``changed`` names the sections that differ from the version before, with commas between. ``by_law``: a succession
    made it and not the parties, so what they said of the version before holds for it.
    """

    __tablename__ = "terms_version"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(DIGEST))
    terms: Mapped[str] = mapped_column(Text)
    changed: Mapped[str] = mapped_column(String(LINE), default="")
    made_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    by_law: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id", "number"),
        UniqueConstraint("arrangement_id", "number", "digest", "access_list_id"),
        {"info": {SEALED: True}},
    )


class Confirmation(AccessListed, Identified, Timestamped, Base):
    """What a party says of one version of the terms; its newest word on a version counts. On the inner list.

    ``carried_from`` is the version it was said of, where the law and not the parties made the next one.
    """

    __tablename__ = "confirmation"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    terms_number: Mapped[int]
    terms_digest: Mapped[str] = mapped_column(String(DIGEST))
    decision: Mapped[str] = mapped_column(String(WORD))
    comment: Mapped[str] = mapped_column(Text, default="")
    carried_from: Mapped[int | None]

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        ForeignKeyConstraint(
            ["arrangement_id", "terms_number", "terms_digest", "access_list_id"],
            [f"terms_version.{name}" for name in ("arrangement_id", "number", "digest", "access_list_id")],
            name="fk_confirmation_terms_version",
            onupdate="CASCADE",
        ),
        one_of("decision", Decision),
        CheckConstraint("carried_from IS NULL OR carried_from < terms_number", name="carried_on"),
        Index("ix_confirmation_arrangement", "arrangement_id", "id"),
        {"info": {SEALED: True}},
    )


Index(
    "ix_confirmation_disputed",
    Confirmation.arrangement_id,
    Confirmation.terms_number,
    postgresql_where=Confirmation.decision == Decision.DISPUTED.value,
    sqlite_where=Confirmation.decision == Decision.DISPUTED.value,
)


class AskedConfirmation(AccessListed, Identified, Timestamped, Base):
    """A party that has said nothing yet of the newest version; gone when it does. On the inner list.

    Kept so that what waits for an organisation is found at once, however much it takes part in. PostgreSQL is told that
    one organisation may be asked for half of them (migration ``asked_to_confirm``), as of replies.
    """

    __tablename__ = "asked_confirmation"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id", "organisation_id"),
        Index("ix_asked_confirmation_waiting", "organisation_id", "created_at", "id"),
    )
