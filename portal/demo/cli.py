"""``portal demo``."""

import json

import click
from flask.cli import with_appcontext

from portal.access import Viewer, viewing
from portal.demo import load as loading
from portal.demo.cast import accounts as demo_accounts


@click.group()
def demo() -> None:
    """Data to try the portal with. Never in production."""


@demo.command()
@click.option("--if-empty", is_flag=True, help="Do nothing if the demo is already there.")
@with_appcontext
def load(if_empty: bool) -> None:
    """Load the demo: five cases, with people in every organisation."""
    if loading.present():
        if not if_empty:
            raise click.ClickException("the demo is already loaded")
        return
    click.echo("Loading the demo…")
    loading.load()


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@with_appcontext
def accounts(as_json: bool) -> None:
    """Print who can sign in."""
    with viewing(Viewer(0, "operator", "Operator")):
        found = demo_accounts()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("No demo accounts are loaded.")
        return
    widths = {key: max(len(row[key]) for row in found) for key in ("email", "person", "organisation")}
    click.echo("Demo accounts:")
    for row in found:
        click.echo("  " + "  ".join(row[key].ljust(width) for key, width in widths.items()) + f"  {row['role']}")
    click.echo(f'The password of every account, without the quotation marks:\n\n  "{found[0]["password"]}"\n')
