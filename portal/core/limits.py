"""Counting in memory how often something is asked for, where nothing may be written because reading changes nothing."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

MOST_KEYS = 10_000


class Limit:
    """At most ``most`` of each key in ``window``, from the first of them on.

    Each process counts for itself and begins anew when it starts, so several together let a few times as many pass. Of
    many keys those not asked for longest are forgotten.
    """

    def __init__(self, most: int, window: timedelta) -> None:
        self.most = most
        self.window = window
        self._counted: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, at: datetime) -> timedelta | None:
        """Count one more of ``key`` at ``at``; if it is one too many, how long to wait."""
        with self._lock:
            begun, count = self._counted.pop(key, (at, 0))
            if not begun <= at < begun + self.window:
                begun, count = at, 0
            self._counted[key] = begun, count + 1
            if len(self._counted) > MOST_KEYS:
                self._counted.popitem(last=False)
        return begun + self.window - at if count >= self.most else None
