"""Tokens of forms are forgotten after two days, past row security. No grant is ended by UPDATE of the application."""

from pathlib import Path

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_GIVEN = "granted_by_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY viewer_ends ON access_grant")
        walls = Path(__file__).with_name("0033_walls_postgresql.sql").read_text()
        for statement in walls.split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION accord_forget_submission()")
        for policy in ("owner_forgets_select", "owner_forgets_delete"):
            op.execute(f"DROP POLICY {policy} ON submission")
        op.execute(f"CREATE POLICY viewer_ends ON access_grant FOR UPDATE USING ({_GIVEN}) WITH CHECK ({_GIVEN})")
