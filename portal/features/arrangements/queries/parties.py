"""The parties of an arrangement with their organisations and roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import NotFound
from portal.data import AccessMandate, bundle, db
from portal.data import place_waits as waits_for_successor
from portal.features.arrangements.models import (
    Arrangement,
    Party,
    PartyContact,
    PartyRole,
    Role,
)
from portal.features.arrangements.rules.lifecycle import must_confirm
from portal.features.arrangements.rules.words import cannot_answer_words
from portal.features.organisations import Membership, Organisation, Person, Succession, managed
from portal.panels import NOW

Parts = dict[str, Select[*tuple[Any, ...]]]
_SAID = ("joined_on", "left_on", "decision_body", "decision_on", "decision_minute", "decision_link")


@dataclass(frozen=True)
class PartyLine:
    """A party with its organisation and roles. ``abolished_on`` is the day the organisation itself ended, or will;
    ``heirs`` are the names of those that took over from it, are there still and are no party; ``succeeded``: one that
    took over is in it. ``speaks``: somebody may confirm for it."""

    organisation_id: int
    reference: str
    name: str
    note: str
    version: int
    roles: tuple[str, ...]
    joined_on: date | None = None
    left_on: date | None = None
    decision_body: str = ""
    decision_on: date | None = None
    decision_minute: str = ""
    decision_link: str = ""
    abolished_on: date | None = None
    heirs: tuple[str, ...] = ()
    succeeded: bool = False
    speaks: bool = True

    @property
    def observes(self) -> bool:
        """Whether it only watches."""
        return not must_confirm(self.roles)

    @property
    def ended(self) -> bool:
        """Whether the day has come on which the organisation itself ended; its people may act until it hands over."""
        return self.abolished_on is not None and self.abolished_on <= clock.today()

    @property
    def gone(self) -> bool:
        """Whether the organisation itself has ended and nobody can speak for it."""
        return self.ended and not self.speaks

    @property
    def asked(self) -> bool:
        """Whether it is asked to confirm: it takes part, and has not left."""
        return self.left_on is None and not self.observes


def party_parts(arrangement_id: Any) -> Parts:
    """The SELECTs of the parties, their roles, who took over from them and which somebody can speak for, for
    ``party_lines``."""
    heir = aliased(Organisation)
    return {
        "parties": select(
            Party.id,
            Party.organisation_id,
            Organisation.reference,
            Organisation.name,
            Party.note,
            Party.version,
            *(getattr(Party, name) for name in _SAID),
            Organisation.ends_on.label("abolished_on"),
        )
        .join(Organisation, Organisation.id == Party.organisation_id)
        .where(Party.arrangement_id == arrangement_id)
        .order_by(Party.id),
        "roles": select(PartyRole.party_id, PartyRole.role)
        .join(Party, Party.id == PartyRole.party_id)
        .where(Party.arrangement_id == arrangement_id)
        .order_by(PartyRole.party_id, PartyRole.role),
        "heirs": select(Succession.predecessor_id, heir.id, heir.name, heir.ends_on)
        .join(heir, heir.id == Succession.successor_id)
        .join(Party, Party.organisation_id == Succession.predecessor_id)
        .where(Party.arrangement_id == arrangement_id)
        .order_by(heir.sort_name, heir.id),
        "speaking": managed(NOW)
        .join(Party, Party.organisation_id == Organisation.id)
        .where(Party.arrangement_id == arrangement_id),
    }


def party_lines(rows: Mapping[str, Iterable[Any]]) -> list[PartyLine]:
    """Parties, in the order they were added, from the rows of ``party_parts``."""
    roles: dict[int, list[str]] = {}
    for row in rows["roles"]:
        roles.setdefault(row.party_id, []).append(row.role)
    heirs, there = _heirs(rows), {one.organisation_id for one in rows["parties"]}
    succeeded = {row.predecessor_id for row in rows["heirs"] if row.id in there}
    speaking = {row.organisation_id for row in rows["speaking"]}
    return [
        PartyLine(
            one.organisation_id,
            one.reference,
            one.name,
            one.note,
            one.version,
            tuple(roles.get(one.id, ())),
            abolished_on=one.abolished_on,
            heirs=tuple(heirs.get(one.organisation_id, ())),
            succeeded=one.organisation_id in succeeded,
            speaks=one.organisation_id in speaking,
            **{name: getattr(one, name) for name in _SAID},
        )
        for one in rows["parties"]
    ]


def _heirs(rows: Mapping[str, Iterable[Any]]) -> dict[int, list[str]]:
    """Who took over from each party, is there today and is not in it."""
    there, today = {one.organisation_id for one in rows["parties"]}, clock.today()
    found: dict[int, list[str]] = {}
    for row in rows["heirs"]:
        if row.id not in there and (row.ends_on is None or row.ends_on > today):
            found.setdefault(row.predecessor_id, []).append(row.name)
    return found


def takes_part(arrangement_id: Any, organisation_id: Any) -> ColumnElement[bool]:
    """The condition that an organisation is a party that does more than watch, and has not left."""
    watches = exists().where(PartyRole.party_id == Party.id, PartyRole.role == Role.OBSERVER.value)
    return exists().where(
        Party.arrangement_id == arrangement_id,
        Party.organisation_id == organisation_id,
        Party.left_on.is_(None),
        ~watches,
    )


def stands_for(arrangement: Arrangement) -> frozenset[int]:
    """Whom the viewer's organisation speaks for in an arrangement: itself, and each party whose place it took, one
    after another, by the directory. In what is over no party is seen to leave: there the mandate that it accepted says
    whose place it took."""
    mine = current_viewer().organisation_id
    before = _line(select(Succession.predecessor_id).where(Succession.successor_id == mine), "before")
    accepted = select(AccessMandate.predecessor_id).where(
        AccessMandate.root_list_id == arrangement.access_list_id,
        AccessMandate.successor_id == mine,
        AccessMandate.accepted_at.is_not(None),
    )
    taken = _line(accepted, "taken")
    parties = select(Party.organisation_id).where(
        Party.arrangement_id == arrangement.id,
        or_(
            and_(Party.left_on.is_not(None), Party.organisation_id.in_(select(before.c.predecessor_id))),
            Party.organisation_id.in_(select(taken.c.predecessor_id)),
        ),
    )
    return frozenset({mine, *db.session.scalars(parties)})


def _line(first: Select[int], name: str) -> CTE:
    """These organisations, and whoever they took over from, one after another."""
    line = first.cte(name, recursive=True)
    return line.union(select(Succession.predecessor_id).join(line, Succession.successor_id == line.c.predecessor_id))


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


def silent_parties(lines: Iterable[PartyLine]) -> dict[int, str]:
    """Why each of the parties that are asked may never answer, by organisation; nothing for those that can. Observers
    need not answer."""
    today = clock.today()
    return {
        line.organisation_id: cannot_answer_words(line.abolished_on, today, line.heirs)
        for line in lines
        if line.asked and not line.speaks
    }


def place_waits(arrangement: Arrangement, organisation_id: int) -> bool:
    """Whether a successor has still to say if it takes an organisation's place in an arrangement."""
    return waits_for_successor(db.session(), arrangement.access_list_id, organisation_id)


