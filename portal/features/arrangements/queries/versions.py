"""Versions of the terms, to be looked through and compared."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.data import db
from portal.features.arrangements.models import Arrangement, TermsVersion
from portal.features.organisations import Organisation

NEWEST_VERSIONS = 50


def versions_of(arrangement: Arrangement) -> Sequence[Any]:
    """The newest versions, newest first: number, changed, created_at, made_by."""
    return db.session.execute(
        select(
            TermsVersion.number,
            TermsVersion.changed,
            TermsVersion.created_at,
            Organisation.name.label("made_by"),
        )
        .join(Organisation, Organisation.id == TermsVersion.made_by_id)
        .where(TermsVersion.arrangement_id == arrangement.id)
        .order_by(TermsVersion.number.desc())
        .limit(NEWEST_VERSIONS)
    ).all()


def terms_texts(arrangement: Arrangement, numbers: Sequence[int]) -> dict[int, str]:
    """The canonical text of these versions, as far as there are such, by number."""
    rows = db.session.execute(
        select(TermsVersion.number, TermsVersion.terms).where(
            TermsVersion.arrangement_id == arrangement.id, TermsVersion.number.in_(numbers)
        )
    )
    return {row.number: row.terms for row in rows}
