"""What a party says of itself: when it joined, what authorised it, whom to ask."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import Conflict, Forbidden, RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import write
from portal.features.arrangements.actions.terms import changing, hold, hold_to
from portal.features.arrangements.models import Arrangement, PartyContact
from portal.features.arrangements.queries import PartyLine, Workings
from portal.features.arrangements.rules import joining as rules
from portal.features.arrangements.rules.checks import HAS_LEFT
from portal.features.organisations import membership_in


@dataclass(frozen=True)
class JoiningFacts:
    """When a party joined, and the decision that authorised it to take part. ``decision_link`` is http or https."""

    joined_on: date | None = None
    decision_body: str = ""
    decision_on: date | None = None
    decision_minute: str = ""
    decision_link: str = ""


@dataclass(frozen=True)
class ContactFacts:
    """Whom to ask at a party: ``member`` is the reference of a membership of it, empty for somebody else. ``version``
    is that of nothing said."""

    version: ClassVar[int] = 0

    member: str = ""
    name: str = ""
    post: str = ""
    email: str = ""
    phone: str = ""


def set_joining(arrangement: Arrangement, reference: str, version: int | None, facts: JoiningFacts) -> None:
    """Say when a party joined and what authorised it. ``reference`` is the organisation's, ``version`` the party's.

    Raises ``RuleBroken``, ``Conflict``, ``NotFound``, ``Forbidden`` for another party's.
    """
    with changing(arrangement) as held:
        line = _told_of(held, queries.workings(held), reference)
        rules.check_joining(facts, line.left_on, clock.today())
        party = queries.party_of(held, line.organisation_id)
        hold_to(party, version)
        write(party, facts)
        if db.session.is_modified(party):
            ledger.record("party.authorised", held, _named(line))


def set_contact(arrangement: Arrangement, reference: str, version: int | None, facts: ContactFacts) -> None:
    """Say whom to ask at a party. It is no part of what is agreed, so nobody is asked to confirm again.

    Raises ``RuleBroken``, ``Conflict``, ``NotFound``, ``Forbidden`` for another party's.
    """
    rules.check_contact(facts)
    held = hold(arrangement)
    line = _told_of(held, queries.workings(held), reference)
    row = queries.contact_of(held, line.organisation_id)
    if version is not None and version != (row.version if row else ContactFacts.version):
        raise Conflict
    member = membership_in(line.organisation_id, facts.member)[0] if facts.member else None
    if row is None:
        row = PartyContact(
            access_list_id=held.inner_list_id, arrangement_id=held.id, organisation_id=line.organisation_id
        )
        db.session.add(row)
    row.membership_id = member.id if member else None
    row.name, row.post, row.email, row.phone = facts.name, facts.post, facts.email, facts.phone
    row.said_by_id, row.said_at = current_viewer().organisation_id, clock.now()
    ledger.record("contact.said", row, _named(line) | {"arrangement": held.reference})


def _told_of(held: Arrangement, workings: Workings, reference: str) -> PartyLine:
    line = workings.party(reference)
    if line.left_on:
        raise RuleBroken("", HAS_LEFT)
    if not rules.may_tell(line, current_viewer().organisation_id, held.led_by_id, held.terms_number):
        raise Forbidden("another party says this of itself")
    return line


def _named(line: PartyLine) -> dict[str, object]:
    return {"organisation": line.name, "organisation_reference": line.reference}
