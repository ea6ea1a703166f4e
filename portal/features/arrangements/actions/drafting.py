"""Starting an arrangement and saying what it is; who is in it."""

from collections.abc import Sequence

from portal import ledger
from portal.access import current_viewer, end_access, grant_access, open_list, who_can_see
from portal.core.errors import Conflict, RuleBroken
from portal.data import GrantRole, db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import About, write
from portal.features.arrangements.actions.terms import changing
from portal.features.arrangements.models import Arrangement, Party, PartyRole, State
from portal.features.arrangements.rules import checks
from portal.features.arrangements.rules.lifecycle import must_confirm
from portal.features.arrangements.rules.words import role_words
from portal.features.organisations import Organisation

REASON_OWNER = "Registered this arrangement"


def create_arrangement(about: About, roles: Sequence[str]) -> Arrangement:
    """Start a draft that only the viewer's organisation sees; it is the first party, with ``roles``.

    Raises ``Invalid``.
    """
    checks.check_about(about.starts_on, about.ends_on)
    checks.check_roles(roles, owner=True)
    outer = open_list(REASON_OWNER)
    inner = open_list(REASON_OWNER, within=outer.id)
    arrangement = Arrangement(
        access_list_id=outer.id,
        inner_list_id=inner.id,
        registered_by_id=current_viewer().organisation_id,
        state=State.DRAFT.value,
        terms_number=0,
        **about.__dict__,
    )
    db.session.add(arrangement)
    ledger.record("arrangement.drafted", arrangement, {"kind": about.kind, "title": about.title})
    _join(arrangement, current_viewer().organisation_id, roles, "")
    return arrangement


def describe_arrangement(arrangement: Arrangement, version: int | None, about: About) -> None:
    """Say what it is about. Raises ``Invalid``, ``Conflict``."""
    checks.check_about(about.starts_on, about.ends_on)
    with changing(arrangement, version) as held:
        write(held, about)
        if db.session.is_modified(held):
            ledger.record("arrangement.described", held, {"kind": about.kind, "title": about.title})


def set_legal_basis(
    arrangement: Arrangement, version: int | None, legal_basis: str, accountable_body_id: int | None
) -> None:
    """Say under what power it is done and who answers for the money. Raises ``Invalid``, ``Conflict``."""
    with changing(arrangement, version) as held:
        checks.check_accountable(accountable_body_id, queries.workings(held).roles)
        held.legal_basis, held.accountable_body_id = legal_basis, accountable_body_id
        if db.session.is_modified(held):
            ledger.record("arrangement.founded", held, {"legal_basis": legal_basis})


def set_visits(arrangement: Arrangement, version: int | None, rhythm: str, visits_per_month: int | None) -> None:
    """Say how often people are expected to visit. Raises ``Conflict``."""
    with changing(arrangement, version) as held:
        held.rhythm, held.visits_per_month = rhythm, visits_per_month
        if db.session.is_modified(held):
            ledger.record("arrangement.paced", held, {"visits_per_month": visits_per_month})


def add_party(arrangement: Arrangement, organisation: Organisation, roles: Sequence[str], note: str = "") -> None:
    """Let an organisation in; once the arrangement was sent it sees it from now on. Raises ``Invalid``."""
    checks.check_roles(roles)
    with changing(arrangement) as held:
        if organisation.id in queries.workings(held).roles:
            raise RuleBroken("", f"{organisation.name} is a party already")
        _join(held, organisation.id, roles, note)
        ledger.record("party.added", held, _told(organisation.name, organisation.reference, roles))
        if held.terms_number:
            admit(held, organisation.id, roles)


def change_party(
    arrangement: Arrangement, reference: str, version: int | None, roles: Sequence[str], note: str = ""
) -> None:
    """Change what a party is. ``reference`` is the organisation's. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        workings = queries.workings(held)
        line = workings.party(reference)
        owner = line.organisation_id == held.registered_by_id
        checks.check_roles(roles, owner=owner)
        if not must_confirm(roles):
            checks.check_unused(workings.uses_of(line.organisation_id))
        checks.check_still_enough(workings.facts, workings.roles | {line.organisation_id: tuple(roles)})
        party = queries.party_of(held, line.organisation_id)
        if version is not None and party.version != version:
            raise Conflict
        _give_roles(party, roles)
        party.note, party.changes = note, party.changes + 1
        ledger.record("party.changed", held, _told(line.name, line.reference, roles))
        if held.terms_number and not owner and line.observes == must_confirm(roles):
            shut_out(held, line.organisation_id, line.roles)
            admit(held, line.organisation_id, roles)


def remove_party(arrangement: Arrangement, reference: str) -> None:
    """Take a party out; what it could see it sees no more. Raises ``RuleBroken``, ``NotFound``."""
    with changing(arrangement) as held:
        workings = queries.workings(held)
        line = workings.party(reference)
        checks.check_leaving(workings.facts, line.organisation_id, workings.uses_of(line.organisation_id))
        party = queries.party_of(held, line.organisation_id)
        for role in queries.roles_of(party):
            db.session.delete(role)
        db.session.flush()
        db.session.delete(party)
        ledger.record("party.removed", held, _told(line.name, line.reference, line.roles))
        if held.terms_number:
            shut_out(held, line.organisation_id, line.roles)


def admit(arrangement: Arrangement, organisation_id: int, roles: Sequence[str]) -> None:
    """Put an organisation on the lists its roles belong to: an observer on the outer one only."""
    if not must_confirm(roles):
        grant_access(arrangement.access_list_id, organisation_id, GrantRole.OBSERVER, "Observer of this arrangement")
        return
    for access_list_id in (arrangement.access_list_id, arrangement.inner_list_id):
        grant_access(
            access_list_id, organisation_id, GrantRole.PARTY, f"Party to this arrangement ({role_words(roles)})"
        )


def shut_out(arrangement: Arrangement, organisation_id: int, roles: Sequence[str]) -> None:
    """Take an organisation off the lists that ``admit`` put it on.

    Raises ``RuleBroken`` while an audit that it opened runs: the auditor would read on in the name of an organisation
    that may not. Feedback that was put to it stays with it, for its right of reply.
    """
    lists = (arrangement.access_list_id, arrangement.inner_list_id)
    for access_list_id in lists:
        for grant in who_can_see(access_list_id):
            if grant.granted_by_id == organisation_id and grant.role == GrantRole.AUDITOR:
                raise RuleBroken(
                    "", "This organisation has an audit of the arrangement under way. It must end it first"
                )
    end_access(lists, organisation_id, GrantRole.PARTY if must_confirm(roles) else GrantRole.OBSERVER)


def _join(arrangement: Arrangement, organisation_id: int, roles: Sequence[str], note: str) -> None:
    party = Party(
        access_list_id=arrangement.access_list_id,
        arrangement_id=arrangement.id,
        organisation_id=organisation_id,
        note=note,
    )
    db.session.add(party)
    db.session.flush()
    _give_roles(party, roles)


def _give_roles(party: Party, roles: Sequence[str]) -> None:
    wanted = set(roles)
    for row in queries.roles_of(party):
        if row.role in wanted:
            wanted.remove(row.role)
        else:
            db.session.delete(row)
    for role in sorted(wanted):
        db.session.add(PartyRole(party_id=party.id, access_list_id=party.access_list_id, role=role))
    db.session.flush()


def _told(name: str, reference: str, roles: Sequence[str]) -> dict[str, object]:
    return {"organisation": name, "organisation_reference": reference, "roles": sorted(roles)}
