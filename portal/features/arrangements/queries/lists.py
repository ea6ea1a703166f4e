"""Lists that cross arrangements, pages of a long part, and what waits for an organisation."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, func, select

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, BigId, Listing, Page, bundle, db, lasting, narrow
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    AskedConfirmation,
    CheckSummary,
    Confirmation,
    Decision,
    DifferingFigure,
    Measure,
    Party,
    PartyRole,
    Role,
    State,
)
from portal.features.arrangements.queries.parties import Parts
from portal.features.organisations import Organisation, find_organisations

MOST_WAITING = 10
MOST_PARTIES_FOUND = 50
MOST_CHOICES = 200


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; an empty word does not narrow.

    ``party`` is part of an organisation's name; ``differing`` is ``yes`` for those with figures that differ; ``checks``
    is ``failing`` or ``soon``, which has those that fail too.
    """

    kind: str = ""
    state: str = ""
    party: str = ""
    differing: str = ""
    checks: str = ""


@dataclass(frozen=True)
class Listed:
    """One page of arrangements, and what stands beside each: its parties, and how many have confirmed."""

    page: Page
    parties: Mapping[int, Sequence[str]]
    asked: Mapping[int, int]
    confirmed: Mapping[int, int]


_LISTED = Listing(
    select(
        Arrangement.id,
        Arrangement.reference.label("reference"),
        Arrangement.title,
        Arrangement.kind,
        Arrangement.state,
        Arrangement.starts_on,
        Arrangement.ends_on,
        Arrangement.terms_number,
        CheckSummary.red,
        CheckSummary.amber,
    ).outerjoin(CheckSummary, CheckSummary.arrangement_id == Arrangement.id),
    Arrangement,
    (Arrangement.created_at, Arrangement.id),
    {
        "kind": lambda kind: Arrangement.kind == kind,
        "state": lambda state: Arrangement.state == state,
        "differing": lambda _: exists().where(
            DifferingFigure.arrangement_id == Arrangement.id, DifferingFigure.withdrawn_at.is_(None)
        ),
        "parties": lambda ids: exists().where(Party.arrangement_id == Arrangement.id, Party.organisation_id.in_(ids)),
        "failing": lambda least: exists().where(
            CheckSummary.arrangement_id == Arrangement.id, CheckSummary.red >= least
        ),
        "soon": lambda least: exists().where(
            CheckSummary.arrangement_id == Arrangement.id, CheckSummary.red + CheckSummary.amber >= least
        ),
    },
)


_NARROWING = ("kind", "state", "differing")


def arrangements_page(
    wanted: Filter, arguments: Mapping[str, str], size: int = PAGE_SIZE, *, oldest_first: bool = False
) -> Listed:
    """Arrangements that the viewer's organisation can see, newest first unless asked otherwise."""
    asked: dict[str, Any] = {
        name: getattr(wanted, name) for name in ("kind", "state", "differing") if getattr(wanted, name)
    }
    if wanted.checks:
        asked[wanted.checks] = 1
    if wanted.party:
        asked["parties"] = [row.id for row in find_organisations(wanted.party, MOST_PARTIES_FOUND)]
    return _beside(_LISTED.page(db.session(), asked, arguments, size, ascending=oldest_first))


_ids: ContextVar[list[int]] = ContextVar("ids")
_IDS = bindparam("beside_ids", callable_=_ids.get, type_=BigId, expanding=True)
_BESIDE: Parts = {
    "parties": lasting(
        select(Party.arrangement_id, Organisation.name, PartyRole.role.label("observes"))
        .join(Organisation, Organisation.id == Party.organisation_id)
        .outerjoin(PartyRole, (PartyRole.party_id == Party.id) & (PartyRole.role == Role.OBSERVER.value))
        .where(Party.arrangement_id.in_(_IDS), Party.left_on.is_(None))
        .order_by(Party.id)
    ),
    "said": lasting(
        select(Confirmation.arrangement_id, Confirmation.organisation_id, Confirmation.decision)
        .join(
            Arrangement,
            (Arrangement.id == Confirmation.arrangement_id) & (Arrangement.terms_number == Confirmation.terms_number),
        )
        .where(Confirmation.arrangement_id.in_(_IDS))
        .order_by(Confirmation.id)
    ),
}


