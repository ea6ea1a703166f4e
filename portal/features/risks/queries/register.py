"""The register of risks of an arrangement, one risk, and rows to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, Page, bundle, db, page_by_key
from portal.features.arrangements import Arrangement
from portal.features.organisations import Organisation
from portal.features.risks.models import (
    Level,
    Mitigation,
    OwnScore,
    Progress,
    Risk,
    RiskMatrix,
    RiskScore,
    State,
)

NEWEST = 50
"""Scores and mitigations that the page of a risk shows."""
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


def matrix_part(arrangement_id: Any) -> Select[*tuple[Any, ...]]:
    """A SELECT of the matrix of an arrangement: its size, labels and where its levels begin."""
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
    return bundle(db.session(), {"matrix": matrix_part(arrangement.id), "cells": cells})


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
        listed = listed.where(level_of(*bounds) == wanted.level.value)
    key = (Risk.rating, Risk.id)
    return page_by_key(db.session(), listed, key, Risk.reference, arguments, size, ascending=lowest_first)


def level_of(medium_from: Any, high_from: Any) -> Any:
    """The level of a row of risks, by where medium and high begin."""
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
            "matrix": matrix_part(risk.arrangement_id),
            "scores": _scores(RiskScore, risk),
            "own": _scores(OwnScore, risk),
            "mitigations": mitigations,
        },
    )


def scored_at(model: Any) -> Any:
    """When it was scored: as the file says that it came in with, or else when it was made."""
    return func.coalesce(model.scored_at, model.created_at).label("scored_at")


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
            scored_at(model),
            model.scored_at.is_not(None).label("from_file"),
            model.organisation_id,
            Organisation.name.label("organisation_name"),
        )
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(model.risk_id == risk.id)
        .order_by(model.id.desc())
        .limit(NEWEST)
    )
