"""How the ledger seals working notes."""

from sqlalchemy import select

from portal.features.audits.models import WorkingNote
from portal.features.audits.rules import sealed_note
from portal.ledger.sealing import Seal

SEALS = (
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
