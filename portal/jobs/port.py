"""The port: what a queue can do, and which one this application has."""

import threading
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol

from flask import Flask, current_app
from sqlalchemy import URL

from portal.core.text import unfit_character
from portal.data import db
from portal.jobs.registry import Handler, daily_jobs, handler_named
from portal.jobs.table_queue import TableQueue

LONGEST_WORD = 300
_EXTENSION = "accord.jobs"


class Queue(Protocol):
    """A queue of jobs, whatever holds it."""

    def put(self, handler: Handler, each: Sequence[dict[str, Any]]) -> None: ...
    def run_due(self) -> int: ...
    def work(self, stop: threading.Event) -> None: ...


def enqueue(name: str, /, **arguments: Any) -> None:
    """Queue a job in the caller's transaction: it runs after the commit, and never if that is rolled back.

    ``arguments`` are ids and short words (JSON), never content. Raises ``LookupError`` for a job nobody has
    declared, ``TypeError`` for arguments that are not plain, ``ValueError`` for long ones.
    """
    enqueue_each(name, [arguments])


def enqueue_each(name: str, each: Sequence[dict[str, Any]]) -> None:
    """Queue the same job once for each of these ``arguments``, together; otherwise like ``enqueue``."""
    handler = handler_named(name)
    for arguments in each:
        _require_plain(arguments)
    if each:
        queue_of(current_app._get_current_object()).put(handler, each)  # type: ignore[attr-defined]


def enqueue_daily() -> list[str]:
    """Queue each job of the day now, in the caller's transaction; give their names. Workers do it by themselves."""
    names = daily_jobs()
    for name in names:
        enqueue(name)
    return names


def run_due(app: Flask) -> int:
    """Run every job of ``app`` that is due now, once; give how many ran. Commit what you enqueued first."""
    return queue_of(app).run_due()


def work(app: Flask, stop: threading.Event) -> None:
    """Run jobs as they fall due until ``stop`` is set; blocks, so give it a thread or a process of its own."""
    queue_of(app).work(stop)


def queue_of(app: Flask) -> Queue:
    """The queue that belongs to the application's database."""
    if _EXTENSION not in app.extensions:
        with app.app_context():
            engine = db.engine
        app.extensions[_EXTENSION] = (
            _postgres_queue(app, engine.url) if engine.dialect.name == "postgresql" else TableQueue(app)
        )
    queue: Queue = app.extensions[_EXTENSION]
    return queue


def _postgres_queue(app: Flask, url: URL) -> Queue:
    """Imported on first use: procrastinate takes 8 MB of every worker, and most never queue a thing."""
    queue: Queue = import_module("portal.jobs.postgres_queue").PostgresQueue(app, url)
    return queue


def _require_plain(arguments: dict[str, Any]) -> None:
    for name, value in arguments.items():
        for item in value if isinstance(value, list) else [value]:
            if not isinstance(item, str | int | None):
                raise TypeError(f"{name}: a job's arguments are words, whole numbers, yes or no, or lists of them")
            if isinstance(item, str) and (len(item) > LONGEST_WORD or unfit_character(item)):
                raise ValueError(f"{name}: a job is given ids, not content")
