"""Lists are held while an auditor is let in; audits of a party that left end on the lists that it left."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_FUNCTIONS = ("accord_held_grants(bigint)", "accord_hold_lists(bigint[])", "accord_end_audits(bigint, bigint)")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        walls = Path(__file__).with_name(f"{revision}_walls_postgresql.sql").read_text()
        for statement in walls.split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for function in _FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}")
