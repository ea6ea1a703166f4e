"""Every write of reminders. Nothing here commits."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import delete

from portal import ledger
from portal.access import Viewer, current_viewer
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.due import Due
from portal.features.organisations import own_record
from portal.features.reminders import queries
from portal.features.reminders.models import CalendarFeed, Pace, ReminderChoice, ReminderSent
from portal.features.signin import new_token, note_in_account

MOST_FEEDS = 10
SENT_KEPT = timedelta(days=366)


def choose(person_id: int, pace: Pace) -> None:
    """Keep how often the viewer gets reminders by mail, for all their organisations."""
    choice = queries.choice_of(person_id)
    if choice is not None and choice.pace == pace:
        return
    if choice is None:
        db.session.add(ReminderChoice(person_id=person_id, pace=pace, chosen_at=clock.now()))
    else:
        choice.pace, choice.chosen_at = pace, clock.now()
    note_in_account("reminders.stopped" if pace is Pace.NEVER else "reminders.chosen", person_id)


def note_sent(person_id: int, organisation_id: int, told: Iterable[tuple[Due, date]]) -> None:
    """Keep that a member was told of these things, each for the day on which it spoke.

    A second job that tells the same fails at its flush, before its mail is sent.
    """
    today = clock.today()
    db.session.add_all(
        ReminderSent(
            person_id=person_id,
            organisation_id=organisation_id,
            source=one.source.name,
            key=one.key,
            spoke_on=spoke_on,
            sent_on=today,
        )
        for one, spoke_on in told
    )
    db.session.flush()


def forget_sent(organisation_id: int) -> None:
    """Remove what was sent more than a year ago to members of an organisation."""
    db.session.execute(
        delete(ReminderSent)
        .where(ReminderSent.organisation_id == organisation_id, ReminderSent.sent_on < clock.today() - SENT_KEPT)
        .execution_options(synchronize_session=False)
    )


def open_feed() -> str:
    """A new calendar of the viewer's for the organisation they act for; its secret, which is kept nowhere.

    Raises ``RuleBroken`` when they have ``MOST_FEEDS`` already.
    """
    viewer = current_viewer()
    record = own_record(viewer.organisation_id)
    if len(queries.feeds_of(viewer.person_id)) >= MOST_FEEDS:
        raise RuleBroken("", f"You have {MOST_FEEDS} calendar addresses already. Take one back first")
    token, digest = new_token()
    feed = CalendarFeed(
        token_digest=digest, person_id=viewer.person_id, organisation_id=viewer.organisation_id, ended_at=None
    )
    db.session.add(feed)
    db.session.flush()
    note_in_account("calendar.made", viewer.person_id, viewer.organisation_id)
    ledger.record("calendar.opened", record, {"calendar": feed.reference})
    return token


def end_feed(person_id: int, reference: str) -> None:
    """Take a calendar of this person's back: its address works no more. Raises ``NotFound``.

    The ledger tells of it where the person acts for its organisation now, and the history of their account in any
    case, also when they have left.
    """
    feed = queries.feed_of(person_id, reference)
    feed.ended_at = clock.now()
    note_in_account("calendar.taken_back", person_id, feed.organisation_id)
    viewer: Viewer | None = current_viewer()
    if viewer is not None and viewer.organisation_id == feed.organisation_id:
        ledger.record("calendar.ended", own_record(feed.organisation_id), {"calendar": feed.reference})
