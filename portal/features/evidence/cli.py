"""``portal evidence``."""

import click
from flask.cli import with_appcontext

from portal.features.evidence import actions


@click.group("evidence")
def commands() -> None:
    """Files of evidence."""


@commands.command("sweep")
@with_appcontext
def sweep() -> None:
    """Delete files older than a day that no record keeps: what is left when the portal stops in the middle of an
    upload. Run it once a day."""
    click.echo(f"Deleted {actions.sweep()} files that no record keeps.")
