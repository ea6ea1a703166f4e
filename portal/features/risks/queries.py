"""Every SELECT of risks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, Page, bundle, db, page_by_key
from portal.due import MINE
from portal.features.arrangements import Arrangement, takes_part
from portal.features.organisations import Organisation
from portal.features.risks.models import (
    Level,
    Mitigation,
    OwnScore,
    Progress,
    Response,
    Risk,
    RiskMatrix,
    RiskScore,
    State,
)

NEWEST = 50
"""Scores and mitigations that the page of a risk shows."""
FEW = 3
"""Rows of each kind in a panel."""
MOST_WATCHED = 100
"""Risks that the check looks at, the highest first."""

Parts = Mapping[str, Select[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Filter:
    """What the register is narrowed to; ``state`` is ``None`` for open and closed."""

    state: State | None = State.OPEN
    level: Level | None = None
    likelihood: int | None = None
    impact: int | None = None


def matrix_of(arrangement_id: int) -> RiskMatrix | None:
    """The matrix that an arrangement chose."""
    return db.session.scalar(select(RiskMatrix).where(RiskMatrix.arrangement_id == arrangement_id))


def has_risks(arrangement_id: int) -> bool:
    """Whether anything was scored on its matrix."""
    return db.session.scalar(select(Risk.id).where(Risk.arrangement_id == arrangement_id).limit(1)) is not None


def annex_of(arrangement_id: int, organisation_id: int) -> int | None:
    """The list on which an organisation keeps what it makes of the risks of an arrangement for itself."""
    return db.session.scalar(
        select(OwnScore.access_list_id)
        .join(Risk, Risk.id == OwnScore.risk_id)
        .where(Risk.arrangement_id == arrangement_id, OwnScore.organisation_id == organisation_id)
        .limit(1)
    )


def mitigation_of(risk: Risk, reference: str) -> Mitigation:
    """A mitigation of this risk. Raises ``NotFound``, also for another risk's."""
    found = db.session.scalar(
        select(Mitigation).where(Mitigation.reference == read_reference(reference), Mitigation.risk_id == risk.id)
    )
    if found is None:
        raise NotFound
    return found


def watched_by(arrangement: Arrangement, organisation_id: int) -> Sequence[Risk]:
    """The open risks of an arrangement that an organisation watches, the oldest first."""
    open_ones = Risk.arrangement_id == arrangement.id, Risk.state == State.OPEN
    return db.session.scalars(select(Risk).where(*open_ones, Risk.owner_id == organisation_id).order_by(Risk.id)).all()


def to_be_done_by(arrangement: Arrangement, organisation_id: int) -> Sequence[tuple[Mitigation, str]]:
    """What an organisation has still to do about open risks of an arrangement, each with the risk's reference."""
    found = db.session.execute(
        select(Mitigation, Risk.reference)
        .join(Risk, Risk.id == Mitigation.risk_id)
        .where(
            Risk.arrangement_id == arrangement.id,
            Risk.state == State.OPEN,
            Mitigation.owner_id == organisation_id,
            Mitigation.progress == Progress.TO_DO,
        )
        .order_by(Mitigation.id)
    )
    return [(row.Mitigation, row.reference) for row in found]


def _matrix_part(arrangement_id: Any) -> Select[*tuple[Any, ...]]:
    return select(
        RiskMatrix.size,
        RiskMatrix.likelihood_labels,
        RiskMatrix.impact_labels,
        RiskMatrix.medium_from,
        RiskMatrix.high_from,
    ).where(RiskMatrix.arrangement_id == arrangement_id)


def grid(arrangement: Arrangement) -> Mapping[str, Sequence[Any]]:
    """``matrix`` (a row, or none) and ``cells``: how many open risks lie in each cell that has any."""
    cells = (
        select(Risk.likelihood, Risk.impact, func.count().label("risks"))
        .where(Risk.arrangement_id == arrangement.id, Risk.state == State.OPEN)
        .group_by(Risk.likelihood, Risk.impact)
        .order_by(Risk.likelihood, Risk.impact)
    )
    return bundle(db.session(), {"matrix": _matrix_part(arrangement.id), "cells": cells})


