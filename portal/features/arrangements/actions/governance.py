"""Saying how an arrangement is looked after, and how it scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal import ledger
from portal.access import current_viewer
from portal.core.errors import Conflict
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import write
from portal.features.arrangements.actions.terms import changing
from portal.features.arrangements.models import (
    Arrangement,
    AssessmentAnswer,
    Governance,
    Readiness,
    SignificanceThreshold,
)
from portal.features.arrangements.rules import governance as rules
from portal.features.organisations import own_record


@dataclass(frozen=True)
class GovernanceFacts:
    """Who meets and decides, when it is reviewed, and how it would end; without anything, what is said before the first
    time. ``version`` is that of nothing said."""

    version: ClassVar[int] = 0

    meetings: str = ""
    board: str = ""
    scrutiny: str = ""
    next_review_on: date | None = None
    notice_months: int | None = None
    exit_plan: str = ""
    exit_readiness: str = Readiness.NOT_STARTED.value
    data_sharing: str = ""
    equality_impact: str = ""


def set_governance(arrangement: Arrangement, version: int | None, facts: GovernanceFacts) -> None:
    """Say how it is looked after, which the parties agree. ``version`` is the row's. Nothing said before the first time
    stays nothing.

    Raises ``RuleBroken``, ``Conflict``.
    """
    rules.check_governance(facts.notice_months, facts.exit_plan, facts.exit_readiness)
    with changing(arrangement) as held:
        if facts == GovernanceFacts() and queries.governance_of(held) is None:
            return
        row = _row(held, version)
        before = {name: getattr(row, name) for name in rules.AGREED}
        write(row, facts)
        row.in_terms = row.in_terms or before != {name: getattr(row, name) for name in rules.AGREED}
        if db.session.is_modified(row):
            told = {"exit_readiness": facts.exit_readiness}
            ledger.record("governance.set", row, told | {"arrangement": held.reference})


def _row(held: Arrangement, version: int | None) -> Governance:
    """The row in its version, made if nothing was said yet. Raises ``Conflict``."""
    row = queries.governance_of(held)
    if version is not None and version != (row.version if row else GovernanceFacts.version):
        raise Conflict
    if row is None:
        row = Governance(access_list_id=held.inner_list_id, arrangement_id=held.id, assessed=0, in_terms=True)
        db.session.add(row)
    return row


def assess(arrangement: Arrangement, version: int | None, scores: Mapping[str, tuple[int | None, str]]) -> None:
    """Answer questions of the self-assessment: for each (score, why). No score takes the answer back.

    ``version`` is that of the governance row. Raises ``RuleBroken``, ``Conflict``.
    """
    rules.check_scores({question: score for question, (score, _) in scores.items()})
    with changing(arrangement) as held:
        governance = _row(held, version)
        governance.assessed += 1
        there = {row.question: row for row in queries.answers_of(held)}
        for question, (score, note) in scores.items():
            row = there.get(question)
            if score is None:
                if row is not None:
                    db.session.delete(row)
                continue
            if row is None:
                row = AssessmentAnswer(access_list_id=held.inner_list_id, arrangement_id=held.id, question=question)
                db.session.add(row)
            row.score, row.note = score, note
        score = sum(score or 0 for score, _ in scores.values())
        ledger.record("assessment.made", governance, {"score": score, "arrangement": held.reference})


@dataclass(frozen=True)
class Thresholds:
    """From which score on a partnership is of medium and of high significance; without anything, what comes with the
    portal. ``version`` is that of nothing said."""

    version: ClassVar[int] = 0

    medium: int = rules.DEFAULT_THRESHOLDS[0]
    high: int = rules.DEFAULT_THRESHOLDS[1]


def set_thresholds(version: int | None, facts: Thresholds) -> None:
    """Say from which score on a partnership is significant for the viewer's organisation. ``version`` is the row's.

    Raises ``RuleBroken``, ``Conflict``.
    """
    rules.check_thresholds(facts.medium, facts.high)
    record = own_record(current_viewer().organisation_id)
    row = queries.thresholds_of(record.organisation_id)
    if version is not None and version != (row.version if row else Thresholds.version):
        raise Conflict
    if row is None:
        row = SignificanceThreshold(access_list_id=record.access_list_id, organisation_id=record.organisation_id)
        db.session.add(row)
    write(row, facts)
    ledger.record("thresholds.set", record, {"medium": facts.medium, "high": facts.high})
