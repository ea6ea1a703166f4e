"""The only list of features: what each brings to the application and to the command line."""

from collections.abc import Mapping

from flask import Flask

from portal import adapters, documents, due, passing
from portal.features import (
    arrangements,
    audits,
    duties,
    evidence,
    feedback,
    lessons,
    matching,
    reminders,
    risks,
    signin,
    succession,
)
from portal.features.arrangements import falls_due as arrangements_due
from portal.features.arrangements import passing as arrangements_passing
from portal.features.arrangements import seals as arrangements_sealed
from portal.features.arrangements import sentences as arrangements_told
from portal.features.audits import falls_due as audits_due
from portal.features.audits import passing as audits_passing
from portal.features.audits import seals as audits_sealed
from portal.features.audits import sentences as audits_told
from portal.features.duties import documents as duties_taken
from portal.features.duties import passing as duties_passing
from portal.features.duties import seals as duties_sealed
from portal.features.duties import sentences as duties_told
from portal.features.evidence import seals as evidence_sealed
from portal.features.evidence import sentences as evidence_told
from portal.features.feedback import documents as feedback_taken
from portal.features.feedback import falls_due as feedback_due
from portal.features.feedback import passing as feedback_passing
from portal.features.feedback import seals as feedback_sealed
from portal.features.feedback import sentences as feedback_told
from portal.features.lessons import documents as lessons_taken
from portal.features.lessons import seals as lessons_sealed
from portal.features.lessons import sentences as lessons_told
from portal.features.matching import passing as matching_passing
from portal.features.matching import seals as matching_sealed
from portal.features.matching import sentences as matching_told
from portal.features.organisations import passing as organisations_passing
from portal.features.organisations import sentences as organisations_told
from portal.features.organisations import views as organisations
from portal.features.reminders import sentences as reminders_told
from portal.features.risks import documents as risks_taken
from portal.features.risks import falls_due as risks_due
from portal.features.risks import passing as risks_passing
from portal.features.risks import seals as risks_sealed
from portal.features.risks import sentences as risks_told
from portal.features.signin import sentences as signin_told
from portal.features.succession import passing as succession_passing
from portal.features.succession import sentences as succession_told
from portal.ledger import sealing
from portal.ledger.telling import contribute
from portal.web import health, home

COMMANDS: Mapping[str, str] = {
    "serve": "portal.web.serving:serve",
    "db": "portal.web.migrating:db",
    "demo": "portal.demo.cli:demo",
    "organisations": "portal.features.organisations.cli:commands",
    "people": "portal.features.signin.cli:commands",
    "arrangements": "portal.features.arrangements.cli:commands",
    "evidence": "portal.features.evidence.cli:commands",
    "services": "portal.features.arrangements.service_commands:commands",
    "ledger": "portal.ledger.cli:commands",
    "access": "portal.access.cli:access",
    "jobs": "portal.jobs.cli:commands",
}
"""Where each command is, loaded when it is asked for: a worker that serves pages carries none of them."""

MORE_COMMANDS: Mapping[str, tuple[str, ...]] = {"organisations": ("portal.features.succession.cli:succeed",)}
"""What features add to a command of a feature below them."""

TOLD = (
    organisations_told,
    signin_told,
    reminders_told,
    evidence_told,
    arrangements_told,
    succession_told,
    risks_told,
    duties_told,
    lessons_told,
    matching_told,
    feedback_told,
    audits_told,
)
SEALED = (
    evidence_sealed,
    arrangements_sealed,
    risks_sealed,
    duties_sealed,
    lessons_sealed,
    matching_sealed,
    feedback_sealed,
    audits_sealed,
)
PASSING = (
    arrangements_passing,
    risks_passing,
    duties_passing,
    matching_passing,
    audits_passing,
    feedback_passing,
    organisations_passing,
    succession_passing,
)
TAKEN = (risks_taken, duties_taken, lessons_taken, feedback_taken)
FALLING_DUE = (arrangements_due, risks_due, feedback_due, audits_due)


def register(app: Flask) -> None:
    """Blueprints, jobs and panels of every feature."""
    adapters.init_app(app)
    signin.init_app(app)
    app.register_blueprint(organisations.bp)
    app.register_blueprint(evidence.bp)
    arrangements.init_app(app)
    reminders.init_app(app)
    succession.init_app(app)
    risks.init_app(app)
    duties.init_app(app)
    lessons.init_app(app)
    matching.init_app(app)
    feedback.init_app(app)
    audits.init_app(app)
    app.register_blueprint(home.bp)
    app.register_blueprint(health.bp)
    for told in TOLD:
        contribute(app, told.SENTENCES, told.SUBJECTS)
    for sealed in SEALED:
        sealing.contribute(app, sealed.SEALS)
    for passes in PASSING:
        for kind in passes.PASSING:
            passing.contribute(app, kind)
    for taken in TAKEN:
        documents.contribute(app, taken.TAKER)
    for falls in FALLING_DUE:
        for source in falls.FALLS_DUE:
            due.contribute(app, source)
