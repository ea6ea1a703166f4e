"""People join, change role and leave. Each is recorded on the organisation's own list."""

from datetime import datetime

from portal import ledger
from portal.access import MembershipRole, Viewer, current_viewer, open_list
from portal.core import clock
from portal.core.errors import Forbidden, RuleBroken
from portal.data import db
from portal.features.organisations.models import Membership, Organisation, OrganisationRecord, Person
from portal.features.organisations.queries import people
from portal.features.organisations.rules.people import check_managers, normal_email, person_name

OPERATOR = "operator"


def operator_for(organisation: Organisation) -> Viewer:
    """The operator at the command line acting for an organisation, for its first people; the ledger says so."""
    return Viewer(
        person_id=0,
        actor_id=OPERATOR,
        person_name="Operator",
        organisation_id=organisation.id,
        organisation_reference=organisation.reference,
        organisation_name=organisation.name,
        role=MembershipRole.MANAGER,
    )


def create_person(name: str, email: str) -> Person:
    """Somebody who can be given a membership and a way to sign in. Raises ``RuleBroken`` at ``name`` or ``email``."""
    address = normal_email(email)
    if people.person_by_email(address) is not None:
        raise RuleBroken("email", "There is already a person with this email address")
    person = Person(name=person_name(name), email=address)
    db.session.add(person)
    db.session.flush()
    return person


def add_membership(person: Person, organisation_id: int, role: MembershipRole) -> Membership:
    """Let a person act for the viewer's organisation.

    Raises ``RuleBroken`` at ``email`` if they do already, ``Forbidden`` for another organisation.
    """
    record = own_record(organisation_id)
    if people.live_membership(person.id, organisation_id) is not None:
        raise RuleBroken("email", f"{person.name} already acts for this organisation")
    membership = Membership(person_id=person.id, organisation_id=organisation_id, role=role, started_at=clock.now())
    db.session.add(membership)
    db.session.flush()
    ledger.record("membership.started", record, _payload(membership, person))
    return membership


def change_role(membership: Membership, person: Person, role: MembershipRole) -> None:
    """Give a member of the viewer's organisation another role. Raises ``RuleBroken`` for the last manager."""
    record = own_record(membership.organisation_id)
    if membership.role is role:
        return
    check_managers(membership.role, role, people.count_managers(membership.organisation_id))
    before, membership.role = membership.role, role
    ledger.record("membership.changed", record, _payload(membership, person) | {"before": before.value})


def end_membership(membership: Membership, person: Person) -> None:
    """End a membership of the viewer's organisation, from now. Raises ``RuleBroken`` for the last manager."""
    record = own_record(membership.organisation_id)
    if membership.ended_at is not None:
        return
    check_managers(membership.role, None, people.count_managers(membership.organisation_id))
    _end(membership, person, record)


def _end(membership: Membership, person: Person, record: OrganisationRecord) -> None:
    membership.ended_at = max(clock.now(), membership.started_at)
    ledger.record("membership.ended", record, _payload(membership, person))


def close_organisation(organisation: Organisation, at: datetime) -> None:
    """From ``at`` on nobody acts for the viewer's organisation; once that has come, every membership ends too."""
    record = own_record(organisation.id)
    if at <= clock.now():
        for membership, person in people.memberships_to_end(organisation.id):
            _end(membership, person, record)
    organisation.closed_at = at
    ledger.record("organisation.closed", record, {"at": at.isoformat()})


def own_record(organisation_id: int) -> OrganisationRecord:
    """The organisation's own record, made when it gets its first member, and held until the commit.

    Raises ``RuleBroken`` once nobody acts for it any more.
    """
    if current_viewer().organisation_id != organisation_id:
        raise Forbidden("people are looked after by their own organisation")
    record = people.record_of(organisation_id, lock=True)
    if (closed_at := db.session.get_one(Organisation, organisation_id).closed_at) and closed_at <= clock.now():
        raise RuleBroken("", "This organisation has ended, so nobody can act for it")
    if record is not None:
        return record
    opened = open_list("its own list of people")
    record = OrganisationRecord(organisation_id=organisation_id, access_list_id=opened.id)
    db.session.add(record)
    ledger.record("organisation.opened", record, {})
    return record


def _payload(membership: Membership, person: Person) -> dict[str, str]:
    return {"membership": membership.reference, "person": person.actor_id, "role": membership.role.value}
