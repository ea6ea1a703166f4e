"""``portal db``: keep the database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import flask_migrate
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from flask import current_app
from flask.cli import with_appcontext
from flask.globals import app_ctx
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.pool import NullPool

import config
from portal.data import db as database
from portal.data.row_security import grant_to
from portal.web.readiness import MIGRATIONS, faults, head_and_current

DIRECTORY = str(MIGRATIONS)


@click.group()
def db() -> None:
    """Keep the database."""


@db.command()
@click.argument("revision", default="head")
@with_appcontext
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION (head)."""
    _migrations()
    flask_migrate.upgrade(DIRECTORY, revision)
    _grant_to_application()


@db.command()
@click.argument("revision", default="-1")
@click.option("--yes", is_flag=True, help="Do not ask. In production nothing is taken down without it.")
@with_appcontext
def downgrade(revision: str, *, yes: bool) -> None:
    """Take the database down to REVISION (one step), with everything that people wrote in what goes.

    Says what goes, and asks.
    """
    steps = _steps_down(revision)
    for number, words in steps:
        click.echo(f"goes: {number} {words}")
    if not yes:
        if _settings().production:
            raise click.ClickException("in production this needs --yes. Make a backup first")
        click.confirm("What people wrote in these parts will be lost. Take them down?", abort=True)
    _migrations()
    flask_migrate.downgrade(DIRECTORY, revision)
    with _owner(_settings()) as connection:
        click.echo(f"The database is at {head_and_current(connection)[1] or 'nothing'}")


def _steps_down(revision: str) -> list[tuple[str, str]]:
    """Number and words of each migration that would be taken down, the newest first. Raises ``ClickException``."""
    with _owner(_settings()) as connection:
        current = head_and_current(connection)[1]
    try:
        chain = ScriptDirectory(DIRECTORY).iterate_revisions(current or "base", revision, select_for_downgrade=True)
        steps = [(step.revision, step.doc) for step in chain]
    except (CommandError, RevisionError) as problem:
        raise click.ClickException(f"{problem}; the database is at {current or 'nothing'}") from problem
    if not steps:
        raise click.ClickException(f"nothing to take down; the database is at {current or 'nothing'}")
    return steps


@db.command()
@click.argument("message")
@with_appcontext
def revision(message: str) -> None:
    """Draft a migration for what the models have and the database has not. Read it before you keep it."""
    _migrations()
    flask_migrate.revision(DIRECTORY, message, autogenerate=True)


@db.command()
@with_appcontext
def check() -> None:
    """Say what would keep this database from being served in production."""
    settings = _settings()
    with _owner(settings) as connection:
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
    with _owner(settings) as connection:
        grant_to(connection, application.username or "")


@contextmanager
def _owner(settings: config.Settings) -> Iterator[Connection]:
    """A transaction as the role that owns the tables."""
    engine = create_engine(settings.owner_database, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def _migrations() -> None:
    """Tell Flask-Migrate of the application; only these commands need it."""
    flask_migrate.Migrate(app_ctx.app, database, directory=DIRECTORY, render_as_batch=True)
