"""Disputes are found at once, however many confirmations there are."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

DISPUTED = sa.text("decision = 'disputed'")


def upgrade() -> None:
    op.create_index(
        "ix_confirmation_disputed",
        "confirmation",
        ["arrangement_id", "terms_number"],
        postgresql_where=DISPUTED,
        sqlite_where=DISPUTED,
    )


def downgrade() -> None:
    op.drop_index("ix_confirmation_disputed", table_name="confirmation")
