"""How the ledger tells of handovers."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.features.organisations import Organisation
from portal.features.succession.models import Handover, HandoverItem, HandoverOffer, HandoverShare
from portal.ledger.telling import Subject

SENTENCES = {
    "handover.recorded": "recorded {}",
    "handover.listed": "listed more of what passes in {}",
    "handover.chosen": "said where {} goes",
    "handover.rest_chosen": "said where the rest goes in {}",
    "handover.released": "showed those who take over {}",
    "share.offered": "said what passes in {}",
    "share.accepted": "took over {}",
    "share.declined": "declined {}",
}

_Predecessor = aliased(Organisation)


def _of(model: Any) -> Any:
    def rows(references: Any) -> Select[*tuple[Any, ...]]:
        return (
            select(
                model.reference.label("reference"),
                ("the handover of " + _Predecessor.name).label("title"),
                model.reference.label("target"),
            )
            .join(_Predecessor, _Predecessor.id == model.predecessor_id)
            .where(model.reference.in_(references))
        )

    return rows


def _items(references: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            HandoverItem.reference.label("reference"),
            HandoverItem.title.label("title"),
            Handover.reference.label("target"),
        )
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .where(HandoverItem.reference.in_(references))
    )


def _offers(references: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            HandoverOffer.reference.label("reference"),
            HandoverOffer.title.label("title"),
            HandoverShare.reference.label("target"),
        )
        .join(HandoverShare, HandoverShare.id == HandoverOffer.share_id)
        .where(HandoverOffer.reference.in_(references))
    )


SUBJECTS = {
    "handover": Subject("a handover", "succession.show", _of(Handover)),
    "handover_item": Subject("a handover", "succession.show", _items),
    "handover_share": Subject("a handover", "succession.share", _of(HandoverShare)),
    "handover_offer": Subject("a handover", "succession.share", _offers),
}
