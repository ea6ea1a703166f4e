"""Which jobs there are: a name, the function that does the work, and how patient it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., None])

DEFAULT_QUEUE = "default"
LONGEST_PAUSE = 6 * 60 * 60


@dataclass(frozen=True)
class Handler:
    """A job's function. ``pause`` is the wait in seconds before the first retry. A ``daily`` one is queued each day."""

    name: str
    function: Callable[..., None]
    queue: str
    retries: int
    pause: int
    daily: bool = False

    def wait_after(self, failures: int) -> int | None:
        """Seconds to wait after so many failures (1 or more); ``None`` when it is time to give up."""
        if failures > self.retries:
            return None
        return int(min(self.pause * 4 ** (failures - 1), LONGEST_PAUSE))


_handlers: dict[str, Handler] = {}


def job(
    name: str, *, retries: int = 5, pause: int = 30, queue: str = DEFAULT_QUEUE, daily: bool = False
) -> Callable[[Function], Function]:
    """Make a function the handler of jobs called ``name`` (``feature.what_is_done``).

    A failed run is tried again up to ``retries`` times, after 30 seconds, 2 minutes, 8 minutes and so on. A handler
    may run twice (a worker can die between the work and the tick): it must bear that, so a mail to several people
    is several jobs. Nobody is looking when it starts: to read what is private, ``look_as`` somebody first, in the
    session it is given (a second one would wait for the first on SQLite). Raises ``ValueError`` when the name is
    taken.
    """

    def register(function: Function) -> Function:
        known = _handlers.get(name)
        if known and _source(known.function) != _source(function):
            raise ValueError(f"two handlers for the job {name}")
        _handlers[name] = Handler(name, function, queue, retries, pause, daily)
        return function

    return register


def daily(name: str) -> Callable[[Function], Function]:
    """Make a function, without arguments, the handler of a job that workers queue once a day, in the night.

    It can also run twice a day or not at all, when no worker is there: it does what is due by then, not what is due
    today. What is private it does by queueing a job for each organisation, because a job looks as one.
    """
    return job(name, daily=True)


def daily_jobs() -> list[str]:
    """The names of the jobs of each day."""
    return [handler.name for handler in handlers() if handler.daily]


def handler_named(name: str) -> Handler:
    """The handler of ``name``. Raises ``LookupError`` if no feature has declared it."""
    try:
        return _handlers[name]
    except KeyError:
        raise LookupError(f"no job is called {name}") from None


def handlers() -> list[Handler]:
    """Every declared handler, in name order."""
    return [_handlers[name] for name in sorted(_handlers)]


def _source(function: Callable[..., Any]) -> tuple[str, str]:
    return function.__module__, function.__qualname__
