"""The only list of features: what each brings to the application and to the command line."""

from collections.abc import Sequence

import click
from flask import Flask

from portal import adapters
from portal.access.cli import access
from portal.demo.cli import demo
from portal.features import arrangements, audits, evidence, feedback, signin
from portal.features.arrangements import sentences as arrangements_told
from portal.features.audits import sentences as audits_told
from portal.features.evidence import sentences as evidence_told
from portal.features.feedback import sentences as feedback_told
from portal.features.organisations import cli as organisations_cli
from portal.features.organisations import sentences as organisations_told
from portal.features.organisations import views as organisations
from portal.jobs import cli as jobs_cli
from portal.ledger import cli as ledger_cli
from portal.ledger.telling import contribute
from portal.web import cli as frame
from portal.web import health, home

COMMANDS: Sequence[click.Command] = (
    frame.serve,
    frame.db,
    access,
    demo,
    jobs_cli.commands,
    ledger_cli.commands,
    organisations_cli.commands,
    signin.commands,
    evidence.commands,
)

TOLD = (organisations_told, evidence_told, arrangements_told, feedback_told, audits_told)


def register(app: Flask) -> None:
    """Blueprints, jobs and panels of every feature."""
    adapters.init_app(app)
    signin.init_app(app)
    app.register_blueprint(organisations.bp)
    app.register_blueprint(evidence.bp)
    feedback.init_app(app)
    arrangements.init_app(app)
    audits.init_app(app)
    app.register_blueprint(home.bp)
    app.register_blueprint(health.bp)
    for told in TOLD:
        contribute(app, told.SENTENCES, told.SUBJECTS)
