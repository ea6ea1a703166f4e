"""What sign-in reads. Every SELECT of the feature."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import String, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.data import Kept, UtcDateTime, db
from portal.data.narrow import dialect_of
from portal.data.session import tells
from portal.features.organisations import Membership, Organisation, Person, Succession, acts
from portal.features.signin.models import AccountEvent, AttemptKind, Invitation, SignInAttempt, SignInSession

MOST_PASSED = 20

_LOOKUP = (
    select(
        SignInSession.id.label("session_id"),
        Person.id.label("person_id"),
        Person.actor_id,
        Person.name.label("person_name"),
        Person.email,
        Person.fs_uniquifier,
        Membership.role,
        Organisation.id.label("organisation_id"),
        Organisation.reference.label("organisation_reference"),
        Organisation.name.label("organisation_name"),
    )
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(
        Membership,
        and_(
            Membership.person_id == SignInSession.person_id,
            Membership.organisation_id == SignInSession.organisation_id,
            Membership.ended_at.is_(None),
        ),
    )
    .outerjoin(
        Organisation,
        and_(Organisation.id == Membership.organisation_id, acts(Organisation, bindparam("at", type_=UtcDateTime()))),
    )
    .where(
        SignInSession.token_digest == bindparam("digest"),
        SignInSession.revoked_at.is_(None),
        SignInSession.expires_at > bindparam("at", type_=UtcDateTime()),
        Person.active,
    )
)


@cache
def _lookup(dialect: str) -> Kept:
    """On PostgreSQL it also tells wall two who it found, so that a page need not say so in a statement of its own."""
    if dialect != "postgresql":
        return Kept(_LOOKUP)
    return Kept(_LOOKUP.add_columns(*tells(Organisation.id, Person.id, bindparam("at_text", type_=String))))


def session_by_token(digest: str, at: datetime) -> Any:
    """The live sign-in with this token and all that a request needs of it, or ``None``; wall two then knows who looks,
    and that grants are read at ``at``.

    Where the membership it acts under has ended the row is there, with nothing about an organisation.
    """
    session = db.session()
    dialect = dialect_of(session)
    asked = {"digest": digest, "at": at} | ({"at_text": at.isoformat()} if dialect == "postgresql" else {})
    return _lookup(dialect).run(session, asked).one_or_none()


def memberships_of(person_id: int) -> Sequence[Any]:
    """The live memberships of a person: organisation_id, reference, name, role; in order of name."""
    return db.session.execute(
        select(Organisation.id.label("organisation_id"), Organisation.reference, Organisation.name, Membership.role)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None), acts(Organisation, clock.now()))
        .order_by(Organisation.sort_name, Organisation.id)
    ).all()


def passed_on(person_id: int) -> Sequence[Any]:
    """The organisations that a person belonged to when they ended, the newest first, each with those that took over
    from it: name, successor_reference, successor_name (nothing where the directory names none)."""
    after = aliased(Organisation)
    return db.session.execute(
        select(
            Organisation.name,
            after.reference.label("successor_reference"),
            after.name.label("successor_name"),
        )
        .join(Membership, Membership.organisation_id == Organisation.id)
        .outerjoin(Succession, Succession.predecessor_id == Organisation.id)
        .outerjoin(after, after.id == Succession.successor_id)
        .where(
            Membership.person_id == person_id,
            Organisation.closed_at <= clock.now(),
            or_(Membership.ended_at.is_(None), Membership.ended_at >= Organisation.closed_at),
        )
        .order_by(Organisation.closed_at.desc(), Organisation.id, after.sort_name, after.id)
        .limit(MOST_PASSED)
    ).all()


def last_acted_for(person_id: int) -> int | None:
    """The organisation the person acted for in their newest sign-in."""
    return db.session.scalar(
        select(SignInSession.organisation_id)
        .where(SignInSession.person_id == person_id)
        .order_by(SignInSession.id.desc())
        .limit(1)
    )


def attempts(kind: AttemptKind, key_digest: str, since: datetime, most: int) -> Sequence[datetime]:
    """Moments of the newest attempts after ``since``, newest first, at most ``most``."""
    return db.session.scalars(
        select(SignInAttempt.at)
        .where(SignInAttempt.key_digest == key_digest, SignInAttempt.kind == kind, SignInAttempt.at > since)
        .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
        .limit(most)
    ).all()


def live_sessions(person_id: int, at: datetime) -> Sequence[Any]:
    """A person's live sign-ins, newest first: id, token_digest, created_at, expires_at, browser, organisation_name."""
    return db.session.execute(
        select(
            SignInSession.id,
            SignInSession.token_digest,
            SignInSession.created_at,
            SignInSession.expires_at,
            SignInSession.browser,
            Organisation.name.label("organisation_name"),
        )
        .outerjoin(Organisation, Organisation.id == SignInSession.organisation_id)
        .where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None), SignInSession.expires_at > at)
        .order_by(SignInSession.id.desc())
    ).all()


def account_events(person_id: int, most: int) -> Sequence[Any]:
    """What was done with a person's account, the newest first: what, at, organisation_name."""
    return db.session.execute(
        select(AccountEvent.what, AccountEvent.at, Organisation.name.label("organisation_name"))
        .outerjoin(Organisation, Organisation.id == AccountEvent.organisation_id)
        .where(AccountEvent.person_id == person_id)
        .order_by(AccountEvent.id.desc())
        .limit(most)
    ).all()


def invitation_by_token(digest: str, at: datetime, *, lock: bool = False) -> tuple[Invitation, Organisation] | None:
    """The invitation with this token and the organisation it is to; ``None`` if it was withdrawn or is too old.

    With ``lock``, nobody else answers it until the commit.
    """
    statement = (
        select(Invitation, Organisation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.token_digest == digest, Invitation.withdrawn_at.is_(None), Invitation.expires_at > at)
    )
    found = db.session.execute(statement.with_for_update(of=Invitation) if lock else statement).one_or_none()
    return None if found is None else (found[0], found[1])


def invitations_to(organisation_id: int, email: str) -> Sequence[Invitation]:
    """Invitations of an organisation to one address that are neither accepted nor withdrawn."""
    return db.session.scalars(
        select(Invitation).where(
            Invitation.organisation_id == organisation_id,
            Invitation.email == email,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
    ).all()


def invited_since(organisation_id: int, moment: datetime) -> int:
    """How many invitations an organisation has made since."""
    return (
        db.session.scalar(
            select(func.count(Invitation.id)).where(
                Invitation.organisation_id == organisation_id, Invitation.created_at > moment
            )
        )
        or 0
    )


def invitation_of(organisation_id: int, reference: str) -> Invitation | None:
    """An organisation's own invitation that is neither accepted nor withdrawn."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.organisation_id == organisation_id,
            Invitation.reference == reference,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
    )


def open_invitations(organisation_id: int, at: datetime) -> Sequence[Any]:
    """Invitations of an organisation that nobody has accepted yet, newest first."""
    return db.session.execute(
        select(Invitation.reference, Invitation.name, Invitation.email, Invitation.role, Invitation.expires_at)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > at,
        )
        .order_by(Invitation.id.desc())
    ).all()
