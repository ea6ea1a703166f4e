"""``portal arrangements legal-bases``."""

import click
from flask.cli import with_appcontext

from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import LINE
from portal.features.arrangements.operating import kept


@click.group("legal-bases")
def legal_bases() -> None:
    """The laws and other grounds that an arrangement can stand on. A change shows at once."""


@legal_bases.command("list")
@with_appcontext
def list_legal_bases() -> None:
    """Every legal basis, also those that are retired."""
    for row in queries.legal_bases():
        click.echo(f"{row.slug}: {row.name}{'' if row.shown else ' (retired)'}\n  {row.hint}")


@legal_bases.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="What it is called: it stands in the terms that parties confirm.")
@click.option("--hint", default="", help="What it is for, in a line.")
@with_appcontext
def add(slug: str, name: str, hint: str) -> None:
    """Add a legal basis. SLUG is its word in data, like lga_1972_101."""
    with kept("legal basis"):
        actions.add_legal_basis(slug, name.strip()[:LINE], hint.strip()[:LINE])
    click.echo(f"added {slug}")


@legal_bases.command("retire")
@click.argument("slug")
@with_appcontext
def retire(slug: str) -> None:
    """Offer a legal basis no more. What stands on it keeps it."""
    with kept("legal basis"):
        actions.retire_legal_basis(slug)
    click.echo(f"retired {slug}")
