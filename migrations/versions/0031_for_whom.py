"""An engagement keeps the thresholds of whoever opened it, for the auditor to read by; what the ledger told observers of
expected visits is erased.

The entries stay, with the digests of what is erased, so every chain holds as before. Going down brings nothing back.
"""

import sqlalchemy as sa
from alembic import op

from portal.data.migrating import owner_writes

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_KEPT = (
    "UPDATE engagement SET"
    " medium = (SELECT medium FROM significance_threshold WHERE organisation_id = opened_by_organisation_id),"
    " high = (SELECT high FROM significance_threshold WHERE organisation_id = opened_by_organisation_id)"
)
_TOLD = (
    "DELETE FROM ledger_payload WHERE entry_id IN (SELECT e.id FROM ledger_entry e"
    " JOIN arrangement a ON a.access_list_id = e.access_list_id WHERE e.action = 'arrangement.paced')"
)


def upgrade() -> None:
    for name in ("medium", "high"):
        op.add_column("engagement", sa.Column(name, sa.Integer(), nullable=True))
    with owner_writes(op.get_bind(), "engagement", "significance_threshold", "ledger_payload", "arrangement"):
        op.execute(_KEPT)
        op.execute(_TOLD)


def downgrade() -> None:
    for name in ("high", "medium"):
        op.drop_column("engagement", name)
