"""Every SELECT of matching."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, Page, bundle, db, page_by_key
from portal.features.arrangements import Measure, Party, PartyRole, Reading, Role, Scale, Service
from portal.features.matching.models import OpenPosting, Posting, Side
from portal.features.matching.rules.pairing import Match, Wanted
from portal.features.matching.rules.scales import Rating, stated_rating
from portal.features.organisations import Organisation

MOST = 200
"""Offers and needs of others, and our own, that are held against one another; the nearest are taken first."""
MOST_READINGS = 500
FEW = 3
"""Rows on home."""

Parts = Mapping[str, Select[*tuple[Any, ...]]]
_HELPED = (Role.RECIPIENT.value, Role.MENTEE.value)


@dataclass(frozen=True)
class Filter:
    """What matches are narrowed to; an empty word, and no side, do not narrow. ``side`` is that of the others."""

    service: str = ""
    kind: str = ""
    side: Side | None = None


def own_page(arguments: Mapping[str, str], size: int = PAGE_SIZE, *, withdrawn: bool = False) -> Page:
    """A page of what the viewer's organisation offers and seeks, newest first."""
    statement = (
        select(
            Posting.reference.label("reference"),
            Posting.side,
            Posting.kind,
            Posting.words,
            Posting.ends_on,
            Posting.audience,
            Posting.withdrawn_on,
            Service.name.label("service_name"),
        )
        .join(Service, Service.slug == Posting.service_slug)
        .where(
            Posting.organisation_id == current_viewer().organisation_id,
            Posting.withdrawn_on.is_not(None) if withdrawn else Posting.withdrawn_on.is_(None),
        )
    )
    return page_by_key(db.session(), statement, (Posting.created_at, Posting.id), Posting.reference, arguments, size)


def about(posting: Posting) -> Any:
    """The names that stand beside an offer or need: service_name, organisation_name."""
    return db.session.execute(
        select(Service.name.label("service_name"), Organisation.name.label("organisation_name"))
        .select_from(Posting)
        .join(Service, Service.slug == Posting.service_slug)
        .join(Organisation, Organisation.id == Posting.organisation_id)
        .where(Posting.id == posting.id)
    ).one()


def copy_of(posting: Posting) -> OpenPosting | None:
    """The copy that every member organisation reads."""
    return db.session.scalar(select(OpenPosting).where(OpenPosting.id == posting.open_id))


def postings_to_pass(access_list_ids: Collection[int], organisation_id: int) -> Sequence[Posting]:
    """What an organisation offers and seeks on these lists; what it withdrew left out."""
    return db.session.scalars(
        select(Posting)
        .where(
            Posting.access_list_id.in_(access_list_ids),
            Posting.organisation_id == organisation_id,
            Posting.withdrawn_on.is_(None),
        )
        .order_by(Posting.id)
    ).all()


def _running(model: Any, today: Any) -> Any:
    return or_(model.ends_on.is_(None), model.ends_on >= today)


def _fits_own(theirs: Any, organisation_id: Any, today: Any) -> Any:
    """Whether some offer or need of the organisation fits ``theirs``."""
    ours = aliased(Posting, name="ours")
    return exists().where(
        ours.organisation_id == organisation_id,
        ours.withdrawn_on.is_(None),
        _running(ours, today),
        ours.service_slug == theirs.service_slug,
        ours.side != theirs.side,
        or_(ours.kind == "", theirs.kind == "", ours.kind == theirs.kind),
    )


def _living(today: Any) -> Any:
    return or_(Organisation.ends_on.is_(None), Organisation.ends_on > today)


def _others(model: Any, organisation_id: Any, today: Any) -> Select[*tuple[Any, ...]]:
    """What fits, of other organisations that still exist, the nearest and the most alike first."""
    us = aliased(Organisation, name="us")
    found = (
        select(*_columns(model))
        .join(Organisation, Organisation.id == model.organisation_id)
        .join(Service, Service.slug == model.service_slug)
        .join(us, us.id == organisation_id)
        .where(
            model.organisation_id != organisation_id,
            _running(model, today),
            _living(today),
            _fits_own(model, organisation_id, today),
        )
        .order_by(
            func.coalesce(Organisation.region == us.region, False).desc(),
            func.coalesce(Organisation.subtype == us.subtype, False).desc(),
            model.id.desc(),
        )
    )
    return found.where(Posting.withdrawn_on.is_(None)) if model is Posting else found


def _columns(model: Any) -> tuple[Any, ...]:
    return (
        model.reference.label("reference"),
        model.organisation_id,
        Organisation.name.label("name"),
        model.side,
        model.service_slug,
        Service.name.label("service_name"),
        model.kind,
        model.words,
        Organisation.region,
        Organisation.subtype,
        model.rating_scale,
        model.rating_labels,
        model.rating_place,
        model.rating_on,
        model.rating_source,
    )


@dataclass(frozen=True)
class Held:
    """What is held against one another: our own, those of others, and ratings on record by organisation. ``most`` says
    that there were more of others."""

    ours: Sequence[Wanted]
    theirs: Sequence[Wanted]
    read: Mapping[int, Collection[Rating]]
    most: bool


