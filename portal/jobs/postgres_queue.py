"""The queue on PostgreSQL: procrastinate, which keeps its jobs in tables of the same database."""

import asyncio
import contextlib
import contextvars
import logging
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import procrastinate
from flask import Flask
from procrastinate.jobs import Job
from sqlalchemy import URL

from portal.data import db
from portal.data.driver import driver_connection
from portal.jobs.registry import Handler, handlers
from portal.jobs.running import log, perform

STALLED_SECONDS = 60
RESCUE = "accord.rescue_stalled_jobs"
NIGHTLY = "15 3 * * *"
DAILY = "daily."
_RECONNECT_SECONDS = 5.0
_LOOK_FOR_STOP_SECONDS = 0.2


class _Patience(procrastinate.BaseRetryStrategy):
    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        wait = self._handler.wait_after(job.attempts + 1)
        if wait is None:
            log.error("job given up", job=job.task_name, attempt=job.attempts + 1, error=str(exception))
            return None
        return procrastinate.RetryDecision(retry_in={"seconds": wait})


class PostgresQueue:
    """Jobs in procrastinate's tables, put there on the caller's own connection."""

    def __init__(self, app: Flask, url: URL) -> None:
        self._app = app
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._putting = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
        for name in ("procrastinate.jobs", "procrastinate.worker", "procrastinate.worker.worker"):
            logging.getLogger(name).addFilter(_without_content)

    def put(self, handler: Handler, each: Sequence[dict[str, Any]]) -> None:
        """Add a job to the caller's transaction for each of these arguments."""
        with driver_connection(db.session()) as connection:
            task = self._putting.configure_task(handler.name, queue=handler.queue, connection=connection)
            task.batch_defer(*each)

    def run_due(self) -> int:
        """Run everything due by the database's clock, each job once; give how many ran, failed ones included."""
        ran: list[str] = []
        _in_own_thread(lambda: self._run(self._worker_app(ran), wait=False))
        return len(ran)

    def work(self, stop: threading.Event) -> None:
        """Run what falls due until ``stop`` is set. A database that is away is waited for."""
        while not stop.is_set():
            try:
                _in_own_thread(lambda: self._until(stop))
            except Exception as problem:  # noqa: BLE001 - a worker outlives a missing database
                log.error("queue unreachable", error=type(problem).__name__)
            stop.wait(_RECONNECT_SECONDS)

    async def _until(self, stop: threading.Event) -> None:
        working = asyncio.create_task(self._run(self._worker_app([], nightly=True), wait=True))
        while not stop.is_set() and not working.done():
            await asyncio.sleep(_LOOK_FOR_STOP_SECONDS)
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working

    async def _run(self, app: procrastinate.App, *, wait: bool) -> None:
        async with app.open_async():
            await rescue_stalled(app)
            await app.run_worker_async(
                wait=wait,
                listen_notify=wait,
                install_signal_handlers=False,
                delete_jobs=procrastinate.jobs.DeleteJobCondition.SUCCESSFUL,
            )

    def _worker_app(self, ran: list[str], *, nightly: bool = False) -> procrastinate.App:
        """A new procrastinate application: its pool of connections belongs to one event loop. ``nightly``: it queues
        the work of the day, which is for a worker that stays."""
        connector = procrastinate.PsycopgConnector(conninfo=self._url, min_size=1, max_size=4)
        app = procrastinate.App(connector=connector)
        for handler in handlers():
            app.task(name=handler.name, queue=handler.queue, retry=_Patience(handler), pass_context=True)(
                self._task(handler, ran)
            )

        @app.periodic(cron="*/5 * * * *")
        @app.task(name=RESCUE, queueing_lock=RESCUE)
        async def rescue(timestamp: int) -> None:
            await rescue_stalled(app)

        for handler in handlers():
            if handler.daily:
                task = app.task(name=f"{DAILY}{handler.name}", queue=handler.queue, pass_context=True)
                made = task(self._nightly(handler, ran))
                if nightly:
                    app.periodic(cron=NIGHTLY, periodic_id=handler.name)(made)
        return app

    def _nightly(self, handler: Handler, ran: list[str]) -> Callable[..., None]:
        run = self._task(handler, ran)

        def each_night(context: procrastinate.JobContext, /, timestamp: int) -> None:
            run(context)

        return each_night

    def _task(self, handler: Handler, ran: list[str]) -> Callable[..., None]:
        def run(context: procrastinate.JobContext, /, **arguments: Any) -> None:
            ran.append(handler.name)
            perform(self._app, handler.name, arguments, context.job.attempts + 1)

        return run


async def rescue_stalled(app: procrastinate.App) -> None:
    """Queue again what workers were doing when they died: those that gave no sign of life for a minute."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await app.job_manager.retry_job(job)


def _in_own_thread(make: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine to its end in a thread of its own: the caller's may have an event loop already."""
    problems: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(make())
        except BaseException as problem:  # noqa: BLE001 - handed to the caller
            problems.append(problem)

    thread = threading.Thread(target=contextvars.copy_context().run, args=(run,), name="accord-jobs")
    thread.start()
    thread.join()
    if problems:
        raise problems[0]


def _without_content(record: logging.LogRecord) -> bool:
    """procrastinate logs the arguments of jobs and the messages of errors; what we tell of a job is in ``running``."""
    return not (hasattr(record, "job") or hasattr(record, "jobs"))
