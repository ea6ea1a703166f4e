"""Views of the list that the viewer keeps for the organisation acted for."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from portal.core.errors import NotFound
from portal.data import db, lasting
from portal.features.arrangements.models import SavedView
from portal.features.arrangements.rules.views import MOST
from portal.features.organisations import Membership

VIEWS_PART = lasting(
    select(SavedView.reference, SavedView.name, SavedView.arguments, SavedView.is_default)
    .join(Membership, Membership.id == SavedView.membership_id)
    .where(Membership.ended_at.is_(None))
    .order_by(SavedView.name, SavedView.id)
    .limit(MOST)
)
"""A SELECT of the viewer's own views, by name: reference, name, arguments (JSON), is_default."""


def views_kept() -> Sequence[SavedView]:
    """The viewer's own views, by name."""
    return db.session.scalars(_views().order_by(SavedView.name, SavedView.id).limit(MOST)).all()


def live_view(view: SavedView) -> SavedView:
    """The view as it is now. Raises ``NotFound`` when the membership under which it was kept has ended."""
    found = db.session.scalar(_views().where(SavedView.id == view.id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _views() -> Select[SavedView]:
    return (
        select(SavedView)
        .join(Membership, Membership.id == SavedView.membership_id)
        .where(Membership.ended_at.is_(None))
    )
