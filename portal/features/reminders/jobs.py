"""What is done each night: every member who can act is reminded of what falls due, each by a job of their own.

A job looks as the member's organisation, so that nothing is told that it cannot see. What was told is kept before the
mail is handed over, so a job that runs twice tells it once.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal import adapters
from portal.access import Viewer, look_as
from portal.core import clock
from portal.due import Due
from portal.features.organisations import organisations_with_members
from portal.features.reminders import actions, emails, queries
from portal.features.reminders.models import Pace
from portal.features.reminders.rules.speaking import mails_today, spoke_on
from portal.features.reminders.tokens import stop_token
from portal.features.signin import address_of
from portal.jobs import daily, enqueue, enqueue_each, job

AT_A_TIME = 100
MOST_IN_A_MAIL = 40
MOST_APART = 10
"""Things of one night that each get a mail of their own, for those who chose that; more of them come as one mail."""

Told = Sequence[tuple[Due, date]]


@daily("reminders.each_day")
def each_day() -> None:
    """Queue the reminders of each organisation that has, or had, anybody here."""
    enqueue_each(
        "reminders.of_organisation",
        [{"organisation_id": one, "after": 0} for one in organisations_with_members()],
    )


@job("reminders.of_organisation")
def of_organisation(organisation_id: int, after: int) -> None:
    """Queue the reminders of some members of an organisation, by id from ``after`` on, and then of the next."""
    members = queries.members_to_remind(organisation_id, clock.now(), after, AT_A_TIME)
    enqueue_each(
        "reminders.of_member",
        [{"organisation_id": organisation_id, "membership": member.reference} for member in members],
    )
    if len(members) == AT_A_TIME:
        enqueue("reminders.of_organisation", organisation_id=organisation_id, after=members[-1].id)
    else:
        actions.forget_sent(organisation_id)


@job("reminders.of_member")
def of_member(organisation_id: int, membership: str) -> None:
    """Remind one member of what speaks today and was not told yet."""
    member = _member(organisation_id, membership)
    if member is None or not mails_today(
        member.pace, clock.today(), queries.last_sent_on(member.person_id, organisation_id)
    ):
        return
    told = _to_tell(member, organisation_id)
    if member.pace is Pace.AT_ONCE and len(told) <= MOST_APART:
        named = {"organisation_id": organisation_id, "membership": membership}
        enqueue_each("reminders.one", [{**named, "source": one.source.name, "key": one.key} for one, _ in told])
    else:
        _send(member, organisation_id, told)


@job("reminders.one")
def one_thing(organisation_id: int, membership: str, source: str, key: str) -> None:
    """Remind one member of one thing."""
    member = _member(organisation_id, membership)
    if member is not None:
        told = _to_tell(member, organisation_id)
        _send(member, organisation_id, [pair for pair in told if (pair[0].source.name, pair[0].key) == (source, key)])


def _member(organisation_id: int, membership: str) -> Any:
    """The member, with the walls told that they look; ``None`` if they are not reminded any more."""
    member = queries.member_to_remind(organisation_id, clock.now(), membership)
    if member is not None:
        person = (member.person_id, member.actor_id, member.name)
        look_as(Viewer(*person, organisation_id, member.organisation_reference, member.organisation_name, member.role))
    return member


def _to_tell(member: Any, organisation_id: int) -> Told:
    """What speaks today to this member, and the day on which it began to, without what they know already."""
    today = clock.today()
    speaking = [
        (one, day)
        for one in queries.nearby()
        if one.source.is_for(member.role) and (day := spoke_on(one.on, one.source.speaks, today)) is not None
    ]
    if not speaking:
        return []
    known = queries.sent_since(member.person_id, organisation_id, min(day for _, day in speaking))
    return [(one, day) for one, day in speaking if (one.source.name, one.key, day) not in known]


def _send(member: Any, organisation_id: int, told: Told) -> None:
    """Note what is told, then hand the mail over. What finds no room is told the next time."""
    if not told:
        return
    shown = told[-MOST_IN_A_MAIL:]
    actions.note_sent(member.person_id, organisation_id, shown)
    links = emails.Links(address_of(""), address_of(f"/reminders/stop/{stop_token(member.actor_id)}"))
    words = emails.reminder(
        member.name,
        member.organisation_name,
        [one for one, _ in shown],
        len(told) - len(shown),
        clock.today(),
        links,
    )
    adapters.mail().send(member.email, *words, unsubscribe=links.stop)
