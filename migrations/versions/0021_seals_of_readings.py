"""The role that owns the tables may read readings and targets too, in a transaction that says it verifies."""

from pathlib import Path

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0021_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("arrangement", "measure", "reading", "target"):
            op.execute(f"DROP POLICY owner_verifies ON {table}")
