"""The list of arrangements: its pages, and what stands beside their rows."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select

from portal.data import PAGE_SIZE, BigId, Listing, Page, bundle, db, lasting
from portal.features.arrangements.models import (
    LAST_DAY,
    Arrangement,
    ArrangementService,
    CheckSummary,
    Confirmation,
    Decision,
    Party,
    PartyRole,
    Role,
)
from portal.features.arrangements.queries.narrowing import NARROWING, narrowing
from portal.features.arrangements.queries.parties import Parts
from portal.features.arrangements.queries.services import service_names
from portal.features.arrangements.queries.views import VIEWS_PART
from portal.features.arrangements.rules.filters import Filter
from portal.features.organisations import Organisation


@dataclass(frozen=True)
class Around:
    """What stands beside arrangements, by their ids: parties and services by name, who is to confirm and has."""

    parties: Mapping[int, Sequence[str]]
    services: Mapping[int, Sequence[str]]
    asked: Mapping[int, int]
    confirmed: Mapping[int, int]


@dataclass(frozen=True)
class Listed:
    """One page of arrangements, and what stands beside each."""

    page: Page
    beside: Around
    views: Sequence[Any] = ()


COLUMNS = (
    Arrangement.id,
    Arrangement.reference.label("reference"),
    Arrangement.title,
    Arrangement.kind,
    Arrangement.state,
    Arrangement.starts_on,
    Arrangement.ends_on,
    Arrangement.ending_on,
    Arrangement.terms_number,
    CheckSummary.red,
    CheckSummary.amber,
)
NEWEST = (Arrangement.created_at, Arrangement.id)
# Of the lists that an organisation is on, most are of what lies within its arrangements.
_LISTED = Listing(
    select(*COLUMNS).outerjoin(CheckSummary, CheckSummary.arrangement_id == Arrangement.id),
    Arrangement,
    NEWEST,
    NARROWING,
    times=4,
)


_BY_LAST_DAY = replace(_LISTED, key=(LAST_DAY, Arrangement.id))
_IN_ORDER = {
    "": (_LISTED, False),
    "oldest": (_LISTED, True),
    "ends": (_BY_LAST_DAY, True),
    "ends-last": (_BY_LAST_DAY, False),
}
"""Which list has each of ``ORDERS``, and whether it is read upwards."""


def arrangements_page(
    wanted: Filter,
    arguments: Mapping[str, str],
    size: int = PAGE_SIZE,
    *,
    order: str = "",
    views: bool = False,
) -> Listed:
    """Arrangements that the viewer's organisation can see, newest first or in one of ``ORDERS``; with ``views``, the
    views of the list that the viewer keeps too."""
    listing, upwards = _IN_ORDER[order]
    page = listing.page(db.session(), narrowing(wanted), arguments, size, ascending=upwards)
    around, rows = beside([row.id for row in page.rows], {"views": VIEWS_PART} if views else {})
    return Listed(page, around, rows.get("views", ()))


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
    "services": lasting(
        select(ArrangementService.arrangement_id, ArrangementService.service_slug)
        .where(ArrangementService.arrangement_id.in_(_IDS))
        .order_by(ArrangementService.arrangement_id, ArrangementService.service_slug)
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


def beside(ids: Sequence[int], more: Parts) -> tuple[Around, Mapping[str, Sequence[Any]]]:
    """What stands beside these arrangements, and the rows of ``more``, in one statement."""
    _ids.set(list(ids))
    asked = {**(_BESIDE if ids else {}), **more}
    rows: Mapping[str, Sequence[Any]] = bundle(db.session(), asked) if asked else {}
    return _beside(rows) if ids else Around({}, {}, {}, {}), rows


def _beside(rows: Mapping[str, Sequence[Any]]) -> Around:
    parties: dict[int, list[str]] = {}
    for row in rows["parties"]:
        if row.observes is None:
            parties.setdefault(row.arrangement_id, []).append(row.name)
    slugs: dict[int, list[str]] = {}
    for row in rows["services"]:
        slugs.setdefault(row.arrangement_id, []).append(row.service_slug)
    newest = {(row.arrangement_id, row.organisation_id): row.decision for row in rows["said"]}
    confirmed: dict[int, int] = {}
    for (arrangement_id, _), decision in newest.items():
        confirmed[arrangement_id] = confirmed.get(arrangement_id, 0) + (decision == Decision.CONFIRMED)
    return Around(
        parties,
        {one: service_names(covers) for one, covers in slugs.items()},
        {one: len(names) for one, names in parties.items()},
        confirmed,
    )
