"""The arithmetic of the chain: pure, so that anybody can repeat it with a hash tool."""

from dataclasses import dataclass
from typing import Any

from portal.core.digests import canonical, digest_of

GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """What is hashed of an entry. ``recorded_at`` is text, exactly as stored."""

    access_list_id: int
    sequence: int
    recorded_at: str
    actor_id: str
    organisation_id: int
    action: str
    subject_type: str
    subject_reference: str
    payload_digest: str
    previous_digest: str

    @classmethod
    def of(cls, row: Any) -> "Link":
        """What is hashed of an entry as it is stored: ``recorded_at_text`` and the columns of the same names."""
        return cls(
            access_list_id=row.access_list_id,
            sequence=row.sequence,
            recorded_at=row.recorded_at_text,
            actor_id=row.actor_id,
            organisation_id=row.organisation_id,
            action=row.action,
            subject_type=row.subject_type,
            subject_reference=row.subject_reference,
            payload_digest=row.payload_digest,
            previous_digest=row.previous_digest,
        )

    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the fields, 64 hexadecimal digits."""
        return digest_of(canonical(self.__dict__))
