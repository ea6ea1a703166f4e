"""Floor 2: what happened cannot be unsaid."""

from portal.ledger.entries import record
from portal.ledger.models import LedgerEntry, LedgerHead, LedgerPayload

__all__ = ["LedgerEntry", "LedgerHead", "LedgerPayload", "record"]
