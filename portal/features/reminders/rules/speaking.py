"""When a reminder speaks of a thing, and when mail goes out."""

from datetime import date, timedelta

from portal.due import Speaks
from portal.features.reminders.models import Pace

WEEK = timedelta(days=7)


def spoke_on(on: date, speaks: Speaks, today: date) -> date | None:
    """The newest day up to ``today`` on which a reminder speaks of what falls due ``on``; ``None`` before the first.

    A night without a worker loses nothing: what should have been said then is still the newest.
    """
    days = [on - timedelta(days=ahead) for ahead in speaks.ahead]
    passed = [day for day in days if day <= today]
    if not passed:
        return None
    last = days[-1]
    if speaks.again is None or today < last:
        return max(passed)
    return today - timedelta(days=(today - last).days % speaks.again)


def mails_today(pace: Pace, today: date, last: date | None) -> bool:
    """Whether mail may go out today to somebody who last got some on ``last``: to those who chose a mail a week, once
    from Monday to Sunday."""
    if pace is Pace.NEVER:
        return False
    monday = today - timedelta(days=today.weekday())
    return pace is not Pace.WEEKLY or last is None or last < monday
