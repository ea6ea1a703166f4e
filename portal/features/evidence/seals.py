"""How the ledger seals the files of evidence."""

from sqlalchemy import select

from portal.features.evidence.models import Evidence, EvidenceVersion
from portal.features.evidence.rules import sealed_version
from portal.ledger.sealing import Seal

SEALS = (
    Seal(
        "evidence_version",
        "evidence",
        {"evidence.added": {}, "evidence.version_added": {}},
        select(
            EvidenceVersion.access_list_id,
            Evidence.reference.label("subject"),
            EvidenceVersion.number.label("place"),
            EvidenceVersion.number,
            EvidenceVersion.sha256,
            EvidenceVersion.size,
            EvidenceVersion.media_type,
            EvidenceVersion.organisation_id,
            EvidenceVersion.filename,
            EvidenceVersion.note,
        ).join(Evidence, Evidence.id == EvidenceVersion.evidence_id),
        sealed_version,
        each=True,
        later=frozenset({"added_by", "words_sha256"}),
    ),
)
