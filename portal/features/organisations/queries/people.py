"""People and their memberships."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from portal.access import MembershipRole
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import db
from portal.features.organisations.models import Membership, Organisation, OrganisationRecord, Person


def person_by_email(email: str) -> Person | None:
    """The person with this address, which is in the form ``rules.people.normal_email`` gives."""
    return db.session.scalar(select(Person).where(Person.email == email))


def members_of(organisation_id: int) -> Sequence[Any]:
    """Who acts for an organisation, by name: reference, name, email, role, started_at, organisation_id."""
    return db.session.execute(_members().where(Membership.organisation_id == organisation_id)).all()


def managers_of(organisation_ids: Iterable[int]) -> Sequence[Any]:
    """The managers among those who act for any of these organisations, in one statement; rows as ``members_of``."""
    of_them = Membership.organisation_id.in_(sorted(set(organisation_ids)))
    return db.session.execute(_members().where(of_them, Membership.role == MembershipRole.MANAGER)).all()


def _members() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Membership.reference,
            Person.name,
            Person.email,
            Membership.role,
            Membership.started_at,
            Membership.organisation_id,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.ended_at.is_(None), Person.active, acts(Organisation, clock.now()))
        .order_by(Person.name, Membership.id)
    )


def organisations_with_members() -> Sequence[int]:
    """The ids of organisations that somebody acts for, or once did."""
    return db.session.scalars(select(Membership.organisation_id).distinct().order_by(Membership.organisation_id)).all()


def managed(at: Any) -> Select[*tuple[Any, ...]]:
    """The SELECT of the ids of organisations that a manager acts for at a moment, to narrow by ``Organisation``."""
    return (
        select(Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role == MembershipRole.MANAGER, Membership.ended_at.is_(None), Person.active)
        .where(acts(Organisation, at))
        .distinct()
    )


def acts(organisation: Any, at: Any) -> ColumnElement[bool]:
    """Whether people act for an organisation (``Organisation``, or what stands for it in a statement) at a moment."""
    return or_(organisation.closed_at.is_(None), organisation.closed_at > at)


def live_membership(person_id: int, organisation_id: int) -> Membership | None:
    """The person's present membership of an organisation."""
    return db.session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
        )
    )


def membership_reference(membership_id: int) -> str:
    """The reference of a membership."""
    return db.session.scalars(select(Membership.reference).where(Membership.id == membership_id)).one()


def membership_in(organisation_id: int, reference: str) -> tuple[Membership, Person]:
    """A live membership of this organisation and whose it is. Raises ``NotFound``, for another's as for no such."""
    found = db.session.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.reference == read_reference(reference),
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def memberships_to_end(organisation_id: int) -> Sequence[tuple[Membership, Person]]:
    """Every live membership of an organisation and whose it is, the oldest first."""
    rows = db.session.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )
    return [(membership, person) for membership, person in rows]


def record_of(organisation_id: int, *, lock: bool = False) -> OrganisationRecord | None:
    """The private side of an organisation; with ``lock``, nobody else changes its people until the commit."""
    statement = select(OrganisationRecord).where(OrganisationRecord.organisation_id == organisation_id)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def count_managers(organisation_id: int) -> int:
    """How many people can manage an organisation now."""
    return (
        db.session.scalar(
            select(func.count(Membership.id))
            .join(Person, Person.id == Membership.person_id)
            .where(
                Membership.organisation_id == organisation_id,
                Membership.role == MembershipRole.MANAGER,
                Membership.ended_at.is_(None),
                Person.active,
            )
        )
        or 0
    )
