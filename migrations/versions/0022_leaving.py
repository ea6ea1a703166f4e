"""An owner takes anybody off its lists; audits end with those who took the place of whoever opened them.

Going down brings back the functions as the migrations before made them.
"""

from pathlib import Path

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_BEFORE = (("0007", "accord_end_audits"), ("0010", "accord_settle_mandate"))


def upgrade() -> None:
    _run(_statements(revision))


def downgrade() -> None:
    _run(["DROP FUNCTION accord_end_grants(bigint, bigint)"])
    _run([line for when, name in _BEFORE for line in _statements(when) if f"FUNCTION {name}(" in line])


def _statements(when: str) -> list[str]:
    return Path(__file__).with_name(f"{when}_walls_postgresql.sql").read_text().split("--;")


def _run(statements: list[str]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in statements:
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})
