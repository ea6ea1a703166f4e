"""Keeping what the checks find."""

from portal.access import current_viewer
from portal.core import clock
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement, CheckSummary
from portal.features.arrangements.rules.governance import kept_notice_day, notice_day
from portal.features.arrangements.rules.watch import Severity, failing
from portal.passing import Handed

AT_A_TIME = 20
"""How many arrangements one transaction of the night takes: whoever writes to one of them, and on SQLite whoever writes
at all, waits for its end."""


def look_again(arrangement: Arrangement) -> None:
    """Keep how many checks fail now, and the last day for notice.

    Call it after every change that a check may see, as a party.
    """
    db.session.flush()
    today = clock.today()
    watched = queries.watched(arrangement)
    if (day := notice_day(watched)) != kept_notice_day(watched):
        queries.keep_notice_day(arrangement, day)
    found = failing(watched, today)
    red = sum(one.severity == Severity.RED for one in found)
    kept = queries.check_summary(arrangement)
    if kept is None:
        if not found:
            return
        kept = CheckSummary(
            access_list_id=arrangement.inner_list_id,
            arrangement_id=arrangement.id,
        )
        db.session.add(kept)
    kept.led_by_id = arrangement.led_by_id
    kept.red, kept.amber, kept.seen_on = red, len(found) - red, today


def look_at_handed(handed: Handed) -> None:
    """Look again at what a successor has taken over, for it to see at once."""
    for arrangement in queries.arrangements_on(handed.lists):
        if arrangement.inner_list_id in handed.lists:
            look_again(arrangement)


def look_at_some(beyond: int = 0) -> int | None:
    """Look again at what the viewer's organisation leads and is not over: ``AT_A_TIME`` by id from ``beyond`` on. Gives
    the id to go on after, ``None`` when there is no more."""
    led = queries.to_watch(current_viewer().organisation_id, beyond, AT_A_TIME)
    for arrangement in led:
        look_again(arrangement)
    return led[-1].id if len(led) == AT_A_TIME else None


def look_at_all() -> None:
    """The same for everything, in one transaction: for a few arrangements, as in a demo."""
    beyond = look_at_some()
    while beyond is not None:
        beyond = look_at_some(beyond)
