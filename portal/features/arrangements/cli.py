"""``portal arrangements``."""

import click

from portal.features.arrangements.framework_commands import frameworks


@click.group("arrangements")
def commands() -> None:
    """Keep what arrangements are made of."""


commands.add_command(frameworks)
