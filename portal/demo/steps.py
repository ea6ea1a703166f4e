"""Steps that several stories take."""

from sqlalchemy import select

from portal.data import db
from portal.features.arrangements import Arrangement, Decision, TermsVersion, actions


def find(reference: str) -> Arrangement:
    """The arrangement with this reference, as its viewer sees it."""
    return db.session.scalars(select(Arrangement).where(Arrangement.reference == reference)).one()


def titled(title: str) -> Arrangement:
    """The arrangement called so, as its viewer sees it."""
    return db.session.scalars(select(Arrangement).where(Arrangement.title == title)).one()


def confirm(arrangement: Arrangement) -> None:
    """Confirm the newest version for the viewer's organisation."""
    digest = db.session.scalars(
        select(TermsVersion.digest)
        .where(TermsVersion.arrangement_id == arrangement.id)
        .order_by(TermsVersion.number.desc())
        .limit(1)
    ).one()
    actions.answer_terms(arrangement, digest, Decision.CONFIRMED)