def contacts_part(arrangement_id: Any) -> Parts:
    """Whom to ask at each party, with who said so and when; ``ended_at`` once a member acts for it no more."""
    saying = aliased(Organisation)
    return {
        "contacts": select(
            PartyContact.organisation_id,
            func.coalesce(Person.name, PartyContact.name).label("name"),
            PartyContact.post,
            func.coalesce(Person.email, PartyContact.email).label("email"),
            PartyContact.phone,
            saying.name.label("said_by"),
            PartyContact.said_at,
            Membership.ended_at,
        )
        .join(saying, saying.id == PartyContact.said_by_id)
        .outerjoin(Membership, Membership.id == PartyContact.membership_id)
        .outerjoin(Person, Person.id == Membership.person_id)
        .where(PartyContact.arrangement_id == arrangement_id)
        .order_by(PartyContact.id)
    }


def contacts_of(arrangement: Arrangement) -> dict[int, Any]:
    """Whom to ask at each party, by organisation."""
    rows = bundle(db.session(), contacts_part(arrangement.id))["contacts"]
    return {row.organisation_id: row for row in rows}


def contact_of(arrangement: Arrangement, organisation_id: int) -> PartyContact | None:
    """The row of whom to ask at a party, to be shown in a form or changed."""
    return db.session.scalar(
        select(PartyContact)
        .where(PartyContact.arrangement_id == arrangement.id, PartyContact.organisation_id == organisation_id)
        .execution_options(populate_existing=True)
    )
