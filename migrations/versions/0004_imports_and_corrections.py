"""A file that is kept between the steps of an import; readings of a period, and readings that correct others."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NEWEST = ["measure_id", sa.literal_column("on_date DESC"), sa.literal_column("id DESC")]


def upgrade() -> None:
    op.create_table(
        "import_draft",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", _ID, nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_import_draft_access_list_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_import_draft_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
        sa.UniqueConstraint("reference", name=op.f("uq_import_draft_reference")),
    )
    op.create_index(op.f("ix_import_draft_access_list_id"), "import_draft", ["access_list_id"])
    op.create_index("ix_import_draft_person", "import_draft", ["person_id", "created_at"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0004_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})
    # SQLite makes the table anew, and would make this index without its order.
    op.drop_index("ix_reading_newest", "reading")
    with op.batch_alter_table("reading") as table:
        table.add_column(sa.Column("period_from", sa.Date(), nullable=True))
        table.add_column(sa.Column("replaces_id", _ID, nullable=True))
        table.add_column(sa.Column("reason", sa.String(length=200), nullable=False, server_default=""))
        table.create_unique_constraint("uq_reading_id_access_list_id", ["id", "access_list_id"])
        table.create_unique_constraint(op.f("uq_reading_replaces_id"), ["replaces_id"])
        table.create_check_constraint(
            op.f("ck_reading_period_in_order"), "period_from IS NULL OR period_from <= on_date"
        )
    with op.batch_alter_table("reading") as table:
        table.alter_column("reason", server_default=None)
        table.create_foreign_key(
            op.f("fk_reading_replaces_id_access_list_id"),
            "reading",
            ["replaces_id", "access_list_id"],
            ["id", "access_list_id"],
            onupdate="CASCADE",
        )
    op.create_index("ix_reading_newest", "reading", _NEWEST)


def downgrade() -> None:
    op.drop_index("ix_reading_newest", "reading")
    with op.batch_alter_table("reading") as table:
        table.drop_constraint(op.f("fk_reading_replaces_id_access_list_id"), type_="foreignkey")
        table.drop_constraint(op.f("ck_reading_period_in_order"), type_="check")
        table.drop_constraint(op.f("uq_reading_replaces_id"), type_="unique")
        table.drop_constraint("uq_reading_id_access_list_id", type_="unique")
        table.drop_column("reason")
        table.drop_column("replaces_id")
        table.drop_column("period_from")
    op.create_index("ix_reading_newest", "reading", _NEWEST)
    op.drop_table("import_draft")
