"""``portal services``."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core.errors import Invalid
from portal.data.driver import own_transaction
from portal.features.arrangements import actions, queries


@click.group("services")
def commands() -> None:
    """The list of services that arrangements cover and organisations offer and seek. Restart the servers after a
    change."""


@commands.command("list")
@with_appcontext
def list_services() -> None:
    """Every service: its slug and its name."""
    for slug, name in queries.services_now().items():
        click.echo(f"{slug}: {name}")


@commands.command("set")
@click.argument("slug")
@click.argument("name")
@with_appcontext
def set_service(slug: str, name: str) -> None:
    """Add a service, or call it by another NAME. SLUG is its word in data, like waste."""
    try:
        with own_transaction(current_app._get_current_object()):  # type: ignore[attr-defined]
            actions.set_service(slug, name)
    except Invalid as problem:
        raise click.ClickException("; ".join(problem.errors.values())) from problem
    click.echo(f"{slug}: {name}")
