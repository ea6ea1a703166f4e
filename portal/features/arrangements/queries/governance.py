"""How an arrangement is looked after, and how it scores."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select, update

from portal.data import db
from portal.features.arrangements.models import (
    Arrangement,
    AssessmentAnswer,
    Governance,
    SignificanceThreshold,
)
from portal.features.arrangements.queries.parties import Parts
from portal.features.arrangements.rules.governance import CHECKS, FIELDS, QUESTIONS, WORDED
from portal.features.arrangements.rules.tasks import Task, add_task
from portal.features.arrangements.rules.watch import add_check


def governance_rows(arrangement_id: Any) -> Any:
    """A SELECT of the one row, for the checks and the page."""
    columns = (*(getattr(Governance, name) for name in FIELDS), Governance.notice_on)
    return select(*columns).where(Governance.arrangement_id == arrangement_id)


def keep_notice_day(arrangement: Arrangement, day: date | None) -> None:
    """Write the last day for notice. It is no change that anybody made, so the row keeps its version."""
    of = update(Governance).where(Governance.arrangement_id == arrangement.id)
    db.session.execute(of.values(notice_on=day))


def governance_of(arrangement: Arrangement) -> Governance | None:
    """The row, to be shown in a form or changed."""
    return db.session.scalar(
        select(Governance).where(Governance.arrangement_id == arrangement.id).execution_options(populate_existing=True)
    )


def assessment_rows(arrangement_id: Any) -> Any:
    """A SELECT of the answers of the self-assessment: question, score, note."""
    return select(AssessmentAnswer.question, AssessmentAnswer.score, AssessmentAnswer.note).where(
        AssessmentAnswer.arrangement_id == arrangement_id
    )


def answers_of(arrangement: Arrangement) -> Sequence[AssessmentAnswer]:
    """The answers, in the order of the questions."""
    order = list(QUESTIONS)
    rows = db.session.scalars(select(AssessmentAnswer).where(AssessmentAnswer.arrangement_id == arrangement.id))
    return sorted(rows, key=lambda row: order.index(row.question) if row.question in order else len(order))


def thresholds_rows(organisation_id: Any = None) -> Any:
    """A SELECT of the thresholds that the viewer can see, which are its own; of one organisation, if it is given."""
    rows = select(
        SignificanceThreshold.organisation_id, SignificanceThreshold.medium, SignificanceThreshold.high
    ).order_by(SignificanceThreshold.id)
    return rows if organisation_id is None else rows.where(SignificanceThreshold.organisation_id == organisation_id)


_lent: dict[str, Callable[[Any], Any]] = {}
LENT = "lent_"


def lend_thresholds(name: str, rows: Callable[[Any], Any]) -> None:
    """Have a viewer read scores by thresholds that are not its own. ``rows`` gives, for the outer list of an
    arrangement, a lasting-safe SELECT of whose they are, medium and high, both empty where nothing was said."""
    _lent.setdefault(name, rows)


def lent_parts(access_list_id: Any) -> Parts:
    """The SELECTs of the thresholds that the viewer is lent for an arrangement."""
    return {f"{LENT}{name}": rows(access_list_id) for name, rows in _lent.items()}


def thresholds_of(organisation_id: int) -> SignificanceThreshold | None:
    """The thresholds of an organisation, to be shown in a form or changed."""
    return db.session.scalar(
        select(SignificanceThreshold)
        .where(SignificanceThreshold.organisation_id == organisation_id)
        .execution_options(populate_existing=True)
    )


def _counted(model: Any) -> Callable[[Any], Any]:
    """A SELECT of how many rows of a part an arrangement has."""
    return lambda arrangement_id: select(func.count(model.id)).where(model.arrangement_id == arrangement_id)


def _said(arrangement_id: Any) -> Any:
    """A SELECT of how many rows of governance say anything; an answer to how well it is run makes a row too."""
    return select(func.count(Governance.id)).where(
        Governance.arrangement_id == arrangement_id,
        or_(
            *(getattr(Governance, name) != "" for name in WORDED),
            Governance.next_review_on.is_not(None),
            Governance.notice_months.is_not(None),
        ),
    )


add_task(
    Task(
        "governance",
        "Governance, reviews and exit",
        "arrangements.governance",
        "Who decides, when it is looked at again, and how it would end",
        lambda facts: facts.counts.get("governance", 0) > 0,
        count=_said,
    )
)
add_task(
    Task(
        "assessment",
        "How well is it run?",
        "arrangements.assessment",
        "Eight questions that an auditor would ask",
        lambda facts: facts.counts.get("assessment", 0) > 0,
        lambda facts: "" if facts.counts.get("assessment", 0) == len(QUESTIONS) else "Answer all of the questions",
        count=_counted(AssessmentAnswer),
    )
)
for _check in CHECKS:
    add_check(replace(_check, rows=governance_rows) if _check.name == "governance" else _check)
