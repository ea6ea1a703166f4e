"""Keeping views of the list: each person's own, for the organisation acted for."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal import ledger
from portal.access import current_viewer
from portal.core.errors import Forbidden
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.terms import hold_to
from portal.features.arrangements.models import SavedView
from portal.features.arrangements.rules.views import check_view, packed
from portal.features.organisations import live_membership, own_record


@dataclass(frozen=True)
class ViewFacts:
    """What a view is called, and whether it opens with the list."""

    name: str
    is_default: bool = False


def keep_view(facts: ViewFacts, arguments: Mapping[str, str]) -> SavedView:
    """Keep the arguments of an address under a name, for the viewer alone. Raises ``RuleBroken``."""
    viewer = current_viewer()
    record = own_record(viewer.organisation_id)
    membership = live_membership(viewer.person_id, viewer.organisation_id)
    if membership is None:
        raise Forbidden("no member")
    check_view(facts.name, [view.name for view in queries.views_kept()])
    view = SavedView(
        access_list_id=record.access_list_id,
        person_id=viewer.person_id,
        membership_id=membership.id,
        arguments=packed(arguments),
        name=facts.name,
        is_default=False,
    )
    db.session.add(view)
    _set_default(view, chosen=facts.is_default)
    ledger.record("view.kept", view, _facts(view, narrows=sorted(arguments)))
    return view


def change_view(view: SavedView, version: int | None, facts: ViewFacts) -> None:
    """Call a view something else, or say whether it opens with the list. Raises ``RuleBroken``, ``Conflict``."""
    held = _held(view, version)
    check_view(facts.name, [other.name for other in queries.views_kept() if other.id != held.id])
    held.name = facts.name
    _set_default(held, chosen=facts.is_default)
    ledger.record("view.changed", held, _facts(held))


def remove_view(view: SavedView, version: int | None) -> None:
    """Keep a view no longer. Raises ``Conflict``."""
    held = _held(view, version)
    ledger.record("view.removed", held, _facts(held))
    db.session.delete(held)


def _held(view: SavedView, version: int | None) -> SavedView:
    """The view as it is now, while nobody else of the organisation changes theirs. Raises ``Conflict``,
    ``NotFound``."""
    own_record(current_viewer().organisation_id)
    held = queries.live_view(view)
    hold_to(held, version)
    return held


def _set_default(view: SavedView, *, chosen: bool) -> None:
    if chosen:
        for other in queries.views_kept():
            if other is not view and other.is_default:
                other.is_default = False
        db.session.flush()
    view.is_default = chosen


def _facts(view: SavedView, **more: object) -> dict[str, object]:
    """What the ledger keeps. Not the name: nobody else ever sees it."""
    return {"default": view.is_default, **more}
