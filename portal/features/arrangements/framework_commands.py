"""``portal arrangements frameworks``."""

from datetime import date, datetime
from typing import Any

import click
from flask.cli import with_appcontext

from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Direction
from portal.features.arrangements.operating import kept
from portal.features.arrangements.rules.frameworks import Framework

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def frameworks() -> None:
    """The ratings that measures can be judged by. Restart the servers after a change."""


@frameworks.command("list")
@with_appcontext
def list_frameworks() -> None:
    """Every framework: its slug, its words, and its second scale."""
    for slug, framework in queries.read_frameworks().items():
        click.echo(f"{slug}: {framework.words}")
        if framework.second_name:
            click.echo(f"  {framework.second_name}: {', '.join(framework.second_labels)}")


@frameworks.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="What it is called.")
@click.option("--judge", required=True, help="Who judges.")
@click.option("--labels", required=True, help="Its labels, the worst first, with commas between them.")
@click.option("--direction", type=click.Choice([one.value for one in Direction]), default="higher", show_default=True)
@click.option("--second-name", default="", help="What its second scale is called, if it has one.")
@click.option("--second-labels", default="", help="The labels of its second scale, the worst first.")
@click.option("--from", "starts_on", type=_DAY, help="The first day it was in use, as 2012-09-01.")
@click.option("--until", "ends_on", type=_DAY, help="The last day it was in use.")
@with_appcontext
def add_framework(slug: str, starts_on: datetime | None, ends_on: datetime | None, **given: Any) -> None:
    """Add a framework. SLUG is its word in data, like ofsted. Measures stand on its labels, so they cannot change."""
    framework = Framework(
        slug,
        given["name"].strip(),
        given["judge"].strip(),
        _split(given["labels"]),
        given["direction"],
        given["second_name"].strip(),
        _split(given["second_labels"]),
        _day(starts_on),
        _day(ends_on),
    )
    with kept("framework"):
        actions.add_framework(framework)
    click.echo(f"added {slug}; restart the servers to offer it")


def _split(text: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in text.split(",") if label.strip())


def _day(moment: datetime | None) -> date | None:
    return moment and moment.date()
