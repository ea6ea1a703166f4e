"""What of a file is on the record already."""

from collections.abc import Sequence

from sqlalchemy import select, union_all

from portal.access import current_viewer
from portal.data import db
from portal.features.arrangements.models import Arrangement, State
from portal.features.arrangements.queries.frameworks import frameworks
from portal.features.arrangements.queries.kinds import kinds
from portal.features.arrangements.queries.services import services
from portal.features.arrangements.rules.terms_read import Known


def known_here() -> Known:
    """What there is here that terms from outside may name."""
    return Known(kinds(), services(), tuple(frameworks().values()))


def brought_already(digests: Sequence[str], references: Sequence[str]) -> set[str]:
    """Which of these digests the viewer's organisation has brought in, but for what it has withdrawn since; and which
    references are of arrangements it can see."""
    brought = select(Arrangement.imported_as).where(
        Arrangement.registered_by_id == current_viewer().organisation_id,
        Arrangement.imported_as.in_(digests),
        Arrangement.state != State.WITHDRAWN.value,
    )
    there = select(Arrangement.reference).where(Arrangement.reference.in_(references))
    return {found for found in db.session.scalars(union_all(brought, there)) if found}
