"""``portal services``."""

import click
from flask.cli import with_appcontext

from portal.features.arrangements import actions, queries
from portal.features.arrangements.operating import kept


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
    with kept("service"):
        actions.set_service(slug, name)
    click.echo(f"{slug}: {name}")
