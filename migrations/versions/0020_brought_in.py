"""Arrangements that came from a file, so that the same file does not bring them in twice."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("arrangement", sa.Column("imported_as", sa.String(length=64), nullable=True))
    op.create_index(
        "ix_arrangement_imported",
        "arrangement",
        ["registered_by_id", "imported_as"],
        postgresql_where=sa.text("imported_as IS NOT NULL"),
        sqlite_where=sa.text("imported_as IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_arrangement_imported", table_name="arrangement")
    op.drop_column("arrangement", "imported_as")
