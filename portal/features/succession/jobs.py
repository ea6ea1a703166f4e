"""After the commit: telling a successor, and accepting what is left of a long share."""

from flask import current_app

from portal import adapters
from portal.access import MembershipRole, Viewer, look_as
from portal.core.errors import NotFound, RuleBroken
from portal.data import db
from portal.features.organisations import Organisation, Person, live_membership, members_of
from portal.features.succession import actions, emails, queries
from portal.jobs import job


@job("succession.released")
def mail_released(reference: str, organisation_id: int, membership: str) -> None:
    """Tell one manager of a successor that a share waits for it."""
    look_as(Viewer(0, "", "", organisation_id))
    member = next((one for one in members_of(organisation_id) if one.reference == membership), None)
    if member is None or member.role != MembershipRole.MANAGER:
        return
    try:
        share = queries.share_by_reference(reference)
    except NotFound:
        return
    predecessor = db.session.get_one(Organisation, share.predecessor_id)
    successor = db.session.get_one(Organisation, organisation_id)
    link = f"{current_app.config['SETTINGS'].base_url.rstrip('/')}/handovers/received/{share.reference}"
    adapters.mail().send(
        member.email, *emails.released(member.name, predecessor.name, successor.name, share.on_date, link)
    )


@job("succession.accept_rest")
def accept_rest(reference: str, person_id: int, organisation_id: int) -> None:
    """Accept more of a share as the manager who asked for it, while they are one; queue the rest again."""
    membership = live_membership(person_id, organisation_id)
    if membership is None or membership.role != MembershipRole.MANAGER:
        return
    person, organisation = db.session.get_one(Person, person_id), db.session.get_one(Organisation, organisation_id)
    named = (organisation.id, organisation.reference, organisation.name, membership.role)
    look_as(Viewer(person.id, person.actor_id, person.name, *named))
    try:
        actions.accept_all(queries.share_by_reference(reference))
    except (NotFound, RuleBroken):
        return
