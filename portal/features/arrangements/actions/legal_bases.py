"""Keeping the list of legal bases: the operator's work."""

from portal.core.errors import NotFound
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import LegalBasis
from portal.features.arrangements.rules.legal import check_legal_basis


def add_legal_basis(slug: str, name: str, hint: str = "") -> None:
    """Add a legal basis after the others. Raises ``RuleBroken``, also when its word or name is there."""
    rows = queries.legal_bases()
    check_legal_basis(slug, name, {row.slug: row.name for row in rows})
    last = max((row.position for row in rows), default=0)
    db.session.add(LegalBasis(slug=slug, name=name, hint=hint, position=last + 1))


def retire_legal_basis(slug: str) -> None:
    """Offer it no more. Raises ``NotFound``."""
    row = next((row for row in queries.legal_bases() if row.slug == slug), None)
    if row is None:
        raise NotFound
    row.shown = False
