"""What the checks found of each arrangement, kept for lists and home."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_summary",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("led_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("red", sa.Integer(), nullable=False),
        sa.Column("amber", sa.Integer(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.CheckConstraint("red >= 0 AND amber >= 0", name=op.f("ck_check_summary_counted")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_check_summary_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_check_summary_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["led_by_id"], ["organisation.id"], name=op.f("fk_check_summary_led_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_summary")),
        sa.UniqueConstraint("arrangement_id", name=op.f("uq_check_summary_arrangement_id")),
    )
    op.create_index(op.f("ix_check_summary_access_list_id"), "check_summary", ["access_list_id"])
    op.create_index("ix_check_summary_to_mend", "check_summary", ["led_by_id", "red", "arrangement_id"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0014_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    op.drop_table("check_summary")
