"""A score that came in with a file keeps when it was given."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_SCORES = ("risk_score", "own_score")


def upgrade() -> None:
    for table in _SCORES:
        op.add_column(table, sa.Column("scored_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in _SCORES:
        op.drop_column(table, "scored_at")
