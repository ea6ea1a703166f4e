"""The parts of one arrangement that its terms are made of, in one statement, and single rows to change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import db, lasting
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    CostShare,
    Criterion,
    DifferingFigure,
    FollowUp,
    Governance,
    Measure,
    MentoringPair,
    MentoringSession,
    Milestone,
    MoneyFlow,
    PaidYear,
    PlannedYear,
    RatingFramework,
    SettledAnswer,
    Target,
    TrajectoryPoint,
)
from portal.features.arrangements.queries.kinds import kind_of
from portal.features.arrangements.queries.measures import earlier_rows
from portal.features.arrangements.queries.parties import Parts, PartyLine, party_lines, party_parts
from portal.features.arrangements.queries.services import covered
from portal.features.arrangements.rules.checks import Facts
from portal.features.arrangements.rules.governance import AGREED as GOVERNED
from portal.features.arrangements.rules.lifecycle import Step, allowed
from portal.features.arrangements.rules.tasks import Task, counted_tasks
from portal.features.arrangements.rules.terms import Terms, terms_of
from portal.features.arrangements.rules.watch import Failing, Severity, Watched, told_before_sending
from portal.features.organisations import Organisation
from portal.panels import about, read_about

_Replaced = aliased(Target)


Row = TypeVar(
    "Row",
    Milestone,
    Criterion,
    MoneyFlow,
    MentoringPair,
    MentoringSession,
    FollowUp,
    Measure,
    DifferingFigure,
    PaidYear,
)


AGREED = (
    "services",
    "money",
    "shares",
    "planned",
    "settled",
    "pairs",
    "measures",
    "targets",
    "points",
    "governance",
    "criteria",
)


@dataclass(frozen=True)
class Workings:
    """Everything that is agreed, row by row; ``earlier`` readings, from before the baselines, stand beside it."""

    arrangement: Arrangement
    parties: Sequence[PartyLine]
    services: Sequence[Any] = field(default=())
    money: Sequence[Any] = field(default=())
    shares: Sequence[Any] = field(default=())
    planned: Sequence[Any] = field(default=())
    settled: Sequence[Any] = field(default=())
    pairs: Sequence[Any] = field(default=())
    measures: Sequence[Any] = field(default=())
    targets: Sequence[Any] = field(default=())
    points: Sequence[Any] = field(default=())
    governance: Sequence[Any] = field(default=())
    criteria: Sequence[Any] = field(default=())
    earlier: Sequence[Any] = field(default=())
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def roles(self) -> dict[int, tuple[str, ...]]:
        """Roles by organisation."""
        return {party.organisation_id: party.roles for party in self.parties}

    def only(self, role: str) -> str | None:
        """The reference of the organisation that takes part in this role, if one alone does."""
        found = [party.reference for party in self.taking_part() if role in party.roles]
        return found[0] if len(found) == 1 else None

    @property
    def names(self) -> dict[int, str]:
        """Names by organisation."""
        return {party.organisation_id: party.name for party in self.parties}

    @property
    def facts(self) -> Facts:
        """What the task list and the sending ask, of the parties that have not left."""
        present = {party.organisation_id: party.roles for party in self.parties if party.left_on is None}
        counts = {name: len(getattr(self, name)) for name in ("money", "pairs", "measures", "settled")}
        return Facts(
            self.arrangement,
            present,
            kind_of(self.arrangement.kind),
            **counts,
            without_baseline=sum(row.baseline_on is None for row in self.measures),
            counts=self.counts,
            wrong=self._told_of(Severity.RED),
            doubts=self._told_of(Severity.AMBER),
        )

    @property
    def told(self) -> list[tuple[str, Failing]]:
        """(task, what a check says) of what is wrong or to be looked at before it is sent."""
        rows = (self.money, self.shares, self.measures, self.targets, self.planned)
        return told_before_sending(Watched(self.arrangement, self.parties, *rows), clock.today())

    def _told_of(self, severity: Severity) -> dict[str, str]:
        """All that the checks say of each task."""
        said: dict[str, list[str]] = {}
        for task, one in self.told:
            if one.severity == severity:
                said.setdefault(task, []).append(one.words)
        return {task: ". ".join(words) for task, words in said.items()}

    @property
    def terms(self) -> Terms:
        """What the parties are asked to confirm."""
        rows = {name: getattr(self, name) for name in ("parties", *AGREED)}
        return terms_of(self.arrangement, rows, {one.organisation_id: one.reference for one in self.parties})

    def taking_part(self) -> list[PartyLine]:
        """The parties that do more than watch, and have not left."""
        return [party for party in self.parties if party.asked]

    @property
    def left(self) -> list[PartyLine]:
        """The parties that have left."""
        return [party for party in self.parties if party.left_on is not None]

    def paying(self) -> list[PartyLine]:
        """The parties that money comes from or goes to: those that take part, and those that ended."""
        return [party for party in self.parties if party.asked or (party.gone and not party.observes)]

    def party(self, reference: str) -> PartyLine:
        """The party whose organisation has this reference. Raises ``NotFound``."""
        wanted = read_reference(reference)
        for line in self.parties:
            if line.reference == wanted:
                return line
        raise NotFound

    def uses_of(self, organisation_id: int) -> list[str]:
        """Where the rest of the arrangement names an organisation, in words."""
        ends: dict[str, list[tuple[int | None, ...]]] = {
            "money": [
                *((row.payer_id, row.joint_payer_id, row.payee_id) for row in self.money),
                *((row.organisation_id,) for row in self.shares),
            ],
            "mentoring pairs": [(row.mentor_id, row.mentee_id) for row in self.pairs],
            "place as accountable body": [(self.arrangement.accountable_body_id,)],
        }
        return [words for words, pairs in ends.items() if any(organisation_id in pair for pair in pairs)]


def money_parts(arrangement_id: Any) -> Parts:
    """The SELECTs of money with its shares and planned years."""
    return {
        "money": select(
            MoneyFlow.id,
            MoneyFlow.reference,
            MoneyFlow.payer_id,
            MoneyFlow.joint_payer_id,
            MoneyFlow.payee_id,
            MoneyFlow.basis,
            MoneyFlow.pence,
            MoneyFlow.vat,
            MoneyFlow.in_kind,
            MoneyFlow.officer_days,
            MoneyFlow.day_rate,
            MoneyFlow.purpose,
            MoneyFlow.period_from,
            MoneyFlow.period_to,
            MoneyFlow.source,
            MoneyFlow.alternative_pence,
            MoneyFlow.alternative_per,
            MoneyFlow.alternative_times,
            MoneyFlow.alternative_source,
        )
        .where(MoneyFlow.arrangement_id == arrangement_id)
        .order_by(MoneyFlow.id),
        "shares": select(CostShare.money_flow_id, CostShare.organisation_id, CostShare.hundredths)
        .where(CostShare.arrangement_id == arrangement_id)
        .order_by(CostShare.money_flow_id, CostShare.organisation_id),
        "planned": select(PlannedYear.money_flow_id, PlannedYear.year, PlannedYear.pence, PlannedYear.days)
        .where(PlannedYear.arrangement_id == arrangement_id)
        .order_by(PlannedYear.money_flow_id, PlannedYear.year),
    }


def agreed_parts(arrangement_id: Any) -> Parts:
    """The SELECTs of services, money, what was settled, pairs, measures, targets and the points on the way to them,
    governance and criteria."""
    return {
        "services": covered(arrangement_id),
        **money_parts(arrangement_id),
        "settled": select(SettledAnswer.question, SettledAnswer.answer, SettledAnswer.note)
        .where(SettledAnswer.arrangement_id == arrangement_id)
        .order_by(SettledAnswer.id),
        "pairs": select(
            MentoringPair.id,
            MentoringPair.reference,
            MentoringPair.mentor_id,
            MentoringPair.mentor_post,
            MentoringPair.mentor_person,
            MentoringPair.mentee_id,
            MentoringPair.mentee_post,
            MentoringPair.mentee_person,
            MentoringPair.focus,
            MentoringPair.rhythm,
            MentoringPair.days_per_month,
            MentoringPair.first_on,
            MentoringPair.last_on,
        )
        .where(MentoringPair.arrangement_id == arrangement_id)
        .order_by(MentoringPair.id),
        "measures": select(
            Measure.reference,
            Measure.name,
            Measure.scale,
            Measure.unit,
            Measure.labels,
            Measure.second_name,
            Measure.second_labels,
            Measure.direction,
            Measure.baseline_value,
            Measure.baseline_label,
            Measure.baseline_second,
            Measure.baseline_from,
            Measure.baseline_on,
            (RatingFramework.name + " (" + RatingFramework.judge + ")").label("judged_by"),
        )
        .outerjoin(RatingFramework, RatingFramework.slug == Measure.framework)
        .where(Measure.arrangement_id == arrangement_id)
        .order_by(Measure.id),
        "targets": select(
            Target.reference,
            Measure.reference.label("measure"),
            Target.value,
            Target.label,
            Target.due_on,
            Target.set_on,
            Target.read_on,
            Target.reason,
            Target.replaced_on,
            _Replaced.reference.label("replaces"),
        )
        .join(Measure, Measure.id == Target.measure_id)
        .outerjoin(_Replaced, _Replaced.id == Target.replaces_id)
        .where(Measure.arrangement_id == arrangement_id)
        .order_by(Target.due_on, Target.id),
        "points": select(
            TrajectoryPoint.reference,
            Target.reference.label("target"),
            TrajectoryPoint.value,
            TrajectoryPoint.label,
            TrajectoryPoint.on_date,
        )
        .join(Target, Target.id == TrajectoryPoint.target_id)
        .join(Measure, Measure.id == Target.measure_id)
        .where(Measure.arrangement_id == arrangement_id)
        .order_by(TrajectoryPoint.on_date, TrajectoryPoint.id),
        "governance": select(*(getattr(Governance, name) for name in GOVERNED)).where(
            Governance.arrangement_id == arrangement_id, Governance.in_terms
        ),
        "criteria": select(Criterion.reference, Criterion.name, Criterion.how)
        .where(Criterion.arrangement_id == arrangement_id, Criterion.in_terms)
        .order_by(Criterion.id),
    }


def workings(arrangement: Arrangement) -> Workings:
    """All that is agreed, in one statement."""
    tasks = tuple(counted_tasks())
    rows = read_about(arrangement, _working_parts(tasks))
    counts = {task.name: rows[f"task_{task.name}"][0][0] for task in tasks}
    parts = {name: rows[name] for name in (*AGREED, "earlier")}
    return Workings(arrangement, party_lines(rows), **parts, counts=counts)


@cache
def _working_parts(tasks: tuple[Task, ...]) -> Parts:
    id_ = about("id")
    counted = {f"task_{task.name}": task.count(id_) for task in tasks if task.count}
    parts = {**party_parts(id_), **agreed_parts(id_), "earlier": earlier_rows(id_), **counted}
    return {name: lasting(part) for name, part in parts.items()}


def held(arrangement: Arrangement) -> Arrangement:
    """The arrangement as it is now, locked until the commit: who changes it next waits, and nobody who adds a row under
    it. Raises ``NotFound``."""
    fresh = db.session.scalar(
        select(Arrangement)
        .where(Arrangement.id == arrangement.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if fresh is None:
        raise NotFound
    return fresh


def held_with(evidence_id: int) -> Sequence[Arrangement]:
    """The arrangements that a piece of evidence belongs to, as they are now, locked until the commit."""
    uses = select(func.coalesce(ArrangementEvidence.arrangement_id, ArrangementEvidence.inner_arrangement_id)).where(
        ArrangementEvidence.evidence_id == evidence_id
    )
    return db.session.scalars(
        select(Arrangement)
        .where(Arrangement.id.in_(uses))
        .order_by(Arrangement.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def row_of(model: type[Row], arrangement: Arrangement, reference: str) -> Row:
    """A row of this arrangement, fresh from the database. Raises ``NotFound``, also for another arrangement's."""
    found = db.session.scalar(
        select(model)
        .where(model.reference == read_reference(reference), model.arrangement_id == arrangement.id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def has_rows(model: Any, column: Any, value: int) -> bool:
    """Whether ``model`` has a row whose ``column`` is ``value``."""
    return db.session.scalar(select(column).select_from(model).where(column == value).limit(1)) is not None


def arrangements_on(access_list_ids: Iterable[int]) -> Sequence[Arrangement]:
    """The arrangements whose outer list is one of these, the oldest first."""
    return db.session.scalars(
        select(Arrangement).where(Arrangement.access_list_id.in_(list(access_list_ids))).order_by(Arrangement.id)
    ).all()


def open_on(access_list_ids: Iterable[int]) -> Sequence[Arrangement]:
    """The arrangements that can still change and whose inner list is one of these, the oldest first."""
    found = select(Arrangement).where(Arrangement.inner_list_id.in_(list(access_list_ids))).order_by(Arrangement.id)
    return [one for one in db.session.scalars(found) if allowed(one.state, Step.CHANGE)]


def names_by_reference(references: Iterable[str]) -> dict[str, str]:
    """Names of organisations by reference."""
    rows = db.session.execute(
        select(Organisation.reference, Organisation.name).where(Organisation.reference.in_(sorted(references)))
    )
    return {row.reference: row.name for row in rows}


def names_by_id(ids: Iterable[int]) -> dict[int, str]:
    """Names of organisations by id."""
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(sorted(set(ids)))))
    return {row.id: row.name for row in rows}
