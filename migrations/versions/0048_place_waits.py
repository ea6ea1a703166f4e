"""Whoever is on a list can ask whether a successor may yet take an organisation's place there."""

from pathlib import Path

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(Path(__file__).with_name("0048_walls_postgresql.sql").read_text("utf-8"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION accord_place_waits(bigint, bigint)")
