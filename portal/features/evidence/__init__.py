"""Evidence: files that prove something. The names other features may use."""

from portal.features.evidence.actions import Period, add_evidence, add_version
from portal.features.evidence.belonging import ask_before_adding
from portal.features.evidence.cli import commands
from portal.features.evidence.forms import EvidenceForm
from portal.features.evidence.models import Evidence, EvidenceVersion, Kind, Scan
from portal.features.evidence.receiving import adopt, file_taken, take_in, takes_file
from portal.features.evidence.views import KIND_WORDS, bp

__all__ = [
    "KIND_WORDS",
    "Evidence",
    "EvidenceForm",
    "EvidenceVersion",
    "Kind",
    "Period",
    "Scan",
    "add_evidence",
    "add_version",
    "adopt",
    "ask_before_adding",
    "bp",
    "commands",
    "file_taken",
    "take_in",
    "takes_file",
]
