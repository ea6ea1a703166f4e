"""From which score on a partnership is significant for an organisation."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "significance_threshold",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("access_list_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("medium", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 < medium AND medium < high", name=op.f("ck_significance_threshold_in_order")),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_significance_threshold_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_significance_threshold_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_significance_threshold")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_significance_threshold_organisation_id")),
    )
    op.create_index(op.f("ix_significance_threshold_access_list_id"), "significance_threshold", ["access_list_id"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0019_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    op.drop_table("significance_threshold")
