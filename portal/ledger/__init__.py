"""Floor 2: what happened cannot be unsaid."""

from portal.ledger.entries import Told, record, record_all
from portal.ledger.models import LedgerEntry, LedgerHead, LedgerPayload

__all__ = ["LedgerEntry", "LedgerHead", "LedgerPayload", "Told", "record", "record_all"]
