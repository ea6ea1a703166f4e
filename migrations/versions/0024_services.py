"""Which services an arrangement covers, and indexes of last days for those that end soon."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "arrangement_service",
        sa.Column("arrangement_id", ID, nullable=False),
        sa.Column("access_list_id", ID, nullable=False),
        sa.Column("service_slug", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_arrangement_service_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.access_list_id"],
            name=op.f("fk_arrangement_service_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["service_slug"], ["service.slug"], name=op.f("fk_arrangement_service_service_slug")),
        sa.PrimaryKeyConstraint("arrangement_id", "service_slug", name=op.f("pk_arrangement_service")),
    )
    op.create_index(op.f("ix_arrangement_service_access_list_id"), "arrangement_service", ["access_list_id"])
    op.create_index("ix_arrangement_service_slug", "arrangement_service", ["service_slug", "arrangement_id"])
    op.execute("ALTER TABLE arrangement ADD COLUMN service_changes INTEGER DEFAULT 0 NOT NULL")
    for column in ("ends_on", "ending_on"):
        op.create_index(f"ix_arrangement_{column}", "arrangement", [column])
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0024_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    for column in ("ends_on", "ending_on"):
        op.drop_index(f"ix_arrangement_{column}", "arrangement")
    op.execute("ALTER TABLE arrangement DROP COLUMN service_changes")
    op.drop_table("arrangement_service")
