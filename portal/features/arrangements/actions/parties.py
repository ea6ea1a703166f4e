"""Who is in an arrangement, and the lists they are on for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from portal import ledger
from portal.access import end_access, end_audits, grant_access, hold_lists
from portal.core.errors import RuleBroken
from portal.data import GrantRole, db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.leaving import tell_of_leaving
from portal.features.arrangements.actions.terms import changing, hold_to
from portal.features.arrangements.models import Arrangement, Party, PartyRole, Role
from portal.features.arrangements.rules import checks
from portal.features.arrangements.rules.lifecycle import must_confirm
from portal.features.arrangements.rules.words import role_words
from portal.features.organisations import Organisation


def add_party(arrangement: Arrangement, organisation: Organisation, roles: Sequence[str], note: str = "") -> None:
    """Let an organisation in; once the arrangement was sent it sees it from now on. Raises ``Invalid``."""
    add_parties(arrangement, [organisation], roles, note)


def add_parties(
    arrangement: Arrangement,
    organisations: Sequence[Organisation],
    roles: Sequence[str],
    note: str = "",
    own: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Let organisations in, or none of them: one new version at most. All have the same ``roles`` but for those that
    have their ``own``, by reference. Raises ``Invalid``, with what is wrong about an organisation under its
    reference."""
    own = own or {}
    as_what = {one.id: own.get(one.reference, roles) for one in organisations}
    with changing(arrangement) as held:
        there = queries.workings(held)
        checks.check_new_parties(organisations, there.roles, [one.organisation_id for one in there.left])
        named = None if held.accountable_body_id is None else False
        checks.check_roles_of_each(roles, {one.reference: own.get(one.reference) for one in organisations}, named)
        join(held, as_what, note)
        ledger.record_all(
            ("party.added", held, _told(one.name, one.reference, as_what[one.id])) for one in organisations
        )
        for one in organisations if held.terms_number else ():
            admit(held, one.id, as_what[one.id])


