"""Inviting people, and joining."""

from datetime import timedelta

from sqlalchemy import delete

from portal import ledger
from portal.access import MembershipRole, Viewer, current_viewer, look_as
from portal.core import clock
from portal.core.errors import NotFound, RuleBroken
from portal.core.references import read_reference
from portal.data import db
from portal.features.organisations import (
    Organisation,
    Person,
    add_membership,
    create_person,
    live_membership,
    normal_email,
    own_record,
    person_by_email,
    person_name,
)
from portal.features.signin import engine, queries, rules
from portal.features.signin.actions.entering import set_organisation
from portal.features.signin.actions.history import note
from portal.features.signin.engine import SignedIn
from portal.features.signin.models import Invitation
from portal.jobs import enqueue


def invite(name: str, email: str, role: MembershipRole) -> Invitation:
    """Offer a place in the viewer's organisation. An earlier offer to the same address is taken back.

    Raises ``RuleBroken`` at ``name`` or ``email``, also if somebody with this address is in the organisation
    already, and for the whole when the organisation has sent too many today.
    """
    viewer, address = current_viewer(), normal_email(email)
    known = person_by_email(address)
    record = own_record(viewer.organisation_id)
    if known is not None and live_membership(known.id, viewer.organisation_id) is not None:
        raise RuleBroken("email", "Somebody with this email address is already in your organisation")
    if queries.invited_since(viewer.organisation_id, clock.now() - timedelta(days=1)) >= rules.INVITATIONS_A_DAY:
        raise RuleBroken(
            "", f"An organisation can send {rules.INVITATIONS_A_DAY} invitations a day. Try again tomorrow"
        )
    for earlier in queries.invitations_to(viewer.organisation_id, address):
        earlier.withdrawn_at = clock.now()
    invitation = Invitation(
        email=address,
        name=person_name(name),
        organisation_id=viewer.organisation_id,
        role=role,
        invited_by_id=viewer.person_id or None,
        expires_at=clock.now() + rules.INVITATION_LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    ledger.record("invitation.sent", record, {"invitation": invitation.reference, "role": role.value})
    return invitation


def send(invitation: Invitation) -> None:
    """Queue the mail with the link."""
    enqueue("signin.invitation_mail", invitation_id=invitation.id)


def new_link(invitation: Invitation) -> str:
    """The address at which the invitation can be accepted, with a fresh secret; a link given before dies."""
    token, invitation.token_digest = engine.new_token()
    return engine.address_of(f"/invitation/{token}")


def withdraw(reference: str) -> None:
    """Take an invitation of the viewer's organisation back. Raises ``NotFound``."""
    viewer = current_viewer()
    invitation = queries.invitation_of(viewer.organisation_id, read_reference(reference) or "")
    if invitation is None:
        raise NotFound
    invitation.withdrawn_at = clock.now()
    ledger.record("invitation.withdrawn", own_record(viewer.organisation_id), {"invitation": invitation.reference})


def forget_unanswered() -> None:
    """Remove the invitations that nobody accepted and whose time is over: what they hold is a name and an address."""
    db.session.execute(
        delete(Invitation)
        .where(Invitation.accepted_at.is_(None), Invitation.expires_at < clock.now())
        .execution_options(synchronize_session=False)
    )


def answer(invitation: Invitation, organisation: Organisation, name: str, password: str) -> None:
    """Somebody not signed in answers. Who has no account gets one and joins; who has one must sign in to join,
    and nothing they had is changed. The same is done and said in both cases, as far as can be seen from outside.

    Raises ``RuleBroken`` at ``name`` or ``password``.
    """
    if fault := rules.password_fault(password, name, invitation.email):
        raise RuleBroken("password", fault)
    stored = engine.hashed(password)
    person = person_by_email(invitation.email)
    invitation.answered_at = clock.now()
    if person is not None and person.password is not None:
        look_as(Viewer(person.id, person.actor_id, person.name))
        note("invitation.answered", person.id, organisation.id)
        return
    if person is None:
        person = create_person(name, invitation.email)
    person.password = stored
    person.confirmed_at = clock.now()
    _join(invitation, organisation, person)


def accept(invitation: Invitation, organisation: Organisation, me: SignedIn) -> None:
    """The signed-in person joins, and their sign-in acts for the organisation.

    Raises ``RuleBroken`` if the invitation is for another address.
    """
    if me.email != invitation.email:
        raise RuleBroken("", "This invitation was sent to another email address than the one you sign in with")
    person = db.session.get_one(Person, me.person_id)
    _join(invitation, organisation, person)
    set_organisation(me.session_id, organisation.id)


def _join(invitation: Invitation, organisation: Organisation, person: Person) -> None:
    named = (organisation.id, organisation.reference, organisation.name, invitation.role)
    look_as(Viewer(person.id, person.actor_id, person.name, *named))
    if live_membership(person.id, organisation.id) is None:
        add_membership(person, organisation.id, invitation.role)
    invitation.accepted_at = clock.now()
    invitation.accepted_by_id = person.id
    db.session.flush()
    ledger.record("invitation.accepted", own_record(organisation.id), {"invitation": invitation.reference})
