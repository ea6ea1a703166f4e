"""Mail about feedback, to those in an organisation who can answer, if it can still see the statement."""

from collections.abc import Callable
from typing import Any

from flask import current_app

from portal import adapters
from portal.access import MembershipRole, Viewer, look_as
from portal.core.errors import NotFound
from portal.data import db
from portal.features.feedback import emails, queries
from portal.features.organisations import Organisation, members_of
from portal.jobs import enqueue, job

NOBODY = 0
WORDS: dict[str, Callable[[str, str, str, str], emails.Words]] = {
    "said": emails.said,
    "replied": emails.replied,
    "closed": emails.closed,
}


@job("feedback.said")
def mail_said(reference: str, organisation_id: int) -> None:
    """Tell a party that something was said that it can answer."""
    _tell("said", reference, organisation_id)


@job("feedback.replied")
def mail_replied(reference: str, organisation_id: int) -> None:
    """Tell the author's organisation that it was answered."""
    _tell("replied", reference, organisation_id)


@job("feedback.closed")
def mail_closed(reference: str, organisation_id: int) -> None:
    """Tell the author's organisation what came of it."""
    _tell("closed", reference, organisation_id)


@job("feedback.mail")
def mail_one(about: str, reference: str, organisation_id: int, membership: str) -> None:
    """Mail one person who can answer and still may see the statement. ``about`` is a key of ``WORDS``."""
    look_as(Viewer(NOBODY, "", "", organisation_id))
    member = {one.reference: one for one in _answering(organisation_id)}.get(membership)
    if member is None:
        return
    try:
        statement = queries.statement_by_reference(reference)
    except NotFound:
        return
    organisation = db.session.get_one(Organisation, organisation_id)
    link = f"{current_app.config['SETTINGS'].base_url.rstrip('/')}/feedback/{statement.reference}"
    adapters.mail().send(member.email, *WORDS[about](member.name, organisation.name, statement.reference, link))


def _tell(about: str, reference: str, organisation_id: int) -> None:
    """Each mail is a job of its own: when one fails, the others are not sent again."""
    look_as(Viewer(NOBODY, "", "", organisation_id))
    for member in _answering(organisation_id):
        enqueue(
            "feedback.mail",
            about=about,
            reference=reference,
            organisation_id=organisation_id,
            membership=member.reference,
        )


def _answering(organisation_id: int) -> list[Any]:
    return [one for one in members_of(organisation_id) if one.role.at_least(MembershipRole.CONTRIBUTOR)]
