"""What other pages and documents show of risks, what the checks look at, and what falls due."""

from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.due import MINE
from portal.features.arrangements import Arrangement, takes_part
from portal.features.organisations import Organisation
from portal.features.risks.models import (
    Mitigation,
    OwnScore,
    Progress,
    Response,
    Risk,
    RiskMatrix,
    RiskScore,
    State,
)
from portal.features.risks.queries.register import Parts, level_of, matrix_part, scored_at

FEW = 3
"""Rows of each kind in a panel."""
MOST_WATCHED = 100
"""Risks that the check looks at, the highest first."""


def panel_parts(arrangement_id: Any, today: Any) -> Parts:
    """For the page of an arrangement: itself, how many open risks there are of each level, the highest, and what is
    late."""
    level = level_of(RiskMatrix.medium_from, RiskMatrix.high_from)
    on_matrix = RiskMatrix.arrangement_id == Risk.arrangement_id
    open_risks = and_(Risk.arrangement_id == arrangement_id, Risk.state == State.OPEN)
    late = (
        select(func.count(Mitigation.id))
        .where(Mitigation.risk_id == Risk.id, Mitigation.progress == Progress.TO_DO, Mitigation.due_on < today)
        .correlate(Risk)
        .scalar_subquery()
    )
    return {
        "about": select(Arrangement.reference.label("reference"), Arrangement.state.label("state")).where(
            Arrangement.id == arrangement_id
        ),
        "levels": select(level.label("level"), func.count().label("risks"))
        .select_from(Risk)
        .join(RiskMatrix, on_matrix)
        .where(open_risks)
        .group_by(level),
        "highest": select(
            Risk.reference.label("reference"),
            Risk.what,
            Risk.owner_post,
            Organisation.name.label("owner_name"),
            level.label("level"),
            Risk.rating,
            (Risk.review_on < today).label("review_late"),
            Risk.review_on,
            late.label("late"),
        )
        .select_from(Risk)
        .join(RiskMatrix, on_matrix)
        .join(Organisation, Organisation.id == Risk.owner_id)
        .where(open_risks)
        .order_by(Risk.rating.desc(), Risk.id.desc())
        .limit(FEW),
        "late": select(
            Risk.reference.label("reference"),
            Mitigation.what,
            Mitigation.due_on,
            Mitigation.owner_post,
            Organisation.name.label("owner_name"),
        )
        .select_from(Mitigation)
        .join(Risk, Risk.id == Mitigation.risk_id)
        .join(Organisation, Organisation.id == Mitigation.owner_id)
        .where(open_risks, Mitigation.progress == Progress.TO_DO, Mitigation.due_on < today)
        .order_by(Mitigation.due_on, Mitigation.id)
        .limit(FEW),
    }


def document_parts(arrangement_id: Any) -> Parts:
    """For the document of an arrangement: its matrix, risks, what was scored, and what is done about them."""
    owner, scorer = aliased(Organisation), aliased(Organisation)
    of_it = Risk.arrangement_id == arrangement_id

    def scores(model: Any) -> Select[*tuple[Any, ...]]:
        names = ("size", "likelihood", "impact", "likelihood_label", "impact_label", "level", "why")
        return (
            select(
                Risk.reference.label("risk"),
                *(getattr(model, name) for name in names),
                scorer.reference.label("organisation"),
                scored_at(model),
            )
            .join(Risk, Risk.id == model.risk_id)
            .join(scorer, scorer.id == model.organisation_id)
            .where(of_it)
            .order_by(model.id)
        )

    risks = ("what", "cause", "consequence", "owner_post", "likelihood", "impact", "response", "review_on", "state")
    todo = ("what", "owner_post", "due_on", "progress", "note")
    return {
        "risk_matrix": matrix_part(arrangement_id),
        "risks": select(
            Risk.reference,
            *(getattr(Risk, name) for name in risks),
            Risk.state_why,
            Risk.state_on,
            owner.reference.label("owner"),
        )
        .join(owner, owner.id == Risk.owner_id)
        .where(of_it)
        .order_by(Risk.id),
        "risk_scores": scores(RiskScore),
        "own_scores": scores(OwnScore),
        "mitigations": select(
            Mitigation.reference,
            Risk.reference.label("risk"),
            *(getattr(Mitigation, name) for name in todo),
            owner.reference.label("owner"),
        )
        .join(Risk, Risk.id == Mitigation.risk_id)
        .join(owner, owner.id == Mitigation.owner_id)
        .where(of_it)
        .order_by(Mitigation.id),
    }


def counted(arrangement_id: Any) -> Select[Any]:
    """How many risks an arrangement has, for the task list."""
    return select(func.count(Risk.id)).where(Risk.arrangement_id == arrangement_id)


def to_watch(arrangement_id: Any) -> Select[*tuple[Any, ...]]:
    """For the check: open risks that have a day, or something amiss: what, review_on, first_due_on (the earliest day of
    a mitigation still to do), bare (high, not accepted, and nothing done about it) and unwatched."""
    first_due = (
        select(func.min(Mitigation.due_on))
        .where(Mitigation.risk_id == Risk.id, Mitigation.progress == Progress.TO_DO)
        .correlate(Risk)
        .scalar_subquery()
    )
    bare = and_(
        Risk.rating >= RiskMatrix.high_from,
        Risk.response != Response.ACCEPT,
        ~exists().where(Mitigation.risk_id == Risk.id, Mitigation.progress != Progress.DROPPED),
    )
    unwatched = ~takes_part(Risk.arrangement_id, Risk.owner_id)
    return (
        select(
            Risk.what,
            Risk.review_on,
            first_due.label("first_due_on"),
            bare.label("bare"),
            unwatched.label("unwatched"),
        )
        .join(RiskMatrix, RiskMatrix.arrangement_id == Risk.arrangement_id)
        .where(
            Risk.arrangement_id == arrangement_id,
            Risk.state == State.OPEN,
            or_(Risk.review_on.is_not(None), first_due.is_not(None), bare, unwatched),
        )
        .order_by(Risk.rating.desc(), Risk.id.desc())
        .limit(MOST_WATCHED)
    )


def _due(model: Any, due_on: Any, what: Any) -> Select[*tuple[Any, ...]]:
    return select(
        model.id.label("id"),
        model.reference.label("key"),
        due_on.label("due_on"),
        what.label("what"),
        Arrangement.title.label("title"),
        Risk.reference.label("reference"),
        literal("").label("row"),
    )


MITIGATIONS_DUE = (
    _due(Mitigation, Mitigation.due_on, Mitigation.what)
    .join(Risk, Risk.id == Mitigation.risk_id)
    .join(Arrangement, Arrangement.id == Risk.arrangement_id)
    .where(Mitigation.owner_id == MINE, Mitigation.progress == Progress.TO_DO, Risk.state == State.OPEN)
)
"""What the viewer's organisation is still to do about open risks; for ``portal.due``."""

REVIEWS_DUE = (
    _due(Risk, Risk.review_on, Risk.what)
    .join(Arrangement, Arrangement.id == Risk.arrangement_id)
    .where(Risk.owner_id == MINE, Risk.state == State.OPEN, Risk.review_on.is_not(None))
)
"""Open risks that the viewer's organisation watches, each with the day on which it looks at it again."""
