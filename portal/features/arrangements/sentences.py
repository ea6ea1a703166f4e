"""How the ledger tells of arrangements. What belongs to one is told under its title."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, String, cast, select

from portal.features.arrangements.models import (
    Arrangement,
    Confirmation,
    Criterion,
    DifferingFigure,
    FollowUp,
    Governance,
    MentoringPair,
    MentoringSession,
    MoneyFlow,
    PaidYear,
    PartyContact,
    SettledAnswer,
    StepTaken,
    TermsVersion,
)
from portal.ledger.telling import QUIET, Subject

SENTENCES = {
    "arrangement.drafted": "noted {} as an idea",
    "arrangement.imported": "brought in {} from a file",
    "arrangement.described": "changed what {} is about",
    "arrangement.founded": "changed the legal basis of {}",
    "arrangement.paced": "changed the expected visits in {}",
    "arrangement.sent": "sent {} to its parties",
    "arrangement.changed": "changed {} after it was sent",
    "arrangement.withdrawn": "withdrew {}",
    "arrangement.refused": "refused to take part in {}",
    "arrangement.sent_again": "sent {} to its parties again",
    "arrangement.started": "recorded that {} started",
    "arrangement.reviewed": "put {} under review",
    "arrangement.carried_on": "ended the review of {}: it carries on",
    "arrangement.noticed": "gave notice to end {}",
    "arrangement.resumed": "took back the notice to end {}",
    "arrangement.closed": "closed {}",
    "step.explained": "gave the reason for a step in {}",
    "milestone.added": "added a milestone to {}",
    "milestone.changed": "changed a milestone of {}",
    "milestone.reached": "reached a milestone of {}",
    "milestone.removed": "removed a milestone from {}",
    "criterion.added": "added a success criterion to {}",
    "criterion.changed": "changed a success criterion of {}",
    "criterion.removed": "removed a success criterion from {}",
    "criterion.judged": "judged a success criterion of {}",
    "arrangement.copied": "started {} from another arrangement",
    "governance.set": "changed the governance of {}",
    "thresholds.set": "changed when a partnership is significant for {}",
    "assessment.made": "answered how well {} is run",
    "terms.made": "made a new version of {}",
    "terms.agreed": "was the last party to confirm {}: every party has agreed it",
    "confirmation.made": "confirmed {}",
    "confirmation.carried": "carried a confirmation over to the newest version of {}",
    "dispute.made": "disputed {}",
    "party.added": "added a party to {}",
    "party.changed": "changed what a party is in {}",
    "party.removed": "took a party out of {}",
    "party.left": "said that a party has left {}",
    "party.back": "said that a party has not left {}",
    "party.authorised": "said when a party joined {} and what authorised it",
    "contact.said": "said whom to ask about {}",
    "party.succeeded": "took over a place in {}",
    "money.added": "added money to {}",
    "money.changed": "changed money in {}",
    "money.removed": "removed money from {}",
    "money.shared": "changed who bears which part of a cost in {}",
    "money.planned": "changed the money planned for each year in {}",
    "money.compared": "changed what could be bought instead in {}",
    "money.paid": "recorded what was paid in {}",
    "money.repaid": "corrected what was paid in {}",
    "settled.answered": "said what is agreed about money and staff in {}",
    "differing_figure.stated": "stated another figure in {}",
    "differing_figure.corrected": "corrected a figure that differs in {}",
    "differing_figure.withdrawn": "withdrew a figure that differs in {}",
    "pair.added": "added a mentoring pair to {}",
    "pair.changed": "changed a mentoring pair in {}",
    "pair.removed": "removed a mentoring pair from {}",
    "session.planned": "planned a session of {}",
    "session.held": "logged a session of {}",
    "session.changed": "changed a session of {}",
    "session.called_off": "called off a session of {}",
    "session.put_back": "put back a session of {}",
    "sessions.imported": "brought sessions of {} in from a file",
    "sessions.called_off": "called off sessions of {} with a file",
    "follow_up.added": "added a follow-up to {}",
    "follow_up.changed": "changed a follow-up of {}",
    "follow_up.done": "did a follow-up of {}",
    "follow_up.passed": "took over a follow-up of {}",
    "measure.added": "added a measure to {}",
    "measure.changed": "changed a measure of {}",
    "measure.removed": "removed a measure from {}",
    "target.set": "set a target in {}",
    "target.revised": "revised a target in {}",
    "trajectory.added": "added a value on the way to a target in {}",
    "trajectory.removed": "removed a value on the way to a target from {}",
    "target.removed": "removed a target from {}",
    "view.kept": QUIET,
    "view.changed": QUIET,
    "view.removed": QUIET,
    "reading.recorded": "recorded a reading in {}",
    "reading.corrected": "corrected a reading in {}",
    "readings.imported": "imported readings into {}",
}


def _arrangements(references: Any) -> Select[*tuple[Any, ...]]:
    return select(
        Arrangement.reference.label("reference"),
        Arrangement.title.label("title"),
        Arrangement.reference.label("target"),
        Arrangement.sent_at.label("news_from"),
    ).where(Arrangement.reference.in_(references))


def _part(model: Any) -> Callable[[Any], Select[*tuple[Any, ...]]]:
    """Rows of a part of an arrangement that has a reference."""

    def rows(references: Any) -> Select[*tuple[Any, ...]]:
        return _under(model, model.reference).where(model.reference.in_(references))

    return rows


def _numbered(model: Any) -> Callable[[Any], Select[*tuple[Any, ...]]]:
    """Rows of a part that the ledger names by its number."""

    def rows(references: Any) -> Select[*tuple[Any, ...]]:
        return _under(model, cast(model.id, String)).where(model.id.in_(references))

    return rows


def _under(model: Any, reference: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            reference.label("reference"),
            Arrangement.title.label("title"),
            Arrangement.reference.label("target"),
            Arrangement.sent_at.label("news_from"),
        )
        .select_from(model)
        .join(Arrangement, Arrangement.id == model.arrangement_id)
    )


SUBJECTS = {
    "arrangement": Subject("an arrangement", "arrangements.show", _arrangements),
    **{
        model.__tablename__: Subject("an arrangement", "arrangements.show", _part(model))
        for model in (Criterion, MoneyFlow, PaidYear, DifferingFigure, MentoringPair, MentoringSession, FollowUp)
    },
    **{
        model.__tablename__: Subject("an arrangement", "arrangements.show", _numbered(model), numbered=True)
        for model in (TermsVersion, Confirmation, Governance, PartyContact, SettledAnswer, StepTaken)
    },
}
