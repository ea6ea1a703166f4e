"""Every SELECT of handovers."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal import passing
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, AccessGrant, AccessList, Page, bundle, db, lasting, page_by_key
from portal.features.organisations import Membership, Organisation, Person, Succession
from portal.features.succession.models import Handover, HandoverItem, HandoverOffer, HandoverShare, OfferState
from portal.features.succession.rules import LIVE
from portal.panels import about

CHUNK = 500
MOST_SHARES = 20
_LIVE = [state.value for state in LIVE]
_Predecessor, _Successor = aliased(Organisation), aliased(Organisation)


def handover_of(organisation_id: int) -> Handover | None:
    """The handover of an organisation that ends, for its own people."""
    return db.session.scalar(select(Handover).where(Handover.predecessor_id == organisation_id))


def held(handover: Handover) -> Handover:
    """The handover as it is now, locked until the commit."""
    fresh = db.session.scalar(
        select(Handover).where(Handover.id == handover.id).with_for_update().execution_options(populate_existing=True)
    )
    if fresh is None:
        raise NotFound
    return fresh


def shares_of(handover_id: int) -> Sequence[HandoverShare]:
    """The shares of a handover that the viewer can see: all, for the predecessor."""
    return db.session.scalars(
        select(HandoverShare).where(HandoverShare.handover_id == handover_id).order_by(HandoverShare.id)
    ).all()


def share_of(offer: HandoverOffer) -> HandoverShare:
    """The share that an offer belongs to."""
    return db.session.scalars(select(HandoverShare).where(HandoverShare.id == offer.share_id)).one()


def share_with(predecessor_id: int) -> HandoverShare:
    """The share that the viewer's organisation has in the handover of another. Raises ``NotFound``."""
    found = db.session.scalar(
        select(HandoverShare).where(
            HandoverShare.predecessor_id == predecessor_id,
            HandoverShare.successor_id == current_viewer().organisation_id,
        )
    )
    if found is None:
        raise NotFound
    return found


def grants_of(organisation_id: int) -> list[tuple[int, int | None, str]]:
    """Every grant that the viewer's organisation holds and that is not over: list, list it lies within, role."""
    rows = db.session.execute(
        select(AccessGrant.access_list_id, AccessList.within_id, AccessGrant.role)
        .outerjoin(AccessList, AccessList.id == AccessGrant.access_list_id)
        .where(
            AccessGrant.organisation_id == organisation_id,
            or_(AccessGrant.ends_at.is_(None), AccessGrant.ends_at > clock.now()),
        )
        .order_by(AccessGrant.access_list_id, AccessGrant.id)
    )
    return [(row.access_list_id, row.within_id, row.role) for row in rows]


def known_roots(handover_id: int) -> set[int | None]:
    """The lists that are items already."""
    return set(db.session.scalars(select(HandoverItem.root_list_id).where(HandoverItem.handover_id == handover_id)))


def known_memberships(handover_id: int) -> set[int | None]:
    """The memberships that are items already."""
    return set(db.session.scalars(select(HandoverItem.membership_id).where(HandoverItem.handover_id == handover_id)))


def records_on(kind: passing.Kind, list_ids: Iterable[int]) -> dict[int, list[Any]]:
    """Records of a kind by the list they lie on: rows of access_list_id, reference, title."""
    found: dict[int, list[Any]] = {}
    rest = iter(list_ids)
    while part := list(islice(rest, CHUNK)):
        for row in db.session.execute(passing.named(kind), {"list_ids": part}):
            found.setdefault(row.access_list_id, []).append(row)
    return found


def members_to_pass(organisation_id: int) -> Sequence[Any]:
    """Who acts for an organisation: membership_id, name, role, in order of name."""
    return db.session.execute(
        select(Membership.id.label("membership_id"), Person.name, Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None), Person.active)
        .order_by(Person.name, Membership.id)
    ).all()


def member(membership_id: int) -> tuple[Membership, Person]:
    """A membership and whose it is."""
    found = db.session.execute(
        select(Membership, Person).join(Person, Person.id == Membership.person_id).where(Membership.id == membership_id)
    ).one()
    return found[0], found[1]


def item_of(handover: Handover, reference: str) -> HandoverItem:
    """A thing that passes in this handover. Raises ``NotFound``, also for another's."""
    found = db.session.scalar(
        select(HandoverItem).where(
            HandoverItem.reference == read_reference(reference), HandoverItem.handover_id == handover.id
        )
    )
    if found is None:
        raise NotFound
    return found


def offers_of(item: HandoverItem) -> Sequence[HandoverOffer]:
    """Every offer of an item."""
    return db.session.scalars(
        select(HandoverOffer).where(HandoverOffer.item_id == item.id).order_by(HandoverOffer.id)
    ).all()


