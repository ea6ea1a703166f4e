"""The only list of features: what each brings to the application and to the command line."""

from collections.abc import Sequence

import click
from flask import Flask

from portal import adapters
from portal.access.cli import access
from portal.features import evidence, signin
from portal.features.organisations import cli as organisations_cli
from portal.features.organisations import views as organisations
from portal.jobs import cli as jobs_cli
from portal.ledger import cli as ledger_cli
from portal.web import cli as frame

COMMANDS: Sequence[click.Command] = (
    frame.serve,
    frame.db,
    access,
    jobs_cli.commands,
    ledger_cli.commands,
    organisations_cli.commands,
    signin.commands,
    evidence.commands,
)


def register(app: Flask) -> None:
    """Blueprints, jobs and panels of every feature."""
    adapters.init_app(app)
    signin.init_app(app)
    app.register_blueprint(organisations.bp)
    app.register_blueprint(evidence.bp)
