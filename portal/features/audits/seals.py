"""How the ledger seals the words of engagements, and working notes."""

from sqlalchemy import select

from portal.features.audits.models import Engagement, WorkingNote
from portal.features.audits.rules import sealed_engagement, sealed_note
from portal.ledger.sealing import Seal

SEALS = (
    Seal(
        "engagement",
        "engagement",
        {"engagement.opened": {}, "engagement.ended": {}},
        select(
            Engagement.access_list_id,
            Engagement.reference.label("subject"),
            Engagement.reference.label("place"),
            Engagement.purpose,
            Engagement.ended_why,
        ),
        sealed_engagement,
        later=frozenset({"purpose_sha256", "why_sha256"}),
    ),
    Seal(
        "working_note",
        "working_note",
        {"working_note.written": {}, "working_note.changed": {}},
        select(
            WorkingNote.access_list_id,
            WorkingNote.reference.label("subject"),
            WorkingNote.reference.label("place"),
            WorkingNote.version,
            WorkingNote.title,
            WorkingNote.words,
            WorkingNote.record_reference,
        ),
        sealed_note,
    ),
)
