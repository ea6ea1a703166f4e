"""The directory: organisations and what they are called, and the people who act for them."""

import enum
import secrets
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.access.roles import MembershipRole
from portal.core import clock
from portal.data import (
    AccessGrant,
    AccessList,
    AccessListed,
    AccessMandate,
    Base,
    Identified,
    Referenced,
    Timestamped,
    Versioned,
    folded_text,
    stored_enum,
)

NAME_LENGTH = 300

_DIRECTORY = "The register of organisations is public knowledge, published by the registers it is read from"
_PEOPLE = "Who acts for which organisation is asked on every request, before anything is known of the viewer"


class OrganisationType(enum.StrEnum):
    """What an organisation is in law, as far as this portal treats it differently."""

    COUNCIL = "council"
    COMBINED_AUTHORITY = "combined_authority"
    GOVERNMENT_DEPARTMENT = "government_department"
    CHARITY = "charity"
    VOLUNTARY_BODY = "voluntary_body"
    COMMUNITY_INTEREST_COMPANY = "community_interest_company"
    AUDIT_BODY = "audit_body"
    HEALTH_BODY = "health_body"
    POLICE_BODY = "police_body"
    OTHER = "other"


class NameKind(enum.StrEnum):
    """Why a name is on the record."""

    OFFICIAL = "official"
    SHORT = "short"
    ALTERNATIVE = "alternative"
    FORMER = "former"


class Organisation(Referenced, Timestamped, Versioned, Base):
    """A council, voluntary body, department or audit body, living or abolished.

    From ``closed_at`` on nobody acts for it: what it had passes to its successors.
    """

    __tablename__ = "organisation"

    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    sort_name: Mapped[str] = mapped_column(folded_text(NAME_LENGTH))
    type: Mapped[OrganisationType] = mapped_column(stored_enum(OrganisationType))
    subtype: Mapped[str | None] = mapped_column(String(100))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    nation: Mapped[str | None] = mapped_column(String(60))
    region: Mapped[str | None] = mapped_column(String(60))
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        Index(None, "sort_name", "id"),
        Index(None, "type", "sort_name", "id"),
        {"info": {"open": _DIRECTORY}},
    )


class OrganisationName(Identified, Base):
    """One thing an organisation is or was called, in one language."""

    __tablename__ = "organisation_name"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    language: Mapped[str] = mapped_column(String(8), default="en")
    kind: Mapped[NameKind] = mapped_column(stored_enum(NameKind))
    until: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "language", "name"),
        {"info": {"open": _DIRECTORY}},
    )


class OrganisationIdentifier(Identified, Base):
    """A number or code in somebody's register: ``GB-LAE`` and ``KEN`` make the org-id ``GB-LAE-KEN``."""

    __tablename__ = "organisation_identifier"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(60))

    __table_args__ = (UniqueConstraint("scheme", "value"), {"info": {"open": _DIRECTORY}})


class OrganisationTerm(Base):
    """One folded word of a name or an identifier, so that a search finds an organisation by the start of any word."""

    __tablename__ = "organisation_term"

    term: Mapped[str] = mapped_column(folded_text(60), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)

    __table_args__ = ({"info": {"open": _DIRECTORY}},)


class Succession(Identified, Base):
    """One organisation took over from another. A split or a merger is several rows."""

    __tablename__ = "succession"

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    on_date: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("predecessor_id", "successor_id"),
        CheckConstraint("predecessor_id <> successor_id", name="not_itself"),
        {"info": {"open": _DIRECTORY}},
    )


class RegisterEntry(Identified, Base):
    """What one register said of one organisation when it was last imported.

    Kept beside the organisation because registers disagree: ``facts`` holds the register's own word
    for each field, ``as_of`` the day its knowledge reaches to.
    """

    __tablename__ = "register_entry"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    register: Mapped[str] = mapped_column(String(40))
    as_of: Mapped[date | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("organisation_id", "register"), {"info": {"open": _DIRECTORY}})


class Person(Identified, Timestamped, Base):
    """Someone who can sign in. ``email`` is stored in lower case; ``actor_id`` stands for them in the ledger."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    actor_id: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: secrets.token_hex(16))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: secrets.token_hex(32))
    confirmed_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"), {"info": {"open": _PEOPLE}})


class Membership(Referenced, Timestamped, Versioned, Base):
    """A person in an organisation with a role, from ``started_at`` until ``ended_at``."""

    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[MembershipRole] = mapped_column(stored_enum(MembershipRole))
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="times_in_order"),
        Index(None, "organisation_id", "ended_at"),
        {"info": {"open": _PEOPLE}},
    )


Index(
    "uq_membership_live",
    Membership.person_id,
    Membership.organisation_id,
    unique=True,
    postgresql_where=Membership.ended_at.is_(None),
    sqlite_where=Membership.ended_at.is_(None),
)


class OrganisationRecord(AccessListed, Identified, Timestamped, Base):
    """The private side of an organisation: its own list, where the ledger keeps who joined, changed role and left."""

    __tablename__ = "organisation_record"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)


# The lists stand on a lower floor and cannot name this table, so their keys are completed here.
for _table, _column in (
    (AccessList.__table__, "owner_organisation_id"),
    (AccessGrant.__table__, "organisation_id"),
    (AccessGrant.__table__, "granted_by_id"),
):
    cast(Table, _table).append_constraint(ForeignKeyConstraint([_column], ["organisation.id"]))

# A mandate stands on a recorded succession.
cast(Table, AccessMandate.__table__).append_constraint(
    ForeignKeyConstraint(["predecessor_id", "successor_id"], ["succession.predecessor_id", "succession.successor_id"])
)
