"""``portal serve``."""

import os
import socket

import click
from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx
from granian import Granian
from granian.constants import Interfaces

import config
from portal.data.session import close_connections
from portal.web.readiness import faults


def refuse_taken(host: str, port: int) -> None:
    """Raise ``ClickException`` if something listens on ``port``. Our server shares a port with others that would, so
    that a second Accord would mix its answers with those of the first."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as problem:
        raise click.ClickException(f"Port {port} may not be used by this user; {_another(port)}") from problem
    except OSError as problem:
        raise click.ClickException(f"Port {port} is taken; {_another(port)}") from problem


def hand_down(port: int) -> None:
    """Have the workers know the address for mail: they are forked, so they would keep settings that were read before
    the port was chosen."""
    os.environ["PORT"] = str(port)
    config.load.cache_clear()


def _another(port: int) -> str:
    other = port + 1 if 1024 <= port < 65535 else 8001
    return f"use another, for example make run PORT={other}"


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="Port; PORT or 8000 if not given.")
@click.option("--workers", default=1, type=click.IntRange(1, 64), help="Worker processes.")
@click.option("--threads", default=4, type=click.IntRange(1, 64), help="Requests a worker serves at once.")
@with_appcontext
def serve(host: str, port: int | None, workers: int, threads: int) -> None:
    """Serve the portal."""
    app: Flask = app_ctx.app
    port = port or app.config["SETTINGS"].port
    refuse_taken(host, port)
    if app.config["SETTINGS"].production and (found := faults(app)):
        raise click.ClickException("will not start in production:\n" + "\n".join(f"- {fault}" for fault in found))
    close_connections()
    hand_down(port)
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
