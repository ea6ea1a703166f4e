"""Mail of sign-in. Secrets are made here, so that no queue ever holds one."""

from portal import adapters
from portal.core import clock
from portal.data import db
from portal.data.submissions import forget
from portal.features.organisations import Organisation, Person
from portal.features.signin import emails, engine
from portal.features.signin.actions import entering, inviting
from portal.features.signin.models import Invitation
from portal.jobs import daily, job


@job("signin.reset_mail")
def send_reset(person_id: int) -> None:
    """Mail a link to choose a new password; to nobody where there is nobody (``person_id`` 0)."""
    person = db.session.get(Person, person_id)
    if person is None or not person.active or person.password is None:
        return
    link = engine.address_of(f"/reset-password/{engine.reset_token(person)}")
    adapters.mail().send(person.email, *emails.reset(person.name, link))


@job("signin.password_changed_mail")
def send_password_changed(person_id: int) -> None:
    """Mail a notice that the password was changed."""
    person = db.session.get(Person, person_id)
    if person is not None:
        words = emails.password_changed(person.name, engine.address_of("/reset-password"))
        adapters.mail().send(person.email, *words)


@job("signin.invitation_mail")
def send_invitation(invitation_id: int) -> None:
    """Mail an invitation with a fresh link, unless it has been answered, withdrawn or is too old."""
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None or invitation.answered_at or invitation.accepted_at or invitation.withdrawn_at:
        return
    if invitation.expires_at <= clock.now():
        return
    organisation = db.session.get_one(Organisation, invitation.organisation_id)
    link = inviting.new_link(invitation)
    words = emails.invitation(invitation.name, organisation.name, invitation.role.value, link)
    adapters.mail().send(invitation.email, *words)


@daily("signin.clear")
def clear() -> None:
    """Let go of sign-ins that ended long ago, of names and addresses that were invited and never came, and of tokens of
    forms that nobody can send again."""
    entering.forget_old_sessions()
    inviting.forget_unanswered()
    forget(db.session())
