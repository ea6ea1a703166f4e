"""``portal jobs``."""

import signal
import threading
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.data.driver import own_transaction
from portal.jobs.port import enqueue_daily, run_due, work


@click.group("jobs")
def commands() -> None:
    """Work that waits: mail, scans, exports."""


@commands.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@with_appcontext
def work_command(once: bool) -> None:
    """Do jobs as they fall due, until told to stop (Ctrl-C or SIGTERM)."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if once:
        click.echo(f"{run_due(app)} done")
        return
    stop = threading.Event()

    def told(*_: Any) -> None:
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, told)
    work(app, stop)


@commands.command("daily")
@with_appcontext
def daily_command() -> None:
    """Queue the work of the day now. A worker that is running does so each night by itself."""
    with own_transaction(current_app._get_current_object()):  # type: ignore[attr-defined]
        names = enqueue_daily()
    click.echo(f"queued: {', '.join(names)}")
