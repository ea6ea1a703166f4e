"""Evidence: files that prove something. The names other features may use."""

from portal.features.evidence.models import Evidence, EvidenceVersion, Kind, Scan

__all__ = ["Evidence", "EvidenceVersion", "Kind", "Scan"]
