"""How the ledger seals duties."""

from sqlalchemy import select

from portal.features.duties.models import Duty
from portal.features.duties.rules import sealed_duty
from portal.ledger.sealing import Seal

SEALS = (
    Seal(
        "duty",
        "duty",
        {"duty.added": {}, "duty.changed": {}, "duty.passed": {}},
        select(
            Duty.access_list_id,
            Duty.reference.label("subject"),
            Duty.reference.label("place"),
            Duty.what,
            Duty.note,
            Duty.accountable_id,
        ),
        sealed_duty,
        ends=frozenset({"duty.removed"}),
    ),
)
