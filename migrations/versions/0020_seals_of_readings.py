"""The role that owns the tables may read readings and targets too, in a transaction that says it verifies."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SEALED = ("arrangement", "measure", "reading", "target")
_VERIFYING = "(SELECT current_setting('accord.verifying', true) = 'on')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _SEALED:
            op.execute(f"CREATE POLICY owner_verifies ON {table} FOR SELECT TO CURRENT_USER USING ({_VERIFYING})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _SEALED:
            op.execute(f"DROP POLICY owner_verifies ON {table}")