def _beside(page: Page) -> Listed:
    if not page.rows:
        return Listed(page, {}, {}, {})
    _ids.set([row.id for row in page.rows])
    rows = bundle(db.session(), _BESIDE)
    parties: dict[int, list[str]] = {}
    for row in rows["parties"]:
        if row.observes is None:
            parties.setdefault(row.arrangement_id, []).append(row.name)
    newest = {(row.arrangement_id, row.organisation_id): row.decision for row in rows["said"]}
    confirmed: dict[int, int] = {}
    for (arrangement_id, _), decision in newest.items():
        confirmed[arrangement_id] = confirmed.get(arrangement_id, 0) + (decision == Decision.CONFIRMED)
    return Listed(page, parties, {one: len(names) for one, names in parties.items()}, confirmed)


def measures_of(arrangement: Arrangement) -> Sequence[Any]:
    """An arrangement's measures in the order they were added: reference, name, scale, unit, labels."""
    return db.session.execute(
        select(Measure.reference, Measure.name, Measure.scale, Measure.unit, Measure.labels)
        .where(Measure.arrangement_id == arrangement.id)
        .order_by(Measure.id)
    ).all()


def measure_forms(arrangement: Arrangement) -> Sequence[Any]:
    """How an arrangement measures, without its values: name, scale, unit, labels, direction."""
    return db.session.execute(
        select(Measure.name, Measure.scale, Measure.unit, Measure.labels, Measure.direction)
        .where(Measure.arrangement_id == arrangement.id)
        .order_by(Measure.id)
    ).all()


def arrangement_by_reference(reference: str) -> Arrangement:
    """The arrangement with this reference, if it is the viewer's to see. Raises ``NotFound``."""
    found = db.session.scalar(select(Arrangement).where(Arrangement.reference == read_reference(reference)))
    if found is None:
        raise NotFound
    return found


def arrangement_by_id(arrangement_id: int) -> Arrangement:
    """The arrangement that a row the viewer can see belongs to. Raises ``NotFound``."""
    found = db.session.scalar(select(Arrangement).where(Arrangement.id == arrangement_id))
    if found is None:
        raise NotFound
    return found


def arrangement_choices(most: int = MOST_CHOICES) -> Sequence[Any]:
    """The viewer's newest arrangements, to choose from: id, reference, title, access_list_id, inner_list_id."""
    statement = select(
        Arrangement.id,
        Arrangement.reference,
        Arrangement.title,
        Arrangement.access_list_id,
        Arrangement.inner_list_id,
    ).where(Arrangement.state != State.IDEA.value)
    statement = narrow(db.session(), statement, Arrangement)
    return db.session.execute(
        statement.order_by(Arrangement.created_at.desc(), Arrangement.id.desc()).limit(most)
    ).all()


def waiting_parts(organisation_id: Any) -> Parts:
    """The versions that wait for an organisation to confirm them, the newest first."""
    return {
        "to_confirm": select(
            Arrangement.reference, Arrangement.title, Arrangement.terms_number, AskedConfirmation.created_at
        )
        .join(Arrangement, Arrangement.id == AskedConfirmation.arrangement_id)
        .where(AskedConfirmation.organisation_id == organisation_id)
        .order_by(AskedConfirmation.created_at.desc(), AskedConfirmation.id.desc())
        .limit(MOST_WAITING)
    }


def uses_of_evidence(evidence_id: Any) -> Any:
    """A SELECT of the arrangements that a piece of evidence belongs to."""
    return (
        select(Arrangement.reference, Arrangement.title, Arrangement.kind)
        .join(
            ArrangementEvidence,
            Arrangement.id
            == func.coalesce(ArrangementEvidence.arrangement_id, ArrangementEvidence.inner_arrangement_id),
        )
        .where(ArrangementEvidence.evidence_id == evidence_id)
        .order_by(Arrangement.id)
    )
