"""``portal arrangements``."""

import click

from portal.features.arrangements.framework_commands import frameworks
from portal.features.arrangements.kind_commands import kinds


@click.group("arrangements")
def commands() -> None:
    """Keep what arrangements are made of."""


commands.add_command(frameworks)
commands.add_command(kinds)
