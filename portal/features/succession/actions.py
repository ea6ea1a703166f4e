"""Every write of handovers. None of these commits.

Recording, choosing and releasing are done by the organisation that ends, or by the operator acting for it; accepting
and declining by each successor. What a successor gains it gains through ``settle_mandate`` and through nothing else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from portal import ledger, passing
from portal.access import MembershipRole, current_viewer, grant_access, lists_within, open_list
from portal.core import clock
from portal.core.errors import Conflict, Forbidden, RuleBroken
from portal.core.months import day_words
from portal.data import AccessMandate, GrantRole, db, settle_mandate
from portal.features.organisations import (
    Organisation,
    add_membership,
    close_organisation,
    live_membership,
    members_of,
    own_record,
    successors_of,
)
from portal.features.succession import queries, rules
from portal.features.succession.models import (
    OTHER,
    PERSON,
    REASON_LENGTH,
    TITLE_LENGTH,
    Handover,
    HandoverItem,
    HandoverOffer,
    HandoverShare,
    OfferState,
)
from portal.jobs import enqueue

AT_ONCE = 25
"""How many offers one request or one run of the job accepts."""


def record_handover(predecessor: Organisation, successors: Sequence[Organisation], on_date: date) -> Handover:
    """Record, for the viewer's organisation, that it passes to ``successors`` on ``on_date``, and list what passes.

    Nothing moves by it and nobody else sees it. The directory must know the succession, because a record of it lets
    the successors take the organisation's place: it comes from the official register or from the operator. Raises
    ``Invalid``.
    """
    if current_viewer().organisation_id != predecessor.id:
        raise Forbidden("an organisation hands over for itself")
    in_directory = {organisation.id for organisation, _ in successors_of(predecessor.id)}
    ends = {organisation.id: organisation.ends_on for organisation in successors}
    rules.check_recording(predecessor.id, ends, in_directory, on_date)
    if queries.handover_of(predecessor.id) is not None:
        raise RuleBroken("", "This is recorded already")
    own_record(predecessor.id)
    handover = Handover(
        access_list_id=open_list("Hands over what it had").id, predecessor_id=predecessor.id, on_date=on_date
    )
    db.session.add(handover)
    db.session.flush()
    for organisation in successors:
        share = HandoverShare(
            access_list_id=open_list("Hands over what it had").id,
            handover_id=handover.id,
            predecessor_id=predecessor.id,
            successor_id=organisation.id,
            on_date=on_date,
        )
        db.session.add(share)
    names = [organisation.reference for organisation in successors]
    ledger.record("handover.recorded", handover, {"successors": names, "day": on_date.isoformat()})
    list_what_passes(handover)
    return handover


def list_what_passes(handover: Handover) -> int:
    """Add what is not listed yet; give how many. With one successor everything is proposed to go to it."""
    shares = queries.shares_of(handover.id)
    own = {handover.access_list_id, *(share.access_list_id for share in shares)}
    known = queries.known_roots(handover.id)
    roots = [
        root
        for root in rules.roots_of(queries.grants_of(handover.predecessor_id), own)
        if root.access_list_id not in known
    ]
    items = [*_listed(handover, roots), *_people(handover)]
    db.session.add_all(items)
    db.session.flush()
    default = rules.proposed([share.id for share in shares])
    for share in shares:
        if share.id in default:
            db.session.add_all(_offer(share, item) for item in items)
    db.session.flush()
    if items:
        ledger.record("handover.listed", handover, {"items": len(items)})
    return len(items)


def look_again(handover: Handover) -> int:
    """List what came since, and offer it if the rest is offered; give how many. Raises ``RuleBroken`` for none."""
    held = queries.held(handover)
    more = list_what_passes(held)
    if not more:
        raise RuleBroken("", "Nothing has come since the list was made")
    if held.released_at is not None:
        _release_shares(held)
    return more


def _listed(handover: Handover, roots: Sequence[rules.Root]) -> Iterable[HandoverItem]:
    named: dict[int, tuple[str, str, str]] = {}
    for kind in passing.kinds():
        if kind.rows is None:
            continue
        unnamed = [root.access_list_id for root in roots if root.access_list_id not in named]
        for access_list_id, rows in queries.records_on(kind, unnamed).items():
            more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
            named[access_list_id] = (kind.name, f"{rows[0].title[: TITLE_LENGTH - 20]}{more}", rows[0].reference)
    for root in roots:
        kind_name, title, reference = named.get(root.access_list_id, (OTHER, "A record of another kind", ""))
        yield HandoverItem(
            access_list_id=handover.access_list_id,
            handover_id=handover.id,
            kind=kind_name,
            title=title,
            record_reference=reference,
            roles=",".join(root.roles),
            root_list_id=root.access_list_id,
        )


def _people(handover: Handover) -> Iterable[HandoverItem]:
    known = queries.known_memberships(handover.id)
    for one in queries.members_to_pass(handover.predecessor_id):
        if one.membership_id not in known:
            yield HandoverItem(
                access_list_id=handover.access_list_id,
                handover_id=handover.id,
                kind=PERSON,
                title=one.name,
                roles=one.role.value,
                membership_id=one.membership_id,
            )


def _offer(share: HandoverShare, item: HandoverItem) -> HandoverOffer:
    return HandoverOffer(
        access_list_id=share.access_list_id,
        share_id=share.id,
        item_id=item.id,
        kind=item.kind,
        title=item.title,
        record_reference=item.record_reference,
        roles=item.roles,
        root_list_id=item.root_list_id,
        membership_id=item.membership_id,
        state=OfferState.CHOSEN.value,
    )


def choose(handover: Handover, item: HandoverItem, version: int | None, share_ids: Collection[int]) -> None:
    """Say where one thing goes: to exactly these shares. Once the handover is released it is offered at once.

    Raises ``Invalid``, and ``Conflict`` if ``version`` is given and is not the present one.
    """
    held = queries.held(handover)
    db.session.refresh(item)
    if version is not None and item.version != version:
        raise Conflict
    offers = {offer.share_id: offer for offer in queries.offers_of(item)}
    accepted = [at for at, offer in offers.items() if offer.state == OfferState.ACCEPTED]
    rules.check_choice(item.kind, share_ids, accepted)
    for share in queries.shares_of(held.id):
        _point(share, item, offers.get(share.id), to_it=share.id in share_ids)
    item.choices += 1
    ledger.record("handover.chosen", item, {"shares": len(share_ids)})
    if held.released_at is not None:
        _release_shares(held)


def _point(share: HandoverShare, item: HandoverItem, offer: HandoverOffer | None, *, to_it: bool) -> None:
    live = offer is not None and OfferState(offer.state) in rules.LIVE
    if to_it and offer is None:
        db.session.add(_offer(share, item))
    elif to_it and offer is not None and not live:
        offer.state, offer.reason, offer.mandate_id = OfferState.CHOSEN.value, "", None
    elif not to_it and offer is not None and live:
        if offer.state == OfferState.OFFERED and offer.mandate_id is not None:
            settle_mandate(db.session(), offer.mandate_id, accepts=False)
        offer.state = OfferState.TAKEN_BACK.value


def choose_for_the_rest(handover: Handover, share_ids: Collection[int]) -> int:
    """Send everything that has nowhere to go to these shares, people only where it is one; give how many were sent.

    Raises ``Invalid``.
    """
    if not share_ids:
        raise RuleBroken("successors", "Choose at least one")
    held = queries.held(handover)
    shares = [share for share in queries.shares_of(held.id) if share.id in share_ids]
    items = [item for item in queries.undecided_items(held) if item.kind != PERSON or len(shares) == 1]
    settled = queries.settled_offers([share.id for share in shares])
    for item in items:
        for share in shares:
            _point(share, item, settled.get((share.id, item.id)), to_it=True)
        item.choices += 1
    if items:
        ledger.record("handover.rest_chosen", held, {"items": len(items), "shares": len(shares)})
    if items and held.released_at is not None:
        _release_shares(held)
    return len(items)


def release(handover: Handover, version: int | None = None) -> None:
    """Show each successor its share. From the day on nobody acts for the organisation any more.

    Raises ``Invalid``, ``Conflict``.
    """
    held = queries.held(handover)
    if version is not None and held.version != version:
        raise Conflict
    list_what_passes(held)
    undecided = [item for item in queries.undecided_items(held) if item.kind != PERSON]
    rules.check_release(len(undecided), held.on_date, clock.today(), held.released_at is not None)
    held.released_at = clock.now()
    ledger.record("handover.released", held, {"day": held.on_date.isoformat()})
    _release_shares(held)
    predecessor = db.session.get_one(Organisation, held.predecessor_id)
    close_organisation(predecessor, max(clock.now(), clock.start_of(held.on_date)))


def release_or_add(handover: Handover) -> None:
    """Release it, or once it is released offer what was chosen since. Raises ``Invalid``."""
    if handover.released_at is None:
        release(handover)
    else:
        _release_shares(handover)


def _release_shares(handover: Handover) -> None:
    predecessor = db.session.get_one(Organisation, handover.predecessor_id)
    day = day_words(handover.on_date)
    reason = f"Took over from {predecessor.name[:150]} on {day}"
    moves = {kind.name for kind in passing.kinds() if kind.moves_terms}
    for share in queries.shares_of(handover.id):
        if share.released_at is None:
            share.released_at = clock.now()
            grant_access(share.access_list_id, share.successor_id, GrantRole.PARTY, reason)
            _tell(share)
        offers = _still_held(queries.offers_to_release(share), share)
        _give_mandates(offers, share, reason, moves)
        if offers:
            ledger.record("share.offered", share, {"offers": len(offers), "handover": handover.reference})


def _still_held(offers: Sequence[HandoverOffer], share: HandoverShare) -> list[HandoverOffer]:
    """What can still pass: a place that the predecessor lost since it was listed is taken back."""
    held = {access_list_id for access_list_id, _, _ in queries.grants_of(share.predecessor_id)}
    for offer in offers:
        if offer.root_list_id is not None and offer.root_list_id not in held:
            offer.state = OfferState.TAKEN_BACK.value
    return [offer for offer in offers if offer.state == OfferState.CHOSEN]


def _give_mandates(offers: Sequence[HandoverOffer], share: HandoverShare, reason: str, moves: Collection[str]) -> None:
    given = {
        offer.id: AccessMandate(
            predecessor_id=share.predecessor_id,
            successor_id=share.successor_id,
            root_list_id=offer.root_list_id,
            reason=reason,
            starts_at=clock.start_of(share.on_date),
            moves_terms=offer.kind in moves,
        )
        for offer in offers
        if offer.root_list_id is not None
    }
    db.session.add_all(given.values())
    db.session.flush()
    for offer in offers:
        offer.mandate_id = given[offer.id].id if offer.id in given else None
        offer.state = OfferState.OFFERED.value


def _tell(share: HandoverShare) -> None:
    for one in members_of(share.successor_id):
        if one.role == MembershipRole.MANAGER:
            enqueue(
                "succession.released",
                reference=share.reference,
                organisation_id=share.successor_id,
                membership=one.reference,
            )


def accept(offer: HandoverOffer, version: int | None = None) -> None:
    """Take over one thing for the viewer's organisation: the predecessor's place on its lists and what waits there; or
    a person, in the role they had. Raises ``Invalid``, ``Conflict``.
    """
    share = _answering(offer, version)
    rules.check_day(share.on_date, clock.today())
    if offer.kind == PERSON:
        _take_in(offer, share)
    else:
        _take_over(offer, share)
    _decide(offer, OfferState.ACCEPTED, "")
    ledger.record("share.accepted", offer, {"kind": offer.kind, "roles": offer.roles})


def decline(offer: HandoverOffer, reason: str, version: int | None = None) -> None:
    """Say no, and why. It stays with the organisation that ended, on the record. Raises ``Invalid``, ``Conflict``."""
    _answering(offer, version)
    if offer.mandate_id is not None:
        settle_mandate(db.session(), offer.mandate_id, accepts=False)
    _decide(offer, OfferState.DECLINED, reason)
    ledger.record("share.declined", offer, {"kind": offer.kind})


def accept_all(share: HandoverShare) -> int:
    """Accept the first offers now and the rest in the background; give how many now. Raises ``Invalid``."""
    rules.check_day(share.on_date, clock.today())
    offers = queries.next_offered(share, AT_ONCE + 1)
    for offer in offers[:AT_ONCE]:
        _accept_if_it_can_be(offer)
    if len(offers) > AT_ONCE:
        viewer = current_viewer()
        enqueue(
            "succession.accept_rest",
            reference=share.reference,
            person_id=viewer.person_id,
            organisation_id=viewer.organisation_id,
        )
    return min(len(offers), AT_ONCE)


def _accept_if_it_can_be(offer: HandoverOffer) -> None:
    """What cannot pass is declined with the rule that stands against it, so that the rest goes on."""
    try:
        with db.session.begin_nested():
            accept(offer)
    except RuleBroken as broken:
        decline(offer, str(broken)[:REASON_LENGTH])


def _answering(offer: HandoverOffer, version: int | None) -> HandoverShare:
    db.session.refresh(offer, with_for_update=True)
    if version is not None and offer.version != version:
        raise Conflict
    share = queries.share_of(offer)
    if share.successor_id != current_viewer().organisation_id:
        raise Forbidden("offered to another organisation")
    rules.check_open(offer.state)
    return share


def _decide(offer: HandoverOffer, state: OfferState, reason: str) -> None:
    offer.state, offer.reason = state.value, reason
    offer.decided_at, offer.decided_by_id = clock.now(), current_viewer().person_id or None


def _take_over(offer: HandoverOffer, share: HandoverShare) -> None:
    if offer.mandate_id is None or offer.root_list_id is None:
        raise Forbidden("offered without a mandate")
    settle_mandate(db.session(), offer.mandate_id, accepts=True)
    handed = passing.Handed(
        predecessor_id=share.predecessor_id,
        successor_id=share.successor_id,
        successor_name=current_viewer().organisation_name,
        on_date=share.on_date,
        lists=frozenset(lists_within([offer.root_list_id])),
    )
    passing.take_over(handed)


def _take_in(offer: HandoverOffer, share: HandoverShare) -> None:
    membership, person = queries.member(offer.membership_id or 0)
    closed_at = db.session.get_one(Organisation, share.predecessor_id).closed_at
    if membership.ended_at is not None and (closed_at is None or membership.ended_at < closed_at):
        raise RuleBroken("", "This person left before the handover")
    if live_membership(person.id, share.successor_id) is None:
        add_membership(person, share.successor_id, MembershipRole(offer.roles))


def counts(handover: Handover) -> Mapping[str, Any]:
    """What the command line may print: how many things pass, and how many are undecided, offered and settled."""
    rows = queries.progress_of(handover)
    by_state: dict[str, int] = {}
    for row in rows["offers"]:
        by_state[row.state] = by_state.get(row.state, 0) + row.count
    return {
        "things": sum(row.count for row in rows["items"] if row.kind != PERSON),
        "people": sum(row.count for row in rows["items"] if row.kind == PERSON),
        "undecided": sum(row.undecided for row in rows["items"]),
        **{state.value: by_state.get(state.value, 0) for state in OfferState},
    }
