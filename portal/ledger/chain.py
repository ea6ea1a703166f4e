"""The arithmetic of the chain: pure, so that anybody can repeat it with a hash tool."""

from dataclasses import dataclass

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

    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the fields, 64 hexadecimal digits."""
        return digest_of(canonical(self.__dict__))
