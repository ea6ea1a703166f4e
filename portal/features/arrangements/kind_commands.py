"""``portal arrangements kinds``."""

from typing import Any

import click
from flask.cli import with_appcontext

from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import LINE
from portal.features.arrangements.operating import kept
from portal.features.arrangements.rules.kinds import KindOf, split


@click.group("kinds")
def kinds() -> None:
    """The kinds of arrangement that people choose from. Restart the servers after a change."""


@kinds.command("list")
@with_appcontext
def list_kinds() -> None:
    """Every kind with its tasks; those that must be complete before it is sent have a star."""
    for kind in queries.kinds().values():
        tasks = ", ".join(f"{task}*" if task in kind.required else task for task in kind.tasks)
        click.echo(f"{kind.slug}: {kind.name}{'' if kind.shown else ' (not shown)'}\n  {kind.hint}\n  {tasks}")


@kinds.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="What it is called.")
@click.option("--hint", default="", help="What it is, in a line.")
@click.option("--tasks", default="about,parties,money,legal,measures", show_default=True, help="In their order.")
@click.option("--required", default="about,parties,legal", show_default=True, help="Complete before it is sent.")
@with_appcontext
def add(slug: str, name: str, hint: str, tasks: str, required: str) -> None:
    """Add a kind. SLUG is its word in addresses and data, like joint_team."""
    kind = KindOf(slug, name.strip()[:LINE], hint.strip()[:LINE], split(tasks), split(required))
    with kept("kind"):
        actions.add_kind(kind)
    click.echo(f"added {slug}; restart the servers to offer it")


@kinds.command("change")
@click.argument("slug")
@click.option("--name", help="What it is called.")
@click.option("--hint", help="What it is, in a line.")
@click.option("--tasks", help="In their order.")
@click.option("--required", help="Complete before it is sent.")
@click.option("--shown/--hidden", default=None, help="Whether it is offered.")
@with_appcontext
def change(slug: str, tasks: str | None, required: str | None, **given: Any) -> None:
    """Change what is given of the kind SLUG."""
    for name, value in (("tasks", tasks), ("required", required)):
        given[name] = None if value is None else split(value)
    with kept("kind"):
        actions.change_kind(slug, **given)
    click.echo(f"changed {slug}; restart the servers to show it")
