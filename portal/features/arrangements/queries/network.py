"""Who shares with whom: which organisations take part in the same arrangements, and in how many."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, exists, func, select

from portal.data import MOST_SHAPES, at_most, bundle, db, lasting
from portal.features.arrangements.models import Party, PartyRole, Role
from portal.features.arrangements.queries.listing import NEWEST
from portal.features.arrangements.queries.narrowing import conditions, narrowing, shape_of
from portal.features.arrangements.queries.parties import Parts
from portal.features.arrangements.queries.views import VIEWS_PART
from portal.features.arrangements.rules.filters import Filter
from portal.features.arrangements.rules.network import Link
from portal.features.organisations import Organisation

MOST_LINKS = 40
MOST_MAPPED = 500
"""The strongest links are shown, among the newest arrangements: neither grows with what there is."""


@dataclass(frozen=True)
class Shared:
    """The strongest links first. ``organisations`` are rows of id, reference and name, by id; ``more_links`` and
    ``more_arrangements`` say that there were more than are shown."""

    links: Sequence[Link]
    organisations: Mapping[int, Any]
    more_links: bool
    more_arrangements: bool
    views: Sequence[Any]


def who_shares(wanted: Filter) -> Shared:
    """Who takes part together in arrangements that the viewer's organisation can see and that fit ``wanted``; who only
    watches or has left does not count. Two statements, however many there are."""
    shape = shape_of(narrowing(wanted))
    rows = bundle(db.session(), {"views": VIEWS_PART, **_links(*shape)})
    links = [Link(row.one, row.other, row.many) for row in rows["links"][:MOST_LINKS]]
    ends = {end for link in links for end in (link.one, link.other)}
    return Shared(
        links,
        _organisations(ends) if ends else {},
        len(rows["links"]) > MOST_LINKS,
        rows["mapped"][0].many > MOST_MAPPED,
        rows["views"],
    )


def _organisations(ids: Collection[int]) -> Mapping[int, Any]:
    found = db.session.execute(
        select(Organisation.id, Organisation.reference, Organisation.name).where(Organisation.id.in_(sorted(ids)))
    )
    return {row.id: row for row in found}


@lru_cache(MOST_SHAPES)
def _links(names: tuple[str, ...], begins_with_lists: bool, dialect: str) -> Parts:
    # Found once, with one more than is mapped, which tells that there are more.
    newest = (
        select(*NEWEST)
        .where(*conditions(names, begins_with_lists, dialect))
        .order_by(*(column.desc() for column in NEWEST))
        .limit(at_most(MOST_MAPPED + 1))
        .cte("newest")
    )
    mapped = (
        select(newest.c.id)
        .order_by(newest.c.created_at.desc(), newest.c.id.desc())
        .limit(at_most(MOST_MAPPED))
        .subquery("mapped")
    )
    # Gathered once and then held against itself, so that the walls look at each party once.
    shares = (
        select(Party.arrangement_id, Party.organisation_id)
        .select_from(mapped)
        .join(Party, Party.arrangement_id == mapped.c.id)
        .where(Party.left_on.is_(None))
        .where(~exists().where(PartyRole.party_id == Party.id, PartyRole.role == Role.OBSERVER.value))
        .cte("shares")
    )
    one, other = shares.alias("one"), shares.alias("other")
    many = func.count()
    together = and_(other.c.arrangement_id == one.c.arrangement_id, other.c.organisation_id > one.c.organisation_id)
    return {
        "links": lasting(
            select(one.c.organisation_id.label("one"), other.c.organisation_id.label("other"), many.label("many"))
            .select_from(one)
            .join(other, together)
            .group_by(one.c.organisation_id, other.c.organisation_id)
            .order_by(many.desc(), one.c.organisation_id, other.c.organisation_id)
            .limit(MOST_LINKS + 1)
        ),
        "mapped": lasting(select(func.count().label("many")).select_from(newest)),
    }
