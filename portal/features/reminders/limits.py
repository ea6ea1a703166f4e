"""How often a calendar may be read, and secrets be tried. Reading one writes nothing, so this is kept in memory."""

from datetime import datetime, timedelta

from werkzeug.exceptions import TooManyRequests

from portal.core.limits import Limit

HOUR = timedelta(hours=1)
READS = Limit(60, HOUR)
"""Of one address, right or wrong: a calendar program looks a few times an hour at most."""
WRONG = Limit(300, HOUR)
"""Addresses that lead nowhere, from one place. A whole council can be one place, and forget to remove some."""


def hold(limit: Limit, key: str, at: datetime) -> None:
    """Count one more. Raises ``TooManyRequests``."""
    if (wait := limit.wait(key, at)) is not None:
        raise TooManyRequests(retry_after=max(1, int(wait.total_seconds())))
