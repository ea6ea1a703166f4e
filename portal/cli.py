"""The console command ``portal``."""

from typing import Any

from flask.cli import FlaskGroup

from portal.factory import create_app
from portal.wiring import COMMANDS


def _app(**_: Any) -> Any:
    return create_app()


main = FlaskGroup(
    name="portal",
    create_app=_app,
    add_default_commands=False,
    add_version_option=False,
    set_debug_flag=False,
    load_dotenv=False,
    help="Accord: set up, serve and look after the portal.",
)

for command in COMMANDS:
    main.add_command(command)
