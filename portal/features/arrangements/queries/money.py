"""Money of one arrangement: everything for its page, and single rows to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import Page, bundle, db, page_by_key
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    CostShare,
    DifferingFigure,
    MoneyFlow,
    PaidYear,
    PlannedYear,
    SettledAnswer,
)
from portal.features.arrangements.queries.parties import Parts, PartyLine, party_lines, party_parts
from portal.features.arrangements.queries.workings import agreed_parts
from portal.features.arrangements.rules.money import (
    FlowYears,
    Total,
    Year,
    by_year,
    flows_with_years,
    totals,
    whole,
)
from portal.features.arrangements.rules.money_words import faults
from portal.features.evidence import Evidence
from portal.features.organisations import Organisation

SHOWN_FIGURES = 20
MOST_EVIDENCE = 100
MOST_SHOWN = 25

_later = aliased(DifferingFigure)


@dataclass(frozen=True)
class Moneys:
    """All money of an arrangement: agreed, recorded and disputed."""

    parties: Sequence[PartyLine]
    flows: Sequence[FlowYears]
    figures: Sequence[Any]
    settled: Sequence[Any]

    @property
    def names(self) -> dict[int, str]:
        """Names by organisation."""
        return {party.organisation_id: party.name for party in self.parties}

    @property
    def totals(self) -> list[Total]:
        """The total of each party and of each two who pay between them."""
        shares = [share for one in self.flows for share in one.shares]
        return totals([one.flow for one in self.flows], shares)

    @property
    def years(self) -> list[Year]:
        """Planned and paid money year by year."""
        return by_year(self.flows)

    @property
    def whole(self) -> int:
        """All money agreed, in pence."""
        return whole(one.flow.pence for one in self.flows)

    @property
    def faults(self) -> list[str]:
        """What does not add up, in sentences."""
        return faults(self.flows, self.names)

    @property
    def by_id(self) -> dict[int, FlowYears]:
        """Flows by id."""
        return {one.flow.id: one for one in self.flows}

    def flow(self, reference: str) -> FlowYears:
        """The flow with this reference. Raises ``NotFound``."""
        wanted = read_reference(reference)
        for one in self.flows:
            if one.flow.reference == wanted:
                return one
        raise NotFound


def moneys(arrangement: Arrangement) -> Moneys:
    """All of it, in one statement."""
    agreed = agreed_parts(arrangement.id)
    parts: Parts = {
        **party_parts(arrangement.id),
        **{name: agreed[name] for name in ("money", "shares", "planned", "settled")},
        "paid": select(
            PaidYear.reference,
            PaidYear.money_flow_id,
            PaidYear.year,
            PaidYear.pence,
            PaidYear.days,
            PaidYear.note,
            PaidYear.recorded_by_id,
            PaidYear.created_at,
            Organisation.name.label("recorded_by"),
            Evidence.reference.label("evidence"),
            Evidence.title.label("evidence_title"),
        )
        .join(Organisation, Organisation.id == PaidYear.recorded_by_id)
        .outerjoin(Evidence, Evidence.id == PaidYear.evidence_id)
        .where(PaidYear.arrangement_id == arrangement.id)
        .order_by(PaidYear.money_flow_id, PaidYear.year),
        "figures": figures_of(arrangement)
        .where(DifferingFigure.withdrawn_at.is_(None))
        .order_by(DifferingFigure.id.desc())
        .limit(SHOWN_FIGURES),
    }
    rows = bundle(db.session(), parts)
    flows = flows_with_years(rows["money"], rows["shares"], rows["planned"], rows["paid"])
    return Moneys(party_lines(rows), flows, rows["figures"], rows["settled"])


def figures_of(arrangement: Arrangement) -> Any:
    """A SELECT of an arrangement's differing figures, those that stand and those that do not, in no order."""
    return (
        select(
            DifferingFigure.reference.label("reference"),
            DifferingFigure.money_flow_id,
            DifferingFigure.year,
            DifferingFigure.pence,
            DifferingFigure.period,
            DifferingFigure.source,
            DifferingFigure.note,
            DifferingFigure.stated_by_id,
            DifferingFigure.withdrawn_at,
            DifferingFigure.corrects_id,
            DifferingFigure.created_at,
            exists().where(_later.corrects_id == DifferingFigure.id).label("corrected"),
            Organisation.name.label("stated_by"),
        )
        .join(Organisation, Organisation.id == DifferingFigure.stated_by_id)
        .where(DifferingFigure.arrangement_id == arrangement.id)
    )


