"""Arrangements that have passed to another organisation are found by an index of those alone."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

NAME = "ix_arrangement_passed_to_id"
HAS_PASSED = sa.text("passed_to_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index(NAME, table_name="arrangement")
    op.create_index(NAME, "arrangement", ["passed_to_id"], postgresql_where=HAS_PASSED, sqlite_where=HAS_PASSED)


def downgrade() -> None:
    op.drop_index(NAME, table_name="arrangement")
    op.create_index(NAME, "arrangement", ["passed_to_id"])
