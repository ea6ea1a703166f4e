"""Running one job: its own application context, its own transaction, and a log that tells no tales."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from flask import Flask

from portal.data.driver import own_transaction
from portal.jobs.registry import handler_named

log = structlog.get_logger("accord.jobs")


class JobFailed(Exception):
    """A handler raised. Only the class of its error is kept: messages may hold what people wrote."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def perform(
    app: Flask, name: str, arguments: Mapping[str, Any], attempt: int, finish: Callable[[], None] = lambda: None
) -> None:
    """Run a job's handler and commit. ``finish`` is called in the same transaction, after the work.

    Raises ``JobFailed``, without a cause, whatever went wrong; nothing of that run is kept then.
    """
    error = _attempt(app, name, arguments, finish)
    if error is None:
        log.info("job done", job=name, attempt=attempt)
        return
    log.warning("job failed", job=name, attempt=attempt, error=error)
    raise JobFailed(error)


def _attempt(app: Flask, name: str, arguments: Mapping[str, Any], finish: Callable[[], None]) -> str | None:
    try:
        with own_transaction(app):
            handler_named(name).function(**arguments)
            finish()
    except Exception as problem:  # noqa: BLE001 - whatever a handler raises, the queue goes on
        return type(problem).__name__
    return None
