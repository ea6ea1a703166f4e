"""Mail about arrangements, each to one manager of an organisation that can see it when the mail goes out; and what is
done each day."""

from collections.abc import Callable

from flask import current_app

from portal import adapters
from portal.access import MembershipRole, Viewer, look_as
from portal.core import clock
from portal.core.errors import NotFound
from portal.data import db
from portal.features.arrangements import actions, emails, queries
from portal.features.organisations import Organisation, members_of, organisations_with_members
from portal.imports import forget_expired
from portal.jobs import daily, enqueue, job

NOBODY = 0
ITSELF = "portal"
"""Who did it, in the ledger, when nobody did: the day came."""


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


def nobody_of(organisation: Organisation) -> Viewer:
    """The portal itself, in the name of an organisation."""
    return Viewer(NOBODY, ITSELF, "", organisation.id, organisation.reference, organisation.name)


def _mail_step(step: str) -> None:
    """Tell a party of one step; each step is a job of its own name."""

    @job(f"arrangements.{step}")
    def mail(reference: str, organisation_id: int, membership: str) -> None:
        def words(name: str, organisation: str, _sender: str, reference: str, link: str) -> emails.Words:
            return emails.moved(step, name, organisation, reference, link)

        _mail(words, reference, organisation_id, membership)


for _step in emails.MOVED:
    _mail_step(_step)


@daily("arrangements.each_day")
def each_day() -> None:
    """Queue the day's work of each organisation that has, or had, anybody here."""
    for organisation_id in organisations_with_members():
        enqueue("arrangements.day_of", organisation_id=organisation_id)


@job("arrangements.day_of")
def day_of(organisation_id: int) -> None:
    """What an organisation registered starts on its day, the checks look at all of it again, and files that nobody went
    on to import go."""
    _look_as_itself(organisation_id)
    forget_expired()
    for name in ("arrangements.start", "arrangements.look"):
        enqueue(name, organisation_id=organisation_id, beyond=0)


@job("arrangements.start")
def start(organisation_id: int, beyond: int) -> None:
    """Start some of what an organisation registered, by id from ``beyond`` on, and queue the rest."""
    _look_as_itself(organisation_id)
    if (last := actions.start_due(clock.today(), beyond)) is not None:
        enqueue("arrangements.start", organisation_id=organisation_id, beyond=last)


@job("arrangements.look")
def look(organisation_id: int, beyond: int) -> None:
    """Let the checks look at some of what an organisation leads, by id from ``beyond`` on, and queue the rest."""
    _look_as_itself(organisation_id)
    if (last := actions.look_at_some(beyond)) is not None:
        enqueue("arrangements.look", organisation_id=organisation_id, beyond=last)


def _look_as_itself(organisation_id: int) -> None:
    look_as(nobody_of(db.session.get_one(Organisation, organisation_id)))


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
    sender = db.session.get_one(Organisation, arrangement.led_by_id)
    link = f"{current_app.config['SETTINGS'].base_url.rstrip('/')}/arrangements/{arrangement.reference}"
    text = words(member.name, organisation.name, sender.name, arrangement.reference, link)
    adapters.mail().send(member.email, *text)
