"""``portal access explain``."""

import click
from flask.cli import with_appcontext
from flask.globals import app_ctx

from portal.access import explain as explanation


@click.group()
def access() -> None:
    """Who may do and see what."""


@access.command()
@click.argument("model", required=False)
@with_appcontext
def explain(model: str | None) -> None:
    """Print every permission, door and table, or what decides who sees rows of MODEL."""
    if model:
        try:
            lines = list(explanation.model(model))
        except LookupError as error:
            raise click.ClickException(f"no table or class is called {model}") from error
        click.echo("\n".join(lines))
        return
    for title, rows in (
        ("Permissions", explanation.permissions()),
        ("Doors", explanation.doors(app_ctx.app)),
        ("Tables", explanation.tables()),
    ):
        click.echo(f"{title}\n" + "\n".join(f"  {row}" for row in rows) + "\n")
