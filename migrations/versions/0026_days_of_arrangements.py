"""Arrangements are found by the day on which they end or their review is over."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_DAYS = {"ends": "ends_on", "ending": "ending_on", "review_due": "review_due_on"}


def upgrade() -> None:
    for name, column in _DAYS.items():
        op.create_index(f"ix_arrangement_{name}", "arrangement", [column, "id"])


def downgrade() -> None:
    for name in _DAYS:
        op.drop_index(f"ix_arrangement_{name}", table_name="arrangement")
