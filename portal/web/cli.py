"""Commands of the frame: serve the portal, keep its database."""

import os
import sys

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext
from flask.globals import app_ctx
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy import create_engine, make_url

import config
from portal.data.row_security import grant_to
from portal.data.session import close_connections
from portal.web.readiness import faults, head_and_current

DIRECTORY = str(config.ROOT / "migrations")


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="Port; PORT or 8000 if not given.")
@click.option("--workers", default=1, type=click.IntRange(1, 64), help="Worker processes.")
@click.option("--threads", default=4, type=click.IntRange(1, 64), help="Requests a worker serves at once.")
@with_appcontext
def serve(host: str, port: int | None, workers: int, threads: int) -> None:
    """Serve the portal."""
    settings = _settings()
    port = port or int(os.environ.get("PORT", "8000"))
    if settings.production and (found := faults(app_ctx.app)):
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
        log_access=False,
    ).serve()


@click.group()
def db() -> None:
    """Keep the database."""


@db.command()
@click.argument("revision", default="head")
@with_appcontext
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION (head)."""
    flask_migrate.upgrade(DIRECTORY, revision)
    _grant_to_application()


@db.command()
@click.argument("revision", default="-1")
@with_appcontext
def downgrade(revision: str) -> None:
    """Take the database down to REVISION (one step)."""
    flask_migrate.downgrade(DIRECTORY, revision)


@db.command()
@click.argument("message")
@with_appcontext
def revision(message: str) -> None:
    """Draft a migration for what the models have and the database has not. Read it before you keep it."""
    flask_migrate.revision(DIRECTORY, message, autogenerate=True)


@db.command()
@with_appcontext
def check() -> None:
    """Say what would keep this database from being served in production."""
    settings = _settings()
    engine = create_engine(settings.owner_database)
    with engine.connect() as connection:
        head, current = head_and_current(connection)
    click.echo(f"migrations: {current or 'none'} of {head}")
    found = settings.faults() + faults(app_ctx.app)
    for fault in found:
        click.echo(f"- {fault}")
    if head != current or (settings.production and found):
        sys.exit(1)


def _settings() -> config.Settings:
    settings: config.Settings = current_app.config["SETTINGS"]
    return settings


def _grant_to_application() -> None:
    """Let the application's role use what the owner's migrations made."""
    settings = _settings()
    application, owner = make_url(settings.database), make_url(settings.owner_database)
    if owner.get_backend_name() != "postgresql" or application.username == owner.username:
        return
    with create_engine(settings.owner_database).begin() as connection:
        grant_to(connection, application.username or "")