def change_party(
    arrangement: Arrangement, reference: str, version: int | None, roles: Sequence[str], note: str = ""
) -> None:
    """Change what a party is. ``reference`` is the organisation's. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        hold_lists([held.access_list_id])
        workings = queries.workings(held)
        line = workings.party(reference)
        if line.left_on:
            raise RuleBroken("", checks.HAS_LEFT)
        owner = line.organisation_id == held.led_by_id
        checks.check_roles(roles, owner=owner)
        if not must_confirm(roles):
            checks.check_unused(workings.uses_of(line.organisation_id))
        body = held.accountable_body_id
        checks.check_accountable_role(None if body is None else body == line.organisation_id, roles, line.roles)
        checks.check_still_enough(workings.facts, {**workings.facts.parties, line.organisation_id: tuple(roles)})
        party = queries.party_of(held, line.organisation_id)
        hold_to(party, version)
        give_roles(party, roles)
        party.note, party.changes = note, party.changes + 1
        ledger.record("party.changed", held, _told(line.name, line.reference, roles))
        if held.terms_number and not owner and line.observes == must_confirm(roles):
            shut_out(held, line.organisation_id)
            admit(held, line.organisation_id, roles)


def remove_party(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a party out; what it could see it sees no more. Raises ``RuleBroken``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        hold_lists([held.access_list_id])
        workings = queries.workings(held)
        line = workings.party(reference)
        checks.check_leaving(workings.facts, line.organisation_id, workings.uses_of(line.organisation_id))
        party = queries.party_of(held, line.organisation_id)
        hold_to(party, version)
        take_out(held, party)
        ledger.record("party.removed", held, _told(line.name, line.reference, line.roles))
        if held.terms_number:
            shut_out(held, line.organisation_id)


def say_left(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Say that a party left on the day its organisation ended: it stays with what it gave and paid, is not asked to
    confirm any more, and is taken off the lists, so that nobody takes its place in what it never agreed to: who takes
    over from it is added like any party. Raises ``RuleBroken``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        hold_lists([held.access_list_id])
        workings = queries.workings(held)
        line = workings.party(reference)
        checks.check_gone(workings.facts, line, waits=queries.place_waits(held, line.organisation_id))
        party = queries.party_of(held, line.organisation_id)
        hold_to(party, version)
        party.left_on, party.changes = line.abolished_on, party.changes + 1
        facts = {"organisation": line.name, "organisation_reference": line.reference}
        ledger.record("party.left", held, facts | {"day": party.left_on.isoformat() if party.left_on else ""})
        if held.terms_number:
            shut_out(held, line.organisation_id)


def say_back(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Say that a party has not left after all: it is in it as before, and is asked with the others to confirm that.
    Audits that ended when it left stay ended. Raises ``RuleBroken``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        hold_lists([held.access_list_id])
        line = queries.workings(held).party(reference)
        checks.check_back(line)
        party = queries.party_of(held, line.organisation_id)
        hold_to(party, version)
        party.left_on, party.changes = None, party.changes + 1
        ledger.record("party.back", held, {"organisation": line.name, "organisation_reference": line.reference})
        if held.terms_number:
            admit(held, line.organisation_id, line.roles)


def pass_accountability(arrangement: Arrangement, organisation_id: int | None) -> None:
    """Give the role of accountable body to the party that is named as it, and take it from any other. Raises
    ``RuleBroken`` where another has no role beside it."""
    if organisation_id is None:
        return
    for line in queries.workings(arrangement).taking_part():
        named, others = line.organisation_id == organisation_id, set(line.roles) - {Role.ACCOUNTABLE_BODY}
        if named == (Role.ACCOUNTABLE_BODY in line.roles):
            continue
        if not named and not others:
            raise RuleBroken("accountable_body", f"{line.name} is in it only as that. Give it another role first")
        roles = sorted({*others, Role.ACCOUNTABLE_BODY.value} if named else others)
        party = queries.party_of(arrangement, line.organisation_id)
        give_roles(party, roles)
        party.changes += 1
        ledger.record("party.changed", arrangement, _told(line.name, line.reference, roles))


def take_out(arrangement: Arrangement, party: Party) -> None:
    """Delete a party with its roles and whom to ask there."""
    if contact := queries.contact_of(arrangement, party.organisation_id):
        db.session.delete(contact)
    for role in queries.roles_of(party):
        db.session.delete(role)
    db.session.flush()
    db.session.delete(party)


def admit(arrangement: Arrangement, organisation_id: int, roles: Sequence[str]) -> None:
    """Put an organisation on the lists its roles belong to: an observer on the outer one only."""
    if not must_confirm(roles):
        grant_access(arrangement.access_list_id, organisation_id, GrantRole.OBSERVER, "Observer of this arrangement")
        return
    for access_list_id in (arrangement.access_list_id, arrangement.inner_list_id):
        grant_access(
            access_list_id, organisation_id, GrantRole.PARTY, f"Party to this arrangement ({role_words(roles)})"
        )


def shut_out(arrangement: Arrangement, organisation_id: int) -> None:
    """Take an organisation off both lists, in whatever role it is on them, and the auditors off whom it let in.

    An auditor would read on in the name of an organisation that may not; its audit goes on over other records. Feedback
    that was put to the organisation stays with it, for its right of reply.
    """
    end_access((arrangement.access_list_id, arrangement.inner_list_id), organisation_id)
    if end_audits(arrangement.access_list_id, organisation_id):
        tell_of_leaving(arrangement)


def join(
    arrangement: Arrangement,
    roles: Mapping[int, Iterable[str]],
    note: str = "",
    joined_on: date | None = None,
) -> None:
    """Make organisations parties, with ``roles`` by their ids (flushed). They see nothing yet by that. ``joined_on``:
    they were not in it from the start."""
    parties = [
        Party(
            access_list_id=arrangement.access_list_id,
            arrangement_id=arrangement.id,
            organisation_id=organisation_id,
            note=note,
            joined_on=joined_on,
        )
        for organisation_id in roles
    ]
    db.session.add_all(parties)
    db.session.flush()
    db.session.add_all(_in_role(party, role) for party in parties for role in sorted(set(roles[party.organisation_id])))
    db.session.flush()


def give_roles(party: Party, roles: Sequence[str]) -> None:
    """Make these the roles of a party, and no others (flushed)."""
    wanted = set(roles)
    for row in queries.roles_of(party):
        if row.role in wanted:
            wanted.remove(row.role)
        else:
            db.session.delete(row)
    db.session.add_all(_in_role(party, role) for role in sorted(wanted))
    db.session.flush()


def _in_role(party: Party, role: str) -> PartyRole:
    return PartyRole(party_id=party.id, access_list_id=party.access_list_id, role=role)


def _told(name: str, reference: str, roles: Sequence[str]) -> dict[str, object]:
    return {"organisation": name, "organisation_reference": reference, "roles": sorted(roles)}
