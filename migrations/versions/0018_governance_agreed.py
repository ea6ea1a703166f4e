"""Governance and what an arrangement must show are agreed. What was sent before that keeps the terms it has."""

import sqlalchemy as sa
from alembic import op

from portal.data.migrating import owner_writes

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("governance", "criterion")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("in_terms", sa.Boolean(), nullable=False, server_default=sa.true()))
    with owner_writes(op.get_bind(), "arrangement", *TABLES):
        for table in TABLES:
            op.execute(
                f"UPDATE {table} SET in_terms = false"
                " WHERE arrangement_id IN (SELECT id FROM arrangement WHERE terms_number > 0)"
            )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN in_terms")
