"""The list of legal bases."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from portal.data import db
from portal.features.arrangements.models import LegalBasis


def legal_bases() -> Sequence[LegalBasis]:
    """Every legal basis in order, the retired ones too."""
    return db.session.scalars(select(LegalBasis).order_by(LegalBasis.position, LegalBasis.slug)).all()


def legal_bases_offered(besides: Collection[str] = ()) -> list[LegalBasis]:
    """Those to choose from: not retired, or among ``besides``, which something has already."""
    return [row for row in legal_bases() if row.shown or row.slug in besides]
