"""Sign-ins that last, sign-ins that failed, invitations, and what was done with an account."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.data import Base, BigId, Identified, Referenced, Timestamped, stored_enum
from portal.data.row_security import APPEND_ONLY, OWN_ROWS
from portal.features.organisations import MembershipRole

DIGEST = 64
WHAT = 60

_BEFORE_ANYONE = "Read before anything is known of the viewer; it holds digests in place of secrets"


class AttemptKind(enum.StrEnum):
    """What was tried: a sign-in that failed, or a request for a reset mail; by account or by client address."""

    SIGN_IN_ACCOUNT = "sign_in_account"
    SIGN_IN_ADDRESS = "sign_in_address"
    RESET_ACCOUNT = "reset_account"
    RESET_ADDRESS = "reset_address"


class SignInSession(Identified, Timestamped, Base):
    """One sign-in in one browser, until ``expires_at`` or ``revoked_at``. The browser holds the token, we its SHA-256.

    ``organisation_id`` is the organisation acted for; ``browser`` is the browser's own short account of itself.
    """

    __tablename__ = "sign_in_session"

    token_digest: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    browser: Mapped[str] = mapped_column(String(60), default="")
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = ({"info": {"open": _BEFORE_ANYONE}},)


class SignInAttempt(Identified, Base):
    """One attempt that counts towards a rest. ``key_digest`` stands for an e-mail address, known or not, or a client's
    network address: an HMAC, so that the table names nobody. Rows are removed after a day."""

    __tablename__ = "sign_in_attempt"

    kind: Mapped[AttemptKind] = mapped_column(stored_enum(AttemptKind))
    key_digest: Mapped[str] = mapped_column(String(DIGEST))
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index(None, "key_digest", "kind", "at"), {"info": {"open": _BEFORE_ANYONE}})


class Invitation(Referenced, Timestamped, Base):
    """A place in an organisation, offered to an e-mail address until ``expires_at``.

    No person is made before it is accepted, and an invitation is the same whether the address has an account or
    not. ``answered_at``: somebody opened the link and gave a name and a password; whoever has an account accepts
    only after signing in. ``token_digest`` is empty until the mail is made: the secret is in the mail alone.
    """

    __tablename__ = "invitation"

    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[MembershipRole] = mapped_column(stored_enum(MembershipRole))
    token_digest: Mapped[str | None] = mapped_column(String(DIGEST), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index(None, "organisation_id", "created_at"),
        {"info": {"open": _BEFORE_ANYONE}},
    )


class AccountEvent(Identified, Base):
    """Something done with a person's account that is no matter of one organisation, for that person to see.

    ``what`` is worded like an action of the ledger; ``organisation_id`` is the organisation it concerned, if one.
    """

    __tablename__ = "account_event"

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"))
    what: Mapped[str] = mapped_column(String(WHAT))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        Index(None, "person_id", "id"),
        {
            "info": {
                OWN_ROWS: True,
                APPEND_ONLY: True,
                "open": "A person's own account: what was done with it and when, and no content",
            }
        },
    )
