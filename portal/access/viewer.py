"""The viewer: one person acting for one organisation, fixed for the life of a session."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g

from portal.access.roles import MembershipRole
from portal.core import clock
from portal.data import Scope, bind_scope, db, writing
from portal.data.session import NOBODY


@dataclass(frozen=True)
class Viewer:
    """Who is looking. ``organisation_id`` is 0 for a person who belongs to no organisation."""

    person_id: int
    actor_id: str
    person_name: str
    organisation_id: int = NOBODY
    organisation_reference: str = ""
    organisation_name: str = ""
    role: MembershipRole = MembershipRole.VIEWER

    @property
    def acts(self) -> bool:
        """Whether this person acts for an organisation at all."""
        return self.organisation_id != NOBODY


def current_viewer() -> Viewer:
    """The viewer of this request or block. Raises ``LookupError`` outside both: guard the view first."""
    viewer = known_viewer()
    if viewer is None:
        raise LookupError("no viewer here")
    return viewer


def known_viewer() -> Viewer | None:
    """The viewer of this request or block, or ``None`` for a visitor."""
    viewer: Viewer | None = g.get("viewer")
    return viewer


def look_as(viewer: Viewer, told_at: datetime | None = None) -> None:
    """Fix the viewer of this application context and tell both walls. ``told_at``: wall two knows already, and reads
    grants at this moment."""
    scope = Scope(viewer.organisation_id, viewer.person_id, told_at or clock.now())
    bind_scope(db.session(), scope, told=told_at is not None)
    g.viewer = viewer


@contextmanager
def viewing(viewer: Viewer) -> Iterator[Viewer]:
    """Work as ``viewer`` outside a request (command line, jobs, demo data, tests): a session of its own,
    committed at the end of the block, rolled back if the block raises."""
    with current_app.app_context(), writing():
        look_as(viewer)
        yield viewer
        db.session.commit()