def settled_offers(share_ids: Sequence[int]) -> dict[tuple[int, int], HandoverOffer]:
    """What was declined or taken back in these shares, by share and item: it can be offered again."""
    rows = db.session.scalars(
        select(HandoverOffer)
        .where(HandoverOffer.share_id.in_(share_ids), HandoverOffer.state.not_in(_LIVE))
        .order_by(HandoverOffer.id)
    )
    return {(row.share_id, row.item_id): row for row in rows}


def offers_to_release(share: HandoverShare) -> Sequence[HandoverOffer]:
    """What was chosen for a successor and is not offered yet."""
    return db.session.scalars(
        select(HandoverOffer)
        .where(HandoverOffer.share_id == share.id, HandoverOffer.state == OfferState.CHOSEN.value)
        .order_by(HandoverOffer.id)
    ).all()


def next_offered(share: HandoverShare, most: int) -> Sequence[HandoverOffer]:
    """The first offers of a share that nobody has answered yet."""
    return db.session.scalars(
        select(HandoverOffer)
        .where(HandoverOffer.share_id == share.id, HandoverOffer.state == OfferState.OFFERED.value)
        .order_by(HandoverOffer.id)
        .limit(most)
    ).all()


def _undecided() -> Any:
    return ~exists().where(HandoverOffer.item_id == HandoverItem.id, HandoverOffer.state.in_(_LIVE))


def undecided_items(handover: Handover) -> Sequence[HandoverItem]:
    """Items that have nowhere to go."""
    return db.session.scalars(
        select(HandoverItem).where(HandoverItem.handover_id == handover.id, _undecided()).order_by(HandoverItem.id)
    ).all()


def items_of(handover: Handover, most: int = 1000) -> Sequence[HandoverItem]:
    """What passes, the oldest first, at most ``most``."""
    return db.session.scalars(
        select(HandoverItem).where(HandoverItem.handover_id == handover.id).order_by(HandoverItem.id).limit(most)
    ).all()


def items_page(
    handover: Handover, undecided: bool, arguments: Mapping[str, str], size: int = PAGE_SIZE
) -> tuple[Page, dict[int, list[Any]]]:
    """One page of what passes, and the offers of each item: successor_name, state, reason."""
    listed = select(
        HandoverItem.id,
        HandoverItem.reference.label("reference"),
        HandoverItem.kind,
        HandoverItem.title,
        HandoverItem.record_reference,
        HandoverItem.roles,
    ).where(HandoverItem.handover_id == handover.id)
    if undecided:
        listed = listed.where(_undecided())
    key = (HandoverItem.created_at, HandoverItem.id)
    page = page_by_key(db.session(), listed, key, HandoverItem.reference, arguments, size, ascending=True)
    offers: dict[int, list[Any]] = {}
    for row in db.session.execute(
        select(
            HandoverOffer.item_id,
            HandoverOffer.state,
            HandoverOffer.reason,
            _Successor.name.label("successor_name"),
        )
        .join(HandoverShare, HandoverShare.id == HandoverOffer.share_id)
        .join(_Successor, _Successor.id == HandoverShare.successor_id)
        .where(HandoverOffer.item_id.in_([row.id for row in page.rows]))
        .where(HandoverOffer.state != OfferState.TAKEN_BACK.value)
        .order_by(HandoverOffer.id)
    ):
        offers.setdefault(row.item_id, []).append(row)
    return page, offers


def offers_page(share: HandoverShare, state: str, arguments: Mapping[str, str], size: int = PAGE_SIZE) -> Page:
    """One page of what a successor is offered, in one state or in all."""
    listed = select(
        HandoverOffer.reference.label("reference"),
        HandoverOffer.kind,
        HandoverOffer.title,
        HandoverOffer.record_reference,
        HandoverOffer.roles,
        HandoverOffer.state,
        HandoverOffer.reason,
        HandoverOffer.decided_at,
    ).where(HandoverOffer.share_id == share.id, HandoverOffer.state != OfferState.TAKEN_BACK.value)
    if state:
        listed = listed.where(HandoverOffer.state == state)
    key = (HandoverOffer.created_at, HandoverOffer.id)
    return page_by_key(db.session(), listed, key, HandoverOffer.reference, arguments, size, ascending=True)


