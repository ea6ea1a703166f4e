"""The only list of features: what each brings to the application and to the command line."""

from collections.abc import Sequence

import click
from flask import Flask

from portal.access.cli import access
from portal.features import signin
from portal.features.organisations import models as _organisations  # noqa: F401
from portal.web import cli as frame

COMMANDS: Sequence[click.Command] = (frame.serve, frame.db, access)


def register(app: Flask) -> None:
    """Blueprints, jobs and panels of every feature."""
    signin.init_app(app)
