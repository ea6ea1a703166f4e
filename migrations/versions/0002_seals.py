"""The role that owns the tables may read what the ledger seals, in a transaction that says it verifies."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SEALED = (
    "confirmation", "evidence", "evidence_version", "mentoring_session", "reply", "statement", "terms_version",
    "working_note",
)  # fmt: skip
_VERIFYING = "(SELECT current_setting('accord.verifying', true) = 'on')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY owner_verifies ON ledger_payload")
        for table in (*_SEALED, "ledger_payload"):
            op.execute(f"CREATE POLICY owner_verifies ON {table} FOR SELECT TO CURRENT_USER USING ({_VERIFYING})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in (*_SEALED, "ledger_payload"):
            op.execute(f"DROP POLICY owner_verifies ON {table}")
        op.execute("CREATE POLICY owner_verifies ON ledger_payload FOR SELECT TO CURRENT_USER USING (true)")
