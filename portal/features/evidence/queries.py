"""Every SELECT of evidence."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from portal.core.errors import NotFound
from portal.data import PAGE_SIZE, Page, db, narrow, page_by_key, starts_with
from portal.features.evidence.models import Evidence, EvidenceVersion, Kind, StoredFile
from portal.features.evidence.rules import folded
from portal.features.organisations import Organisation, Person


def evidence_page(
    kind: Kind | None,
    title: str,
    arguments: Mapping[str, str],
    size: int = PAGE_SIZE,
    *,
    oldest_first: bool = False,
) -> Page:
    """A page of what the viewer's organisation can see, of one kind, with titles that start so; newest first unless
    asked otherwise."""
    listed: Any = (
        select(
            Evidence.reference.label("reference"),
            Evidence.title,
            Evidence.kind,
            Evidence.period_from,
            Evidence.period_to,
            Evidence.latest,
            Evidence.created_at,
            Organisation.name.label("organisation_name"),
        )
        .join(Organisation, Organisation.id == Evidence.organisation_id)
    )  # fmt: skip
    if kind is not None:
        listed = listed.where(Evidence.kind == kind)
    if title:
        listed = listed.where(starts_with(Evidence.folded_title, folded(title)))
    listed = narrow(db.session(), listed, Evidence)
    key = (Evidence.created_at, Evidence.id)
    return page_by_key(db.session(), listed, key, Evidence.reference, arguments, size, ascending=oldest_first)


def versions_of(evidence_id: int) -> Select[*tuple[Any, ...]]:
    """A part of a page: the versions of a piece of evidence, newest first, and who added each."""
    return (
        select(
            EvidenceVersion.number,
            EvidenceVersion.filename,
            EvidenceVersion.declared_type,
            EvidenceVersion.media_type,
            EvidenceVersion.type_words,
            EvidenceVersion.active,
            EvidenceVersion.locked,
            EvidenceVersion.size,
            EvidenceVersion.sha256,
            EvidenceVersion.scan,
            EvidenceVersion.note,
            EvidenceVersion.created_at,
            Organisation.name.label("organisation_name"),
            Person.name.label("person_name"),
        )
        .join(Organisation, Organisation.id == EvidenceVersion.organisation_id)
        .join(Person, Person.id == EvidenceVersion.person_id)
        .where(EvidenceVersion.evidence_id == evidence_id)
        .order_by(EvidenceVersion.number.desc())
    )


def version_of(evidence_id: int, number: int) -> EvidenceVersion:
    """One version. Raises ``NotFound``."""
    found = db.session.scalar(
        select(EvidenceVersion).where(EvidenceVersion.evidence_id == evidence_id, EvidenceVersion.number == number)
    )
    if found is None:
        raise NotFound
    return found


def number_with(evidence_id: int, sha256: str) -> int | None:
    """The number of the version that holds these very bytes, if one does."""
    return db.session.scalar(
        select(EvidenceVersion.number).where(
            EvidenceVersion.evidence_id == evidence_id, EvidenceVersion.sha256 == sha256
        )
    )


def keys_without_row(keys: Sequence[str]) -> list[str]:
    """Those of ``keys`` (a few hundred at most) under which no row keeps its file."""
    known = set(db.session.scalars(select(StoredFile.storage_key).where(StoredFile.storage_key.in_(keys))))
    return [key for key in keys if key not in known]
