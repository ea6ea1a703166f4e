"""``portal services``."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core.errors import Invalid
from portal.data.driver import own_transaction
from portal.features.matching import actions, queries


@click.group("services")
def commands() -> None:
    """The list of services that organisations offer and seek."""


@commands.command("list")
@with_appcontext
def list_services() -> None:
    """Every service: its slug and its name."""
    for service in queries.services():
        click.echo(f"{service.slug}: {service.name}")


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
