"""The one place that asks what time it is, so that tests and demo data can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC, to the microsecond."""
    return _pinned.get() or datetime.now(UTC)


def today() -> date:
    """The present calendar day in London, the day a deadline is read against."""
    return now().astimezone(LONDON).date()


def start_of(day: date) -> datetime:
    """The moment ``day`` begins in London."""
    return datetime.combine(day, time.min, LONDON)


@contextmanager
def pinned(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) for the block: demo data tells old stories in their own time."""
    token = _pinned.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)
