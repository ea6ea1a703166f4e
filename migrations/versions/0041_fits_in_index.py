"""Whether a statement on a list fits a filter is told by the index, without reading the row."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

NAME = "ix_statement_list_newest"
NEWEST = ("access_list_id", sa.text("created_at DESC"), sa.text("id DESC"))
FILTERED = ("kind", "capacity", "state")


def upgrade() -> None:
    op.drop_index(NAME, "statement")
    op.create_index(NAME, "statement", [*NEWEST, *FILTERED])


def downgrade() -> None:
    op.drop_index(NAME, "statement")
    op.create_index(NAME, "statement", [*NEWEST])
