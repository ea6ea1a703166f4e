"""Views of the list of arrangements that a person keeps."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("membership_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_saved_view_access_list_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_saved_view_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("reference", name=op.f("uq_saved_view_reference")),
    )
    op.create_index(op.f("ix_saved_view_access_list_id"), "saved_view", ["access_list_id"])
    op.create_index(op.f("ix_saved_view_membership_id"), "saved_view", ["membership_id"])
    op.create_index("ix_saved_view_person", "saved_view", ["person_id", "membership_id", "id"])
    default = sa.text("is_default")
    op.create_index(
        "uq_saved_view_default",
        "saved_view",
        ["membership_id"],
        unique=True,
        postgresql_where=default,
        sqlite_where=default,
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0025_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    op.drop_table("saved_view")