def figures_page(arrangement: Arrangement, arguments: Mapping[str, str]) -> Page:
    """Every differing figure that was ever stated, the newest first."""
    key = (DifferingFigure.created_at, DifferingFigure.id)
    return page_by_key(db.session(), figures_of(arrangement), key, DifferingFigure.reference, arguments)


def shares_of(flow: MoneyFlow) -> Sequence[CostShare]:
    """The rows of a flow's shares."""
    return db.session.scalars(
        select(CostShare).where(CostShare.money_flow_id == flow.id).order_by(CostShare.organisation_id)
    ).all()


def planned_of(flow: MoneyFlow) -> Sequence[PlannedYear]:
    """The rows of a flow's planned years, the earliest first."""
    return db.session.scalars(
        select(PlannedYear).where(PlannedYear.money_flow_id == flow.id).order_by(PlannedYear.year)
    ).all()


def paid_of(flow: MoneyFlow) -> Sequence[PaidYear]:
    """The rows of what was paid of a flow, the earliest year first."""
    return db.session.scalars(select(PaidYear).where(PaidYear.money_flow_id == flow.id).order_by(PaidYear.year)).all()


def paid_shown_by(evidence_id: Any) -> Any:
    """A SELECT of the newest years of money paid, or days given, that a piece of evidence shows, with their flow and
    arrangement."""
    return (
        select(
            Arrangement.reference,
            Arrangement.title,
            MoneyFlow.reference.label("flow"),
            MoneyFlow.purpose,
            MoneyFlow.in_kind,
            PaidYear.year,
            PaidYear.pence,
            PaidYear.days,
        )
        .join(MoneyFlow, MoneyFlow.id == PaidYear.money_flow_id)
        .join(Arrangement, Arrangement.id == PaidYear.arrangement_id)
        .where(PaidYear.evidence_id == evidence_id)
        .order_by(PaidYear.year.desc(), PaidYear.id.desc())
        .limit(MOST_SHOWN)
    )


def ends_of(flow: MoneyFlow) -> set[int]:
    """The organisations that pay, bear a share or are paid."""
    return FlowYears(flow, shares_of(flow)).ends


def flow_of(paid: PaidYear) -> MoneyFlow:
    """The flow that something was paid of."""
    return db.session.get_one(MoneyFlow, paid.money_flow_id)


def evidence_choices(arrangement: Arrangement) -> Sequence[Any]:
    """The newest evidence of the arrangement that only the parties see: id, reference, title."""
    return db.session.execute(
        select(Evidence.id, Evidence.reference, Evidence.title)
        .join(ArrangementEvidence, ArrangementEvidence.evidence_id == Evidence.id)
        .where(ArrangementEvidence.inner_arrangement_id == arrangement.id)
        .order_by(Evidence.created_at.desc(), Evidence.id.desc())
        .limit(MOST_EVIDENCE)
    ).all()


def inner_evidence(arrangement: Arrangement, reference: str) -> int:
    """The id of evidence of the arrangement that only the parties see. Raises ``NotFound``."""
    found = db.session.scalar(
        select(Evidence.id)
        .join(ArrangementEvidence, ArrangementEvidence.evidence_id == Evidence.id)
        .where(
            ArrangementEvidence.inner_arrangement_id == arrangement.id,
            Evidence.reference == read_reference(reference),
        )
    )
    if found is None:
        raise NotFound
    return int(found)


def answer_to(arrangement: Arrangement, question: str) -> SettledAnswer | None:
    """The answer to a question about tax, risk, property or staff, if it is given."""
    return db.session.scalar(
        select(SettledAnswer)
        .where(SettledAnswer.arrangement_id == arrangement.id, SettledAnswer.question == question)
        .execution_options(populate_existing=True)
    )
