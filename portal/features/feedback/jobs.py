"""Mail about feedback, to those in an organisation who can answer, if it can still see the statement."""

from collections.abc import Callable

from flask import current_app

from portal import adapters
from portal.access import MembershipRole, Viewer, look_as
from portal.core.errors import NotFound
from portal.data import db
from portal.features.feedback import emails, queries
from portal.features.organisations import Organisation, members_of
from portal.jobs import job

NOBODY = 0


@job("feedback.said")
def mail_said(reference: str, organisation_id: int) -> None:
    """Tell a party that something was said that it can answer."""
    _mail(emails.said, reference, organisation_id)


@job("feedback.replied")
def mail_replied(reference: str, organisation_id: int) -> None:
    """Tell the author's organisation that it was answered."""
    _mail(emails.replied, reference, organisation_id)


@job("feedback.closed")
def mail_closed(reference: str, organisation_id: int) -> None:
    """Tell the author's organisation what came of it."""
    _mail(emails.closed, reference, organisation_id)


def _mail(words: Callable[[str, str, str, str], emails.Words], reference: str, organisation_id: int) -> None:
    look_as(Viewer(NOBODY, "", "", organisation_id))
    try:
        statement = queries.statement_by_reference(reference)
    except NotFound:
        return
    organisation = db.session.get_one(Organisation, organisation_id)
    link = f"{current_app.config['SETTINGS'].base_url.rstrip('/')}/feedback/{statement.reference}"
    for member in members_of(organisation_id):
        if member.role.at_least(MembershipRole.CONTRIBUTOR):
            text = words(member.name, organisation.name, statement.reference, link)
            adapters.mail().send(member.email, *text)
