"""The console command ``portal``."""

from typing import Any, cast

import click
from flask.cli import FlaskGroup
from werkzeug.utils import import_string

from portal.factory import create_app
from portal.wiring import COMMANDS, MORE_COMMANDS


class PortalGroup(FlaskGroup):
    """The commands of every feature, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in name order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command called ``name``."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_string(COMMANDS[name])
        for place in MORE_COMMANDS.get(name, ()):
            cast(click.Group, command).add_command(import_string(place))
        return command


def _app(**_: Any) -> Any:
    return create_app()


main = PortalGroup(
    name="portal",
    create_app=_app,
    add_default_commands=False,
    add_version_option=False,
    set_debug_flag=False,
    load_dotenv=False,
    help="Accord: set up, serve and look after the portal.",
)
