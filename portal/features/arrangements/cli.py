"""``portal arrangements``."""

import click

from portal.features.arrangements.framework_commands import frameworks
from portal.features.arrangements.kind_commands import kinds
from portal.features.arrangements.legal_basis_commands import legal_bases


@click.group("arrangements")
def commands() -> None:
    """Keep what arrangements are made of."""


commands.add_command(frameworks)
commands.add_command(kinds)
commands.add_command(legal_bases)
