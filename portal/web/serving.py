"""``portal serve``."""

import os

import click
from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx
from granian import Granian
from granian.constants import Interfaces

from portal.data.session import close_connections
from portal.web.readiness import faults


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="Port; PORT or 8000 if not given.")
@click.option("--workers", default=1, type=click.IntRange(1, 64), help="Worker processes.")
@click.option("--threads", default=4, type=click.IntRange(1, 64), help="Requests a worker serves at once.")
@with_appcontext
def serve(host: str, port: int | None, workers: int, threads: int) -> None:
    """Serve the portal."""
    app: Flask = app_ctx.app
    port = port or int(os.environ.get("PORT", "8000"))
    if app.config["SETTINGS"].production and (found := faults(app)):
        raise click.ClickException("will not start in production:\n" + "\n".join(f"- {fault}" for fault in found))
    close_connections()
    click.echo(f"Accord is at http://{host}:{port}")
    Granian(
        "portal.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_access=False,
    ).serve()
