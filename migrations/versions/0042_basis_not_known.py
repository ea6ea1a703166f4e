"""How an amount is settled may be not known yet."""

from alembic import op

from portal.data.migrating import allow_words, owner_writes

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

OLD = ("fixed", "capped", "cost_share", "in_kind")
NEW = (*OLD, "not_known")


def upgrade() -> None:
    allow_words(op.get_bind(), "money_flow", "basis", OLD, NEW)


def downgrade() -> None:
    """Which amounts are settled in a way that is not known is lost: they read as fixed, which the older version says
    where nothing else is said."""
    connection = op.get_bind()
    with owner_writes(connection, "money_flow"):
        op.execute("UPDATE money_flow SET basis = 'fixed' WHERE basis = 'not_known'")
    allow_words(connection, "money_flow", "basis", NEW, OLD)
