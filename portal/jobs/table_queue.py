"""The queue on SQLite: a table and a worker that looks at it once a second."""

import threading
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from portal.core import clock
from portal.data import db
from portal.data.driver import own_transaction
from portal.jobs.models import Job
from portal.jobs.registry import Handler, daily_jobs, handler_named
from portal.jobs.running import JobFailed, log, perform

PAUSE = 1.0
LEASE = timedelta(minutes=15)
"""How long a claimed job is left alone before it is believed that its worker died."""


class TableQueue:
    """Jobs in the table ``job``, claimed one at a time."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._looked_on: date | None = None

    def put(self, handler: Handler, each: Sequence[dict[str, Any]]) -> None:
        """Add a job to the caller's transaction for each of these arguments."""
        now = clock.now()
        db.session.add_all(
            [Job(queue=handler.queue, name=handler.name, arguments=arguments, run_at=now) for arguments in each]
        )

    def run_due(self) -> int:
        """Run everything due by now, each job once; give how many ran, failed ones included."""
        ran = 0
        while (claimed := self._claim()) is not None:
            self._run(*claimed)
            ran += 1
        return ran

    def work(self, stop: threading.Event) -> None:
        """Run what falls due until ``stop`` is set. A database that is away is waited for."""
        while not stop.is_set():
            try:
                self.put_daily()
                self.run_due()
            except Exception as problem:  # noqa: BLE001 - a worker outlives a locked or missing database
                log.error("queue unreachable", error=type(problem).__name__)
            stop.wait(PAUSE)

    def put_daily(self) -> None:
        """Queue each job of the day that was not queued today; looked at once a day for each worker."""
        today = clock.today()
        if self._looked_on == today:
            return
        with own_transaction(self._app):
            begins = datetime.combine(today, time(), clock.LONDON)
            queued = set(db.session.scalars(select(Job.name).where(Job.created_at >= begins)))
            for name in daily_jobs():
                if name not in queued:
                    self.put(handler_named(name), [{}])
        self._looked_on = today

    def _claim(self) -> tuple[int, str, dict[str, Any], int] | None:
        """Take the oldest due job, counting the attempt; look without the write lock first."""
        due = select(Job.id).where(Job.run_at <= clock.now()).order_by(Job.run_at, Job.id).limit(1)
        with self._app.app_context():
            if db.session.scalar(due) is None:
                return None
        with own_transaction(self._app):
            found = db.session.get(Job, db.session.scalar(due) or 0)
            if found is None:
                return None
            found.attempts += 1
            found.run_at = clock.now() + LEASE
            return found.id, found.name, dict(found.arguments), found.attempts

    def _run(self, job_id: int, name: str, arguments: dict[str, Any], attempt: int) -> None:
        def finish() -> None:
            self._change(job_id, run_at=None, done_at=clock.now(), last_error=None)

        try:
            perform(self._app, name, arguments, attempt, finish)
        except JobFailed as failure:
            wait = self._wait(name, attempt)
            again = None if wait is None else clock.now() + timedelta(seconds=wait)
            if again is None:
                log.error("job given up", job=name, attempt=attempt, error=failure.error)
            with own_transaction(self._app):
                self._change(job_id, run_at=again, last_error=failure.error)

    @staticmethod
    def _wait(name: str, attempt: int) -> int | None:
        try:
            return handler_named(name).wait_after(attempt)
        except LookupError:
            return None

    @staticmethod
    def _change(job_id: int, **values: Any) -> None:
        db.session.execute(update(Job).where(Job.id == job_id).values(**values))
