"""Mail about arrangements: each to one manager of an organisation that can see it when the mail goes out."""

from collections.abc import Callable

from flask import current_app

from portal import adapters
from portal.access import MembershipRole, Viewer, look_as
from portal.core.errors import NotFound
from portal.data import db
from portal.features.arrangements import emails, queries
from portal.features.organisations import Organisation, members_of
from portal.jobs import job

NOBODY = 0


@job("arrangements.sent")
def mail_sent(reference: str, organisation_id: int, membership: str) -> None:
    """Ask a manager of a party to read and confirm."""
    _mail(emails.sent, reference, organisation_id, membership)


@job("arrangements.changed")
def mail_changed(reference: str, organisation_id: int, membership: str) -> None:
    """Ask a manager of a party to look again."""
    _mail(emails.changed, reference, organisation_id, membership)


@job("arrangements.disputed")
def mail_disputed(reference: str, organisation_id: int, membership: str) -> None:
    """Tell whoever registered it that a party disputes it."""
    _mail(emails.disputed, reference, organisation_id, membership)


@job("arrangements.agreed")
def mail_agreed(reference: str, organisation_id: int, membership: str) -> None:
    """Tell a party that all have confirmed."""
    _mail(emails.agreed, reference, organisation_id, membership)


@job("arrangements.withdrawn")
def mail_withdrawn(reference: str, organisation_id: int, membership: str) -> None:
    """Tell a party that it was withdrawn."""
    _mail(emails.withdrawn, reference, organisation_id, membership)


def _mail(
    words: Callable[[str, str, str, str, str], emails.Words], reference: str, organisation_id: int, membership: str
) -> None:
    look_as(Viewer(NOBODY, "", "", organisation_id))
    members = {member.reference: member for member in members_of(organisation_id)}
    member = members.get(membership)
    if member is None or member.role != MembershipRole.MANAGER:
        return
    try:
        arrangement = queries.arrangement_by_reference(reference)
    except NotFound:
        return
    organisation = db.session.get_one(Organisation, organisation_id)
    sender = db.session.get_one(Organisation, arrangement.registered_by_id)
    link = f"{current_app.config['SETTINGS'].base_url.rstrip('/')}/arrangements/{arrangement.reference}"
    text = words(member.name, organisation.name, sender.name, arrangement.reference, link)
    adapters.mail().send(member.email, *text)