def progress_of(handover: Handover) -> dict[str, list[Any]]:
    """How much passes: ``items`` by kind with how many are undecided; ``offers`` by successor and state; ``names``."""
    undecided = func.count(HandoverItem.id).filter(_undecided())
    return bundle(
        db.session(),
        {
            "items": select(HandoverItem.kind, func.count(HandoverItem.id).label("count"), undecided.label("undecided"))
            .where(HandoverItem.handover_id == handover.id)
            .group_by(HandoverItem.kind)
            .order_by(HandoverItem.kind),
            "offers": select(
                HandoverShare.reference.label("share"),
                _Successor.name.label("successor_name"),
                HandoverOffer.state,
                func.count(HandoverOffer.id).label("count"),
            )
            .join(HandoverShare, HandoverShare.id == HandoverOffer.share_id)
            .join(_Successor, _Successor.id == HandoverShare.successor_id)
            .where(HandoverShare.handover_id == handover.id)
            .group_by(HandoverShare.reference, _Successor.name, HandoverOffer.state)
            .order_by(_Successor.name, HandoverOffer.state),
            "shares": select(HandoverShare.id, HandoverShare.reference, _Successor.name.label("successor_name"))
            .join(_Successor, _Successor.id == HandoverShare.successor_id)
            .where(HandoverShare.handover_id == handover.id)
            .order_by(_Successor.sort_name, _Successor.id),
        },
    )


def progress_of_share(share: HandoverShare) -> dict[str, list[Any]]:
    """How far a share is: ``offers`` by kind and state, and ``names`` of both organisations."""
    return bundle(
        db.session(),
        {
            "offers": select(HandoverOffer.kind, HandoverOffer.state, func.count(HandoverOffer.id).label("count"))
            .where(HandoverOffer.share_id == share.id, HandoverOffer.state != OfferState.TAKEN_BACK.value)
            .group_by(HandoverOffer.kind, HandoverOffer.state)
            .order_by(HandoverOffer.kind, HandoverOffer.state),
            "names": select(
                _Predecessor.name.label("predecessor_name"),
                _Predecessor.reference.label("predecessor_reference"),
                _Successor.name.label("successor_name"),
            )
            .select_from(HandoverShare)
            .join(_Predecessor, _Predecessor.id == HandoverShare.predecessor_id)
            .join(_Successor, _Successor.id == HandoverShare.successor_id)
            .where(HandoverShare.id == share.id),
        },
    )


def share_by_reference(reference: str) -> HandoverShare:
    """The share with this reference, if it is the viewer's to see. Raises ``NotFound``."""
    found = db.session.scalar(select(HandoverShare).where(HandoverShare.reference == read_reference(reference)))
    if found is None:
        raise NotFound
    return found


Parts = Mapping[str, Select[*tuple[Any, ...]]]


def waiting_parts() -> Parts:
    """For home: the organisation's own handover while it is not settled, and the shares that wait for its answer."""
    undecided = (
        select(func.count(HandoverItem.id))
        .where(HandoverItem.handover_id == Handover.id, _undecided())
        .correlate(Handover)
        .scalar_subquery()
    )
    offered = (
        select(func.count(HandoverOffer.id))
        .where(HandoverOffer.share_id == HandoverShare.id, HandoverOffer.state == OfferState.OFFERED.value)
        .correlate(HandoverShare)
        .scalar_subquery()
    )
    return {
        "own": lasting(
            select(Handover.reference, Handover.on_date, Handover.released_at, undecided.label("undecided")).where(
                Handover.predecessor_id == about("organisation_id")
            )
        ),
        "shares": lasting(
            select(
                HandoverShare.reference,
                HandoverShare.on_date,
                Organisation.name.label("predecessor_name"),
                offered.label("offered"),
            )
            .join(Organisation, Organisation.id == HandoverShare.predecessor_id)
            .where(HandoverShare.successor_id == about("organisation_id"), offered > 0)
            .order_by(HandoverShare.on_date, HandoverShare.id)
            .limit(MOST_SHARES)
        ),
    }


def organisation_parts() -> Parts:
    """For the page of an organisation: the viewer's own handover or share that has to do with it."""
    return {
        "handover": lasting(
            select(Handover.reference, Handover.on_date, Handover.released_at).where(
                Handover.predecessor_id == about("id")
            )
        ),
        "known": lasting(select(Succession.predecessor_id).where(Succession.predecessor_id == about("id")).limit(1)),
        "shares": lasting(
            select(
                HandoverShare.reference,
                HandoverShare.on_date,
                _Predecessor.name.label("predecessor_name"),
                _Successor.name.label("successor_name"),
            )
            .join(_Predecessor, _Predecessor.id == HandoverShare.predecessor_id)
            .join(_Successor, _Successor.id == HandoverShare.successor_id)
            .where(
                or_(HandoverShare.predecessor_id == about("id"), HandoverShare.successor_id == about("id")),
                HandoverShare.released_at.is_not(None),
            )
            .order_by(HandoverShare.on_date, HandoverShare.id)
            .limit(MOST_SHARES)
        ),
    }
