"""Who acts for an organisation: one live membership each, never without a manager, every change on the ledger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access import MembershipRole, Viewer, viewing
from portal.core.errors import Forbidden, NotFound, RuleBroken
from portal.data import db
from portal.features.organisations import (
    Membership,
    Organisation,
    Person,
    add_membership,
    create_person,
    live_membership,
    members_of,
    operator_for,
    record_of,
)
from portal.features.organisations.actions import change_role, end_membership
from portal.features.organisations.queries import membership_in
from portal.features.organisations.rules.people import check_managers, normal_email
from portal.ledger import LedgerEntry, LedgerPayload
from tests.factories.world import World

MANAGER, VIEWER = MembershipRole.MANAGER, MembershipRole.VIEWER


def invited(world: World) -> tuple[int, str]:
    """The first person of an organisation, put there by the operator; gives (organisation id, membership reference)."""
    organisation_id = world.organisation("Kent County Council")
    with world.app.app_context():
        operator = operator_for(db.session.get_one(Organisation, organisation_id))
        with viewing(operator):
            membership = add_membership(create_person("A Person", "a.person@example.org"), organisation_id, MANAGER)
            reference = membership.reference
    return organisation_id, reference


def actions_on_record(world: World, viewer: Viewer) -> list[str]:
    with world.app.app_context(), viewing(viewer):
        return list(db.session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.sequence)))


def test_the_first_member_opens_the_organisations_own_list(world):
    organisation_id, _ = invited(world)
    kent, swindon = world.person("Kent County Council"), world.person("Swindon Borough Council")
    assert actions_on_record(world, kent) == ["organisation.opened", "membership.started"]
    assert actions_on_record(world, swindon) == []
    with world.app.app_context(), viewing(swindon):
        assert record_of(organisation_id) is None
    with world.app.app_context(), viewing(kent):
        assert record_of(organisation_id) is not None
        assert members_of(organisation_id)[0].email == "a.person@example.org"


def test_the_ledger_names_the_operator_and_no_email(world):
    invited(world)
    with world.app.app_context(), viewing(world.person("Kent County Council")):
        entries = [(one.actor_id, one.subject_type) for one in db.session.scalars(select(LedgerEntry))]
        said = db.session.scalars(select(LedgerPayload.body)).all()
    assert entries == [("operator", "organisation_record")] * 2
    assert len(said) == 2
    assert "@" not in "".join(said)


def test_an_address_belongs_to_one_person_however_it_is_typed(world):
    with world.app.app_context():
        assert create_person("A", " A.Person@Example.ORG ").email == "a.person@example.org"
        with pytest.raises(RuleBroken) as broken:
            create_person("B", "a.person@example.org")
        assert "email" in broken.value.errors


def test_a_person_has_one_live_membership_of_an_organisation(world):
    organisation_id, _ = invited(world)
    viewer = world.person("Kent County Council")
    with world.app.app_context(), viewing(viewer):
        person = db.session.scalars(select(Person).where(Person.email == "a.person@example.org")).one()
        with pytest.raises(RuleBroken):
            add_membership(person, organisation_id, VIEWER)
        db.session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=VIEWER))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_somebody_who_left_can_come_back(world):
    organisation_id, reference = invited(world)
    viewer = world.person("Kent County Council")
    with world.app.app_context(), viewing(viewer):
        membership, person = membership_in(organisation_id, reference)
        end_membership(membership, person)
        assert live_membership(person.id, organisation_id) is None
        with pytest.raises(NotFound):
            membership_in(organisation_id, reference)
        add_membership(person, organisation_id, VIEWER)
    told = ["organisation.opened", "membership.started", "membership.ended", "membership.started"]
    assert actions_on_record(world, viewer) == told


def test_the_last_manager_can_neither_leave_nor_step_down(world):
    organisation_id, reference = invited(world)
    viewer = world.person("Kent County Council", VIEWER)
    with world.app.app_context(), viewing(viewer):
        membership, person = membership_in(organisation_id, reference)
        with pytest.raises(RuleBroken, match="only manager"):
            end_membership(membership, person)
        with pytest.raises(RuleBroken, match="only manager"):
            change_role(membership, person, VIEWER)
    world.person("Kent County Council")
    with world.app.app_context(), viewing(viewer):
        membership, person = membership_in(organisation_id, reference)
        change_role(membership, person, VIEWER)
        change_role(membership, person, VIEWER)
    told = ["organisation.opened", "membership.started", "membership.changed"]
    assert actions_on_record(world, viewer) == told


def test_nobody_looks_after_another_organisations_people(world):
    organisation_id, reference = invited(world)
    other = world.person("Swindon Borough Council")
    with world.app.app_context(), viewing(other):
        with pytest.raises(NotFound):
            membership_in(other.organisation_id, reference)
        membership, person = membership_in(organisation_id, reference)
        with pytest.raises(Forbidden):
            end_membership(membership, person)
        with pytest.raises(Forbidden):
            change_role(membership, person, VIEWER)
        with pytest.raises(Forbidden):
            add_membership(person, organisation_id, VIEWER)


@pytest.mark.parametrize(
    "address", ["", "a", "a@", "@b.org", "a b@c.org", "a@b..org", "a" * 255 + "@b.org", "a@b.org\n@c"]
)
def test_what_is_no_address(address):
    with pytest.raises(RuleBroken):
        normal_email(address)


@given(st.sampled_from(MembershipRole), st.sampled_from([None, *MembershipRole]), st.integers(1, 9))
def test_an_organisation_with_a_manager_always_keeps_one(role, becomes, managers):
    left = managers - (role is MANAGER) + (becomes is MANAGER)
    try:
        check_managers(role, becomes, managers)
    except RuleBroken:
        assert left < 1
    else:
        assert left >= 1
