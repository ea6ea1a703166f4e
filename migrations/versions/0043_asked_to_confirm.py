"""PostgreSQL is told that one organisation may be asked to confirm half of what waits, as of replies."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tell("SET (n_distinct = 2)")


def downgrade() -> None:
    _tell("RESET (n_distinct)")


def _tell(what: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE asked_confirmation ALTER COLUMN organisation_id {what}")
        op.execute("ANALYZE asked_confirmation")
