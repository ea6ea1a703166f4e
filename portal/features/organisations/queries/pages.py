"""What the pages of the directory read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.orm import aliased

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, Page, bundle, db, page_by_key, starts_with
from portal.features.organisations.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationTerm,
    OrganisationType,
    RegisterEntry,
    Succession,
)
from portal.features.organisations.rules.filters import Filter
from portal.features.organisations.rules.merging import Entry
from portal.features.organisations.rules.names import search_terms, written_out
from portal.panels import Filled, Slot, read_with_panels

_KIND_ORDER = case({"official": 0, "short": 1, "former": 2, "alternative": 3}, value=OrganisationName.kind, else_=9)


def organisations(
    wanted: Filter, today: date, arguments: Mapping[str, str], size: int = PAGE_SIZE, *, from_z: bool = False
) -> Page:
    """One page by name, from A or from Z: reference, name, type, subtype, ends_on, region, nation."""
    statement = select(
        Organisation.reference.label("reference"),
        Organisation.name,
        Organisation.type,
        Organisation.subtype,
        Organisation.ends_on,
        Organisation.region,
        Organisation.nation,
    )
    statement = _narrowed(statement, wanted, today)
    key = (Organisation.sort_name, Organisation.id)
    return page_by_key(db.session(), statement, key, Organisation.reference, arguments, size, ascending=not from_z)


def _narrowed(statement: Select[*tuple[Any, ...]], wanted: Filter, today: date) -> Select[*tuple[Any, ...]]:
    for term in search_terms(wanted.words):
        found = select(OrganisationTerm.organisation_id).where(
            or_(*(starts_with(OrganisationTerm.term, start) for start in written_out(term)))
        )
        statement = statement.where(Organisation.id.in_(found))
    if wanted.words and not search_terms(wanted.words):
        statement = statement.where(Organisation.id.is_(None))
    if wanted.type is not None:
        statement = statement.where(Organisation.type == wanted.type)
    if wanted.ended is not None:
        over = and_(Organisation.ends_on.is_not(None), Organisation.ends_on <= today)
        statement = statement.where(over if wanted.ended else or_(Organisation.ends_on.is_(None), ~over))
    return statement


def find_organisations(words: str, most: int = 20, type_: OrganisationType | None = None) -> Sequence[Any]:
    """The first organisations by name that match a search, of one type if given.

    Rows of id, reference, name, subtype, ends_on.
    """
    return db.session.execute(_found(words, most, type_)).all()


def find_each(searches: Sequence[str], most: int) -> dict[str, list[Any]]:
    """What ``find_organisations`` finds for each of these, in one statement."""
    parts = {f"search_{at}": _found(words, most) for at, words in enumerate(searches)}
    rows = bundle(db.session(), parts) if parts else {}
    return dict(zip(searches, rows.values(), strict=True))


def _found(words: str, most: int, type_: OrganisationType | None = None) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(
        Organisation.id, Organisation.reference, Organisation.name, Organisation.subtype, Organisation.ends_on
    )
    statement = _narrowed(statement, Filter(words, type_), date.min)
    return statement.order_by(Organisation.sort_name, Organisation.id).limit(most)


def organisation_by_reference(reference: str) -> Organisation:
    """The organisation with this reference. Raises ``NotFound``."""
    found = db.session.scalar(select(Organisation).where(Organisation.reference == read_reference(reference)))
    if found is None:
        raise NotFound
    return found


def organisations_by_reference(references: Sequence[str]) -> list[Organisation]:
    """The organisations with these references, in their order, of those there are."""
    rows = db.session.scalars(select(Organisation).where(Organisation.reference.in_(references)))
    found = {row.reference: row for row in rows}
    return [found[reference] for reference in references if reference in found]


def organisation_ids(references: Iterable[str]) -> dict[str, int]:
    """The ids of organisations by reference, of those there are."""
    rows = db.session.execute(
        select(Organisation.reference, Organisation.id).where(Organisation.reference.in_(sorted(references)))
    )
    return {row.reference: row.id for row in rows}


def organisation_by_org_id(org_id: str) -> Organisation | None:
    """The organisation with an org-id as org-id.guide writes it: ``GB-LAE-KEN``, ``GB-LANI-NIR-A``.

    The list's code is what comes before any hyphen but the last; every split is tried in one statement.
    """
    parts = org_id.strip().upper().split("-")
    splits = [("-".join(parts[:at]), "-".join(parts[at:])) for at in range(1, len(parts))]
    if not splits:
        return None
    return db.session.scalar(
        select(Organisation)
        .join(OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id)
        .where(
            or_(
                *(
                    and_(OrganisationIdentifier.scheme == scheme, OrganisationIdentifier.value == value)
                    for scheme, value in splits
                )
            )
        )
        .order_by(Organisation.id)
        .limit(1)
    )


def story_of(organisation: Organisation) -> tuple[dict[str, list[Any]], list[Filled]]:
    """What the page of an organisation shows besides its own row: names, identifiers, before, after; and the panels."""
    organisation_id = organisation.id
    other = aliased(Organisation)
    neighbour = (other.reference, other.name, Succession.on_date)
    own: dict[str, Select[*tuple[Any, ...]]] = {
        "names": select(OrganisationName.name, OrganisationName.language, OrganisationName.kind)
        .where(OrganisationName.organisation_id == organisation_id)
        .order_by(_KIND_ORDER, OrganisationName.language, OrganisationName.name),
        "identifiers": select(OrganisationIdentifier.scheme, OrganisationIdentifier.value)
        .where(OrganisationIdentifier.organisation_id == organisation_id)
        .order_by(OrganisationIdentifier.scheme, OrganisationIdentifier.value),
        "before": select(*neighbour)
        .join(Succession, Succession.predecessor_id == other.id)
        .where(Succession.successor_id == organisation_id)
        .order_by(other.sort_name, other.id),
        "after": select(*neighbour)
        .join(Succession, Succession.successor_id == other.id)
        .where(Succession.predecessor_id == organisation_id)
        .order_by(other.sort_name, other.id),
    }
    return read_with_panels(Slot.ORGANISATION, organisation, own)


def successors_of(organisation_id: int) -> Sequence[tuple[Organisation, date | None]]:
    """Who takes over from an organisation, by name, and on which day as far as it is known."""
    rows = db.session.execute(
        select(Organisation, Succession.on_date)
        .join(Succession, Succession.successor_id == Organisation.id)
        .where(Succession.predecessor_id == organisation_id)
        .order_by(Organisation.sort_name, Organisation.id)
    )
    return [(organisation, on_date) for organisation, on_date in rows]


def entries_of(organisation_id: int) -> list[Entry]:
    """What each register says of an organisation."""
    rows = db.session.execute(
        select(RegisterEntry.register, RegisterEntry.as_of, RegisterEntry.facts)
        .where(RegisterEntry.organisation_id == organisation_id)
        .order_by(RegisterEntry.register)
    )
    return [Entry(register, as_of, facts) for register, as_of, facts in rows]
