"""The application, served to a real browser from a thread, with a clock that can be moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from threading import Thread
from typing import Any, TypeVar

from werkzeug.serving import WSGIRequestHandler, make_server

from portal import adapters
from portal.adapters.mailing import OutboxMail
from portal.core import clock
from portal.jobs import run_due
from portal.web.application import Portal

T = TypeVar("T")


class Quiet(WSGIRequestHandler):
    """Keeps connections open between requests, as a real server does, and writes no log."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


class Site:
    """One server for one test. Every request is answered at ``now()``, which the story moves."""

    def __init__(self, app: Portal) -> None:
        self.app = app
        self.ahead = timedelta()
        self.faults: list[str] = []
        self.address = ""

    def now(self) -> datetime:
        """The moment it is in the story; it runs on like any clock."""
        return datetime.now(UTC) + self.ahead

    def it_is(self, year: int, month: int, day: int, hour: int = 10) -> None:
        """Move to the morning, or another hour, of a day."""
        self.ahead = datetime(year, month, day, hour, tzinfo=UTC) - datetime.now(UTC)

    def later(self, **by: float) -> None:
        """Move on, by the arguments of ``timedelta``."""
        self.ahead += timedelta(**by)

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer one request at the story's moment; what goes wrong inside is kept for the test to show."""
        try:
            with clock.pinned(self.now()):
                return self.app(environ, start_response)
        except Exception as fault:
            self.faults.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {fault!r}")
            raise

    @contextmanager
    def open(self) -> Iterator[Site]:
        """Serve until the block ends."""
        server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=Quiet)
        server.daemon_threads = True  # type: ignore[attr-defined]
        self.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def post(self) -> list[EmailMessage]:
        """Do the work that is queued and give the mail it sent.

        In a thread of its own: the queue on PostgreSQL needs an event loop, and Playwright has one running in this.
        """
        sent: list[EmailMessage] = []
        failed: list[BaseException] = []
        worker = Thread(target=self._work, args=(sent, failed))
        worker.start()
        worker.join()
        if failed:
            raise failed[0]
        return sent

    def _work(self, sent: list[EmailMessage], failed: list[BaseException]) -> None:
        try:
            with self.app.app_context():
                mail = adapters.mail()
            assert isinstance(mail, OutboxMail)
            mail.outbox.clear()
            with clock.pinned(self.now()):
                run_due(self.app)
            sent += mail.outbox
        except BaseException as fault:
            failed.append(fault)
