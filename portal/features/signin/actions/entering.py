"""Sign-ins, failed ones, and passwords."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from portal.access import Viewer, look_as
from portal.core import clock
from portal.core.errors import PortalError, RuleBroken
from portal.data import db
from portal.features.organisations import Person, person_by_email
from portal.features.signin import engine, queries, rules
from portal.features.signin.actions.history import note
from portal.features.signin.models import AttemptKind, SignInAttempt, SignInSession
from portal.jobs import enqueue


class TooManyTries(PortalError):
    """This client has tried too often; ``wait`` is how long it should leave it."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


def check_password(email: str, password: str, client: str | None) -> Person | None:
    """The active person with this address and password, unless the account rests; else ``None``, and one more failure.

    Takes the same steps and about the same time whoever is asked for. Raises ``TooManyTries``.
    """
    rest = timedelta(minutes=engine.settings().lockout_minutes)
    place = _place(client, AttemptKind.SIGN_IN_ADDRESS, rules.ADDRESS_FAILURES, rest)
    account = _account_key(email)
    moment = clock.now()
    failures = queries.attempts(
        AttemptKind.SIGN_IN_ACCOUNT, account, moment - 2 * rest, engine.settings().lockout_attempts
    )
    resting = rules.rests(failures, engine.settings().lockout_attempts, rest, moment)
    person = person_by_email(email.lower())
    matches = engine.password_matches(password, person.password if person else None)
    if person is not None and matches and person.active and not resting:
        _forget_failures(account)
        if engine.outdated(person.password or ""):
            person.password = engine.hashed(password)
        return person
    _count(AttemptKind.SIGN_IN_ADDRESS, place)
    if not resting:
        _count(AttemptKind.SIGN_IN_ACCOUNT, account)
    return None


def open_session(person: Person, browser: str, instead_of: int | None = None) -> tuple[str, SignInSession]:
    """A new sign-in and its secret token; ``instead_of`` is the id of one in the same browser, which ends.

    Acts for the organisation the person last acted for, if they still may, else for the one that took over from theirs,
    else for the first of theirs by name.
    """
    if instead_of is not None:
        end_sessions(person_id=None, session_ids=[instead_of])
    mine = queries.memberships_of(person.id)
    choices = [row.organisation_id for row in mine]
    last = queries.last_acted_for(person.id) if len(choices) > 1 else None
    forget_old_sessions(person.id)
    token, digest = engine.new_token()
    opened = SignInSession(
        token_digest=digest,
        person_id=person.id,
        organisation_id=last if last in choices else _successor(person.id, mine) or next(iter(choices), None),
        browser=browser,
        expires_at=clock.now() + timedelta(hours=engine.settings().session_hours),
    )
    db.session.add(opened)
    db.session.flush()
    return token, opened


def _successor(person_id: int, mine: Sequence[Any]) -> int | None:
    """Which of several organisations took over from one of theirs that has ended."""
    if len(mine) <= 1:
        return None
    after = rules.successor_among(queries.passed_on(person_id), [row.reference for row in mine])
    return next((row.organisation_id for row in mine if row.reference == after), None)


def end_sessions(person_id: int | None, session_ids: list[int] | None = None, all_but: int | None = None) -> None:
    """End sign-ins now: those of a person, or those named; ``all_but`` is left open."""
    statement = update(SignInSession).where(SignInSession.revoked_at.is_(None))
    if person_id is not None:
        statement = statement.where(SignInSession.person_id == person_id)
    if session_ids is not None:
        statement = statement.where(SignInSession.id.in_(session_ids))
    if all_but is not None:
        statement = statement.where(SignInSession.id != all_but)
    if person_id is None and session_ids is None:
        raise ValueError("whose sign-ins?")
    db.session.execute(statement.values(revoked_at=clock.now()).execution_options(synchronize_session=False))


def act_for(session_id: int, person_id: int, reference: str) -> None:
    """Make a sign-in act for the organisation with ``reference``. Raises ``RuleBroken`` unless the person is in it."""
    chosen = next((row for row in queries.memberships_of(person_id) if row.reference == reference), None)
    if chosen is None:
        raise RuleBroken("organisation", "Choose one of your organisations")
    set_organisation(session_id, chosen.organisation_id)


def set_organisation(session_id: int, organisation_id: int) -> None:
    """Make a sign-in act for an organisation that the person is known to belong to."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id)
        .values(organisation_id=organisation_id)
        .execution_options(synchronize_session=False)
    )


def ask_for_reset(email: str, client: str | None) -> None:
    """Queue a mail with a reset link, if there is someone to send it to; the same work is done in any case.

    Raises ``TooManyTries`` when the client has asked too often. One account gets few mails an hour, in silence.
    """
    place = _place(client, AttemptKind.RESET_ADDRESS, rules.ADDRESS_MAILS, rules.MAIL_WINDOW)
    account = _account_key(email)
    moment = clock.now()
    asked = queries.attempts(AttemptKind.RESET_ACCOUNT, account, moment - rules.MAIL_WINDOW, rules.ACCOUNT_MAILS)
    person = person_by_email(email.lower())
    sends = person is not None and person.active and person.password is not None and len(asked) < rules.ACCOUNT_MAILS
    _count(AttemptKind.RESET_ADDRESS, place)
    _count(AttemptKind.RESET_ACCOUNT, account)
    enqueue("signin.reset_mail", person_id=person.id if person is not None and sends else 0)


def person_of_reset(token: str) -> Person | None:
    """Whose password a reset link may change: it is signed, young, unused, and its person is active."""
    person = engine.person_of_reset_token(token)
    return person if person is not None and person.active else None


def change_password(person: Person, password: str) -> None:
    """Set a new password, end every sign-in of the person and let the account's rest end.

    Whoever has the link looks as its person from here on. Every reset link made before dies with it.
    Raises ``RuleBroken``.
    """
    if fault := rules.password_fault(password, person.name, person.email):
        raise RuleBroken("password", fault)
    look_as(Viewer(person.id, person.actor_id, person.name))
    engine.set_password(person, password)
    end_sessions(person.id)
    note("password.changed", person.id)
    _forget_failures(_account_key(person.email))
    enqueue("signin.password_changed_mail", person_id=person.id)


def _account_key(email: str) -> str:
    return engine.keyed_digest(f"account {email.lower()}")


def _place(client: str | None, kind: AttemptKind, most: int, window: timedelta) -> str:
    """The key of a client's address. Raises ``TooManyTries``."""
    place = engine.keyed_digest(f"client {rules.client_network(client)}")
    if len(queries.attempts(kind, place, clock.now() - window, most)) >= most:
        raise TooManyTries(window)
    return place


def _count(kind: AttemptKind, key: str) -> None:
    moment = clock.now()
    db.session.add(SignInAttempt(kind=kind, key_digest=key, at=moment))
    db.session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.at < moment - rules.ATTEMPTS_KEPT)
        .execution_options(synchronize_session=False)
    )


def _forget_failures(account: str) -> None:
    db.session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.key_digest == account, SignInAttempt.kind == AttemptKind.SIGN_IN_ACCOUNT)
        .execution_options(synchronize_session=False)
    )


def forget_old_sessions(person_id: int | None = None) -> None:
    """Remove the sign-ins that ended long ago, of one person or of all."""
    statement = delete(SignInSession).where(SignInSession.expires_at < clock.now() - rules.SESSIONS_KEPT)
    if person_id is not None:
        statement = statement.where(SignInSession.person_id == person_id)
    db.session.execute(statement.execution_options(synchronize_session=False))
