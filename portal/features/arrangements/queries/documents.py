"""Everything of one arrangement that the viewer can see, for a document of it."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.data import AccessList, db, lasting
from portal.downloads import MOST_BESIDE
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    AssessmentAnswer,
    Confirmation,
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
    Party,
    PartyContact,
    Reading,
    StepTaken,
    TermsVersion,
)
from portal.features.arrangements.queries.parties import Parts, party_lines, party_parts
from portal.features.arrangements.queries.workings import AGREED, agreed_parts
from portal.features.arrangements.rules.terms import Terms, terms_of
from portal.features.evidence import Evidence, EvidenceVersion
from portal.features.organisations import Membership, Organisation, OrganisationIdentifier, Person
from portal.panels import Slot, about, read_with_panels

_ID, _INNER = about("id"), about("inner_list_id")
_Replaced, _Corrected = aliased(Reading), aliased(DifferingFigure)


def document_rows(arrangement: Arrangement) -> tuple[Terms, dict[str, list[Any]], dict[str, Any], dict[int, str]]:
    """The terms as they stand, the rows of every part by its name, those of features above, and the references of its
    organisations by id, in one statement; ``inside`` has a row for who sees the inner list."""
    rows, filled = read_with_panels(Slot.DOCUMENT, arrangement, _PARTS)
    above = {name: found for panel in filled for name, found in panel.rows.items()}
    parties = party_lines(rows)
    agreed = {"parties": parties, **{name: rows[f"agreed_{name}"] for name in AGREED}}
    references = {one.organisation_id: one.reference for one in parties}
    return terms_of(arrangement, agreed, references), rows, above, references


def arrangements_by_reference(references: list[str]) -> dict[str, Arrangement]:
    """These arrangements, as far as the viewer can see them."""
    found = db.session.scalars(select(Arrangement).where(Arrangement.reference.in_(references)))
    return {one.reference: one for one in found}


def _who(column: Any, label: str) -> Any:
    """An organisation by its reference."""
    return select(Organisation.reference).where(Organisation.id == column).scalar_subquery().label(label)


def _of(model: Any, *columns: str) -> list[Any]:
    return [getattr(model, name) for name in columns]


_DOCUMENT: Parts = {
    "inside": select(AccessList.id).where(AccessList.id == _INNER),
    "organisations": select(
        Organisation.reference.label("organisation"),
        Organisation.name,
        (OrganisationIdentifier.scheme + "-" + OrganisationIdentifier.value).label("identifier"),
    )
    .join(Party, Party.organisation_id == Organisation.id)
    .outerjoin(OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id)
    .where(Party.arrangement_id == _ID)
    .order_by(Party.id, OrganisationIdentifier.id),
    "contacts": select(
        _who(PartyContact.organisation_id, "organisation"),
        func.coalesce(Person.name, PartyContact.name).label("name"),
        PartyContact.post,
        func.coalesce(Person.email, PartyContact.email).label("email"),
        PartyContact.phone,
        _who(PartyContact.said_by_id, "said_by"),
        PartyContact.said_at,
    )
    .outerjoin(Membership, Membership.id == PartyContact.membership_id)
    .outerjoin(Person, Person.id == Membership.person_id)
    .where(PartyContact.arrangement_id == _ID, Membership.ended_at.is_(None))
    .order_by(PartyContact.id),
    "versions": select(
        *_of(TermsVersion, "number", "digest", "terms", "changed", "by_law"),
        _who(TermsVersion.made_by_id, "made_by"),
        TermsVersion.created_at.label("made_at"),
    )
    .where(TermsVersion.arrangement_id == _ID)
    .order_by(TermsVersion.number),
    "confirmations": select(
        _who(Confirmation.organisation_id, "organisation"),
        Confirmation.terms_number.label("version"),
        Confirmation.terms_digest.label("digest"),
        *_of(Confirmation, "decision", "comment", "carried_from"),
        Confirmation.created_at.label("said_at"),
    )
    .where(Confirmation.arrangement_id == _ID)
    .order_by(Confirmation.id),
    "steps": select(
        _who(StepTaken.organisation_id, "organisation"),
        *_of(StepTaken, "step", "state", "on_date", "note"),
        StepTaken.created_at.label("taken_at"),
    )
    .where(StepTaken.arrangement_id == _ID)
    .order_by(StepTaken.id),
    "sessions": select(
        *_of(MentoringSession, "reference", "state", "on_date", "minutes", "people", "topic", "advice", "outcome"),
        MentoringSession.called_off_why,
        MentoringPair.reference.label("pair"),
        Measure.reference.label("measure"),
        Evidence.reference.label("evidence"),
        _who(MentoringSession.logged_by_id, "logged_by"),
    )
    .outerjoin(MentoringPair, MentoringPair.id == MentoringSession.pair_id)
    .outerjoin(Measure, Measure.id == MentoringSession.measure_id)
    .outerjoin(Evidence, Evidence.id == MentoringSession.evidence_id)
    .where(MentoringSession.arrangement_id == _ID)
    .order_by(MentoringSession.on_date, MentoringSession.id),
    "follow_ups": select(
        FollowUp.reference,
        MentoringSession.reference.label("session"),
        FollowUp.what,
        _who(FollowUp.owner_id, "owner"),
        *_of(FollowUp, "owner_post", "due_on", "done_on"),
    )
    .join(MentoringSession, MentoringSession.id == FollowUp.session_id)
    .where(FollowUp.arrangement_id == _ID)
    .order_by(FollowUp.due_on, FollowUp.id),
    "readings": select(
        Reading.reference,
        Measure.reference.label("measure"),
        *_of(Reading, "value", "label", "second_label", "period_from", "on_date", "source", "reason"),
        _Replaced.reference.label("replaces"),
        Evidence.reference.label("evidence"),
        _who(Reading.recorded_by_id, "recorded_by"),
    )
    .join(Measure, Measure.id == Reading.measure_id)
    .outerjoin(_Replaced, _Replaced.id == Reading.replaces_id)
    .outerjoin(Evidence, Evidence.id == Reading.evidence_id)
    .where(Measure.arrangement_id == _ID)
    .order_by(Reading.on_date, Reading.id),
    "differing_figures": select(
        DifferingFigure.reference,
        MoneyFlow.reference.label("money"),
        *_of(DifferingFigure, "year", "pence", "period", "source", "note"),
        _who(DifferingFigure.stated_by_id, "stated_by"),
        DifferingFigure.withdrawn_at,
        _Corrected.reference.label("corrects"),
    )
    .outerjoin(_Corrected, _Corrected.id == DifferingFigure.corrects_id)
    .outerjoin(MoneyFlow, MoneyFlow.id == DifferingFigure.money_flow_id)
    .where(DifferingFigure.arrangement_id == _ID)
    .order_by(DifferingFigure.id),
    "paid": select(
        PaidYear.reference,
        MoneyFlow.reference.label("money"),
        *_of(PaidYear, "year", "pence", "days", "note"),
        Evidence.reference.label("evidence"),
        _who(PaidYear.recorded_by_id, "recorded_by"),
    )
    .join(MoneyFlow, MoneyFlow.id == PaidYear.money_flow_id)
    .outerjoin(Evidence, Evidence.id == PaidYear.evidence_id)
    .where(PaidYear.arrangement_id == _ID)
    .order_by(PaidYear.year, PaidYear.id),
    "governance": select(
        *_of(Governance, "meetings", "board", "scrutiny", "next_review_on", "notice_months"),
        *_of(Governance, "exit_plan", "exit_readiness", "data_sharing", "equality_impact"),
    ).where(Governance.arrangement_id == _ID),
    "assessment": select(*_of(AssessmentAnswer, "question", "score", "note"))
    .where(AssessmentAnswer.arrangement_id == _ID)
    .order_by(AssessmentAnswer.id),
    "milestones": select(*_of(Milestone, "reference", "name", "due_on", "reached_on", "note"))
    .where(Milestone.arrangement_id == _ID)
    .order_by(Milestone.due_on, Milestone.id),
    "criteria": select(
        *_of(Criterion, "reference", "name", "how", "judgement", "evidence", "judged_on"),
        _who(Criterion.judged_by_id, "judged_by"),
    )
    .where(Criterion.arrangement_id == _ID)
    .order_by(Criterion.id),
    "evidence": select(*_of(Evidence, "reference", "title", "period_from", "period_to"))
    .join(ArrangementEvidence, ArrangementEvidence.evidence_id == Evidence.id)
    .where(func.coalesce(ArrangementEvidence.arrangement_id, ArrangementEvidence.inner_arrangement_id) == _ID)
    .order_by(Evidence.id),
}
_DOCUMENT |= {
    "evidence_files": select(
        Evidence.reference.label("evidence"),
        *_of(EvidenceVersion, "number", "filename", "media_type", "size", "sha256"),
        _who(EvidenceVersion.organisation_id, "added_by"),
        EvidenceVersion.created_at.label("added_at"),
    )
    .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
    .join(ArrangementEvidence, ArrangementEvidence.evidence_id == Evidence.id)
    .where(func.coalesce(ArrangementEvidence.arrangement_id, ArrangementEvidence.inner_arrangement_id) == _ID)
    .order_by(EvidenceVersion.id),
}
_PARTS: Parts = {
    name: lasting(part)
    for name, part in {
        **party_parts(_ID),
        **{f"agreed_{name}": part for name, part in agreed_parts(_ID).items()},
        **{name: part.limit(MOST_BESIDE + 1) for name, part in _DOCUMENT.items()},
    }.items()
}
