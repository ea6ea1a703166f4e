"""Versions of the terms, and what the parties said of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from portal.core.errors import NotFound
from portal.data import db
from portal.features.arrangements.models import Arrangement, AskedConfirmation, Confirmation, TermsVersion
from portal.features.arrangements.rules.standing import Word
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


def terms_version(arrangement: Arrangement, number: int) -> TermsVersion:
    """One version of the terms. Raises ``NotFound``, also for those who may not see terms."""
    found = db.session.scalar(
        select(TermsVersion).where(TermsVersion.arrangement_id == arrangement.id, TermsVersion.number == number)
    )
    if found is None:
        raise NotFound
    return found


def newest_terms(arrangement: Arrangement) -> TermsVersion:
    """What the parties are asked to confirm now. Raises ``NotFound`` before it was sent."""
    return terms_version(arrangement, arrangement.terms_number)


def words_said(arrangement: Arrangement) -> list[tuple[int, Word]]:
    """Everything that organisations said of any version, oldest first."""
    rows = db.session.execute(
        select(
            Confirmation.organisation_id,
            Confirmation.terms_number,
            Confirmation.decision,
            Confirmation.comment,
        )
        .where(Confirmation.arrangement_id == arrangement.id)
        .order_by(Confirmation.id)
    )
    return [(row.organisation_id, Word(row.terms_number, row.decision, row.comment)) for row in rows]


def words_that_hold(arrangement: Arrangement) -> Sequence[Confirmation]:
    """What was said of the newest version that the parties made and of those that a succession made after it, oldest
    first."""
    made = (
        select(func.max(TermsVersion.number))
        .where(TermsVersion.arrangement_id == arrangement.id, TermsVersion.by_law.is_(False))
        .scalar_subquery()
    )
    return db.session.scalars(
        select(Confirmation)
        .where(Confirmation.arrangement_id == arrangement.id, Confirmation.terms_number >= made)
        .order_by(Confirmation.id)
    ).all()


def asked(arrangement: Arrangement) -> Sequence[AskedConfirmation]:
    """The parties that have said nothing yet of the newest version."""
    return db.session.scalars(
        select(AskedConfirmation)
        .where(AskedConfirmation.arrangement_id == arrangement.id)
        .order_by(AskedConfirmation.id)
    ).all()
