"""The parties of an arrangement with their organisations and roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from portal.core.errors import NotFound
from portal.data import bundle, db
from portal.features.arrangements.models import (
    Arrangement,
    Party,
    PartyRole,
    Role,
)
from portal.features.arrangements.rules.lifecycle import must_confirm
from portal.features.organisations import Organisation

Parts = dict[str, Select[*tuple[Any, ...]]]


@dataclass(frozen=True)
class PartyLine:
    """A party with its organisation and roles. ``abolished_on`` is the day the organisation itself ended, or will."""

    organisation_id: int
    reference: str
    name: str
    note: str
    version: int
    roles: tuple[str, ...]
    left_on: date | None = None
    abolished_on: date | None = None

    @property
    def observes(self) -> bool:
        """Whether it only watches."""
        return not must_confirm(self.roles)

    @property
    def asked(self) -> bool:
        """Whether it is asked to confirm: it takes part, and has not left."""
        return self.left_on is None and not self.observes


def party_parts(arrangement_id: Any) -> Parts:
    """The SELECTs of the parties and their roles, for ``party_lines``."""
    return {
        "parties": select(
            Party.id,
            Party.organisation_id,
            Organisation.reference,
            Organisation.name,
            Party.note,
            Party.version,
            Party.left_on,
            Organisation.ends_on,
        )
        .join(Organisation, Organisation.id == Party.organisation_id)
        .where(Party.arrangement_id == arrangement_id)
        .order_by(Party.id),
        "roles": select(PartyRole.party_id, PartyRole.role)
        .join(Party, Party.id == PartyRole.party_id)
        .where(Party.arrangement_id == arrangement_id)
        .order_by(PartyRole.party_id, PartyRole.role),
    }


def party_lines(rows: Mapping[str, Iterable[Any]]) -> list[PartyLine]:
    """Parties, in the order they were added, from the rows of ``party_parts``."""
    roles: dict[int, list[str]] = {}
    for row in rows["roles"]:
        roles.setdefault(row.party_id, []).append(row.role)
    return [
        PartyLine(
            one.organisation_id,
            one.reference,
            one.name,
            one.note,
            one.version,
            tuple(roles.get(one.id, ())),
            one.left_on,
            one.ends_on,
        )
        for one in rows["parties"]
    ]


def takes_part(arrangement_id: Any, organisation_id: Any) -> ColumnElement[bool]:
    """The condition that an organisation is a party that does more than watch, and has not left."""
    watches = exists().where(PartyRole.party_id == Party.id, PartyRole.role == Role.OBSERVER.value)
    return exists().where(
        Party.arrangement_id == arrangement_id,
        Party.organisation_id == organisation_id,
        Party.left_on.is_(None),
        ~watches,
    )


def party_of(arrangement: Arrangement, organisation_id: int) -> Party:
    """The party an organisation is. Raises ``NotFound``."""
    found = db.session.scalar(
        select(Party)
        .where(Party.arrangement_id == arrangement.id, Party.organisation_id == organisation_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def roles_of(party: Party) -> Sequence[PartyRole]:
    """The rows of a party's roles."""
    return db.session.scalars(select(PartyRole).where(PartyRole.party_id == party.id)).all()


def parties_of(arrangement: Arrangement) -> list[PartyLine]:
    """The parties with their organisations and roles, in the order they were added."""
    return party_lines(bundle(db.session(), party_parts(arrangement.id)))


def taking_part(arrangement: Arrangement) -> list[PartyLine]:
    """The parties that do more than watch, and have not left."""
    return [party for party in parties_of(arrangement) if party.asked]