def held(wanted: Filter, today: date) -> Held:
    """All that matches are made of, as far as the viewer's organisation can see it."""
    mine = current_viewer().organisation_id
    ours = (
        select(*_columns(Posting))
        .join(Organisation, Organisation.id == Posting.organisation_id)
        .join(Service, Service.slug == Posting.service_slug)
        .where(Posting.organisation_id == mine, Posting.withdrawn_on.is_(None), _running(Posting, today))
        .order_by(Posting.id.desc())
        .limit(MOST)
    )
    rows = bundle(
        db.session(),
        {
            "ours": ours,
            "named": _narrowed(_others(Posting, mine, today), Posting, wanted).limit(MOST),
            "open": _narrowed(_others(OpenPosting, mine, today), OpenPosting, wanted).limit(MOST),
        },
    )
    theirs = [_wanted(row) for row in (*rows["named"], *rows["open"])]
    ids = {mine, *(one.organisation_id for one in theirs)}
    return Held(
        [_wanted(row) for row in rows["ours"]],
        theirs,
        readings_about(ids) if theirs else {},
        MOST in (len(rows["named"]), len(rows["open"])),
    )


def _narrowed(statement: Any, model: Any, wanted: Filter) -> Any:
    if wanted.service:
        statement = statement.where(model.service_slug == wanted.service)
    if wanted.kind:
        statement = statement.where(model.kind.in_(("", wanted.kind)))
    if wanted.side is not None:
        statement = statement.where(model.side == wanted.side)
    return statement


def _wanted(row: Any) -> Wanted:
    return Wanted(
        reference=row.reference,
        organisation_id=row.organisation_id,
        name=row.name,
        side=Side(row.side),
        service=row.service_slug,
        service_name=row.service_name,
        kind=row.kind,
        place=row.region or "",
        like=row.subtype or "",
        rating=stated_rating(row),
        words=row.words,
    )


def readings_about(organisation_ids: Collection[int]) -> Mapping[int, Collection[Rating]]:
    """The newest reading of each rating about these organisations, in arrangements that the viewer can see.

    A reading is about the one organisation that is helped in the arrangement; where several are, about none.
    """
    other, other_role, later = aliased(Party), aliased(PartyRole), aliased(Reading)
    corrects, corrects_later = aliased(Reading), aliased(Reading)
    rows = db.session.execute(
        select(Party.organisation_id, Measure.name, Measure.labels, Reading.value, Reading.on_date, Reading.source)
        .join(Measure, Measure.arrangement_id == Party.arrangement_id)
        .join(Reading, Reading.measure_id == Measure.id)
        .where(
            Party.organisation_id.in_(organisation_ids),
            Measure.scale == Scale.RATING.value,
            exists().where(PartyRole.party_id == Party.id, PartyRole.role.in_(_HELPED)),
            ~exists().where(
                other.arrangement_id == Party.arrangement_id,
                other.id != Party.id,
                other_role.party_id == other.id,
                other_role.role.in_(_HELPED),
            ),
            ~exists().where(corrects.replaces_id == Reading.id),
            ~exists().where(
                ~exists().where(corrects_later.replaces_id == later.id),
                later.measure_id == Reading.measure_id,
                or_(later.on_date > Reading.on_date, and_(later.on_date == Reading.on_date, later.id > Reading.id)),
            ),
        )
        .order_by(Reading.on_date.desc(), Reading.id.desc())
        .limit(MOST_READINGS)
    )
    found: dict[int, list[Rating]] = {}
    for row in rows:
        labels = tuple(row.labels.split("\n"))
        rating = Rating(row.name, labels, int(row.value), row.on_date, row.source, read=True)
        found.setdefault(row.organisation_id, []).append(rating)
    return found


def page_of(found: Sequence[Match], arguments: Mapping[str, str], size: int = PAGE_SIZE) -> Page:
    """One page of matches by key: ``after`` or ``before`` a reference, or ``page=last``. Raises ``NotFound`` for a key
    that is none of them."""
    places = {match.reference: place for place, match in enumerate(found)}
    start, end = 0, len(found)
    if anchor := arguments.get("before") or arguments.get("after"):
        place = places.get(read_reference(anchor) or "")
        if place is None:
            raise NotFound
        start, end = (0, place) if "before" in arguments else (place + 1, end)
    backwards = "before" in arguments or arguments.get("page") == "last"
    start, end = (max(start, end - size), end) if backwards else (start, min(end, start + size))
    rows = found[start:end]
    return Page(
        rows,
        {"before": rows[0].reference} if rows and start else None,
        {"after": rows[-1].reference} if rows and end < len(found) else None,
    )


def theirs_by_reference(reference: str) -> Any:
    """The offer or need of another organisation, or the copy of one, that the viewer's organisation can see and that
    still stands: with organisation_reference and service_name. Raises ``NotFound``."""
    today, mine = clock.today(), current_viewer().organisation_id
    parts = {}
    for name, model in (("named", Posting), ("open", OpenPosting)):
        part = (
            select(*_columns(model), Organisation.reference.label("organisation_reference"))
            .join(Organisation, Organisation.id == model.organisation_id)
            .join(Service, Service.slug == model.service_slug)
            .where(
                model.reference == read_reference(reference),
                model.organisation_id != mine,
                _running(model, today),
                _living(today),
            )
        )
        parts[name] = part.where(Posting.withdrawn_on.is_(None)) if model is Posting else part
    rows = bundle(db.session(), parts)
    found = next(iter((*rows["named"], *rows["open"])), None)
    if found is None:
        raise NotFound
    return found


def home_parts(organisation_id: Any, today: Any) -> Parts:
    """For home: the first few offers that fit what an organisation seeks, named and open."""
    return {
        "named": _others(Posting, organisation_id, today).where(Posting.side == Side.OFFER).limit(FEW),
        "open": _others(OpenPosting, organisation_id, today).where(OpenPosting.side == Side.OFFER).limit(FEW),
    }
