"""What of the directory the names in a file may mean."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select

from portal.data import bundle, db, starts_with
from portal.features.organisations.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationTerm,
    OrganisationType,
)
from portal.features.organisations.rules.likeness import (
    PREFIX,
    Guess,
    Likely,
    guesses,
    named_reference,
    org_id_of,
    spelt,
    starts_of,
)
from portal.features.organisations.rules.names import as_initials

MOST_LIKELY = 2_000
MOST_STARTS = 600
_MANY = (OrganisationType.CHARITY, OrganisationType.COMMUNITY_INTEREST_COMPANY)
"""Of these there are so many that one word in common says nothing."""


def likely_organisations(names: Sequence[str]) -> dict[str, Guess]:
    """For each name what it may mean, in two statements whatever the names are."""
    rows = db.session.execute(_wanted(names)).all()
    parts: dict[str, Any] = {
        "names": select(OrganisationName.organisation_id, OrganisationName.name)
        .where(OrganisationName.organisation_id.in_([row.id for row in rows]))
        .order_by(OrganisationName.id),
        "codes": select(
            OrganisationIdentifier.organisation_id,
            (OrganisationIdentifier.scheme + "-" + OrganisationIdentifier.value).label("code"),
        )
        .where(OrganisationIdentifier.organisation_id.in_([row.id for row in rows]))
        .order_by(OrganisationIdentifier.id),
    }
    beside = bundle(db.session(), parts)
    spellings: dict[int, list[str]] = {}
    codes: dict[int, list[str]] = {}
    for row in beside["names"]:
        spellings.setdefault(row.organisation_id, []).append(row.name)
    for row in beside["codes"]:
        codes.setdefault(row.organisation_id, []).append(row.code)
    directory = [
        Likely(
            row.reference,
            row.name,
            row.ends_on,
            tuple(spellings.get(row.id, ())),
            tuple(codes.get(row.id, ())),
            row.subtype,
        )
        for row in rows
    ]
    return guesses(names, directory)


def _initials(names: Sequence[str]) -> list[str]:
    """The names that may be initials: of three letters or more, as two begin too much."""
    return sorted({letters for name in names if len(letters := as_initials(name)) > 2})[:MOST_STARTS]


def _wanted(names: Sequence[str]) -> Any:
    """Those whose name is spelt so, whose reference or org-id it is, and those with words that begin alike."""
    starts = starts_of(names)[:MOST_STARTS]
    begins = [
        OrganisationTerm.term == start if len(start) < PREFIX else starts_with(OrganisationTerm.term, start)
        for start in starts
    ]
    begins += [starts_with(OrganisationTerm.term, letters) for letters in _initials(names)]
    alike = (
        select(OrganisationTerm.organisation_id, func.count().label("words"))
        .where(or_(*begins) if begins else OrganisationTerm.term.is_(None))
        .group_by(OrganisationTerm.organisation_id)
        .subquery()
    )
    org_ids = [org_id for name in names if (org_id := org_id_of(name))]
    coded = select(OrganisationIdentifier.organisation_id).where(
        OrganisationIdentifier.scheme.in_({org_id.rpartition("-")[0] for org_id in org_ids}),
        OrganisationIdentifier.value.in_({org_id.rpartition("-")[2] for org_id in org_ids}),
    )
    exactly = or_(
        Organisation.sort_name.in_({spelt(name) for name in names}),
        Organisation.reference.in_({named_reference(name) for name in names} - {""}),
        Organisation.id.in_(coded),
    )
    near = and_(alike.c.words.is_not(None), or_(alike.c.words > 1, Organisation.type.not_in(_MANY)))
    return (
        select(Organisation.id, Organisation.reference, Organisation.name, Organisation.ends_on, Organisation.subtype)
        .outerjoin(alike, alike.c.organisation_id == Organisation.id)
        .where(or_(exactly, near))
        .order_by(exactly.desc(), func.coalesce(alike.c.words, 0).desc(), Organisation.id)
        .limit(MOST_LIKELY)
    )