def register_page(
    arrangement: Arrangement,
    wanted: Filter,
    bounds: tuple[int, int],
    arguments: Mapping[str, str],
    size: int = PAGE_SIZE,
    *,
    lowest_first: bool = False,
) -> Page:
    """A page of the risks of an arrangement, the highest rating first unless asked otherwise. ``bounds`` are the
    ratings from which on a risk is medium and high."""
    listed: Any = (
        select(
            Risk.reference.label("reference"),
            Risk.what,
            Risk.cause,
            Risk.consequence,
            Risk.owner_post,
            Organisation.name.label("owner_name"),
            Risk.likelihood,
            Risk.impact,
            Risk.rating,
            Risk.response,
            Risk.state,
            Risk.review_on,
            _count_of(Mitigation.progress == Progress.TO_DO).label("to_do"),
        )
        .join(Organisation, Organisation.id == Risk.owner_id)
        .where(Risk.arrangement_id == arrangement.id)
    )
    for column in ("state", "likelihood", "impact"):
        if (value := getattr(wanted, column)) is not None:
            listed = listed.where(getattr(Risk, column) == value)
    if wanted.level is not None:
        listed = listed.where(_level(*bounds) == wanted.level.value)
    key = (Risk.rating, Risk.id)
    return page_by_key(db.session(), listed, key, Risk.reference, arguments, size, ascending=lowest_first)


def _level(medium_from: Any, high_from: Any) -> Any:
    return case(
        (Risk.rating >= high_from, Level.HIGH.value),
        (Risk.rating >= medium_from, Level.MEDIUM.value),
        else_=Level.LOW.value,
    )


def _count_of(which: Any) -> Any:
    return (
        select(func.count(Mitigation.id)).where(Mitigation.risk_id == Risk.id, which).correlate(Risk).scalar_subquery()
    )


def mitigations_of(references: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """What is done about each of these risks, in words, by the risk's reference; what was dropped left out."""
    rows = db.session.execute(
        select(Risk.reference, Mitigation.what)
        .join(Risk, Risk.id == Mitigation.risk_id)
        .where(Risk.reference.in_(references), Mitigation.progress != Progress.DROPPED)
        .order_by(Mitigation.due_on, Mitigation.id)
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.reference, []).append(row.what)
    return found


def story_of(risk: Risk) -> Mapping[str, Sequence[Any]]:
    """What the page of a risk shows: ``about`` (one row), ``matrix``, ``scores`` and ``own`` (newest first; of own
    ones those that the viewer's organisation may see) and ``mitigations`` (the earliest due first)."""
    about = (
        select(
            Arrangement.reference.label("arrangement_reference"),
            Arrangement.title.label("arrangement_title"),
            Arrangement.state.label("arrangement_state"),
            Organisation.name.label("owner_name"),
        )
        .select_from(Risk)
        .join(Arrangement, Arrangement.id == Risk.arrangement_id)
        .join(Organisation, Organisation.id == Risk.owner_id)
        .where(Risk.id == risk.id)
    )
    mitigations = (
        select(
            Mitigation.reference,
            Mitigation.what,
            Mitigation.owner_post,
            Organisation.name.label("owner_name"),
            Mitigation.due_on,
            Mitigation.progress,
            Mitigation.note,
        )
        .join(Organisation, Organisation.id == Mitigation.owner_id)
        .where(Mitigation.risk_id == risk.id)
        .order_by(Mitigation.due_on, Mitigation.id)
        .limit(NEWEST)
    )
    return bundle(
        db.session(),
        {
            "about": about,
            "matrix": _matrix_part(risk.arrangement_id),
            "scores": _scores(RiskScore, risk),
            "own": _scores(OwnScore, risk),
            "mitigations": mitigations,
        },
    )


def _scores(model: Any, risk: Risk) -> Select[*tuple[Any, ...]]:
    return (
        select(
            model.size,
            model.likelihood,
            model.impact,
            model.likelihood_label,
            model.impact_label,
            model.level,
            model.why,
            model.created_at,
            model.organisation_id,
            Organisation.name.label("organisation_name"),
        )
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(model.risk_id == risk.id)
        .order_by(model.id.desc())
        .limit(NEWEST)
    )


def panel_parts(arrangement_id: Any, today: Any) -> Parts:
    """For the page of an arrangement: itself, how many open risks there are of each level, the highest, and what is
    late."""
    level = _level(RiskMatrix.medium_from, RiskMatrix.high_from)
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
                model.created_at.label("scored_at"),
            )
            .join(Risk, Risk.id == model.risk_id)
            .join(scorer, scorer.id == model.organisation_id)
            .where(of_it)
            .order_by(model.id)
        )

    risks = ("what", "cause", "consequence", "owner_post", "likelihood", "impact", "response", "review_on", "state")
    todo = ("what", "owner_post", "due_on", "progress", "note")
    return {
        "risk_matrix": _matrix_part(arrangement_id),
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
