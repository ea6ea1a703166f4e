"""Duties of an arrangement; lessons, and the copies of them that every member organisation reads."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_lesson",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column(
            "sort", sa.Enum("worked", "failed", "advice", name="sort", native_enum=False, length=40), nullable=False
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["organisation.id"], name=op.f("fk_shared_lesson_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_lesson")),
        sa.UniqueConstraint("reference", name=op.f("uq_shared_lesson_reference")),
        info={
            "open": "Copies of lessons that a manager chose to show every member organisation, with no more of the arrangement than the words chosen for it; a copy is deleted when the choice is taken back"
        },
    )
    with op.batch_alter_table("shared_lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_lesson_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            "ix_shared_lesson_kind_newest",
            ["arrangement_kind", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_shared_lesson_newest",
            [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_shared_lesson_sort_newest",
            ["sort", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )

    op.create_table(
        "duty",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("accountable_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_duty_access_list_id")),
        sa.ForeignKeyConstraint(["accountable_id"], ["organisation.id"], name=op.f("fk_duty_accountable_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_duty_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_duty_id_access_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_duty_reference")),
        info={"sealed": True},
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_duty_accountable", ["accountable_id", "arrangement_id"], unique=False)
        batch_op.create_index("ix_duty_place", ["arrangement_id", "place", "id"], unique=False)

    op.create_table(
        "lesson",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inner_arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "sort", sa.Enum("worked", "failed", "advice", name="sort", native_enum=False, length=40), nullable=False
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("shared_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(arrangement_id IS NULL) <> (inner_arrangement_id IS NULL)", name=op.f("ck_lesson_one_list")
        ),
        sa.CheckConstraint("(arrangement_id IS NULL) = (shared_id IS NULL)", name=op.f("ck_lesson_outer_when_shared")),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 4000", name=op.f("ck_lesson_words_fit")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_lesson_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.access_list_id"],
            name=op.f("fk_lesson_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["author_id"], ["organisation.id"], name=op.f("fk_lesson_author_id")),
        sa.ForeignKeyConstraint(
            ["inner_arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_lesson_inner_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["shared_id"], ["shared_lesson.id"], name=op.f("fk_lesson_shared_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("reference", name=op.f("uq_lesson_reference")),
        sa.UniqueConstraint("shared_id", name=op.f("uq_lesson_shared_id")),
        info={"sealed": True},
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lesson_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            "ix_lesson_inner_newest",
            ["inner_arrangement_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_lesson_outer_newest",
            ["arrangement_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )

    op.create_table(
        "duty_part",
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("duty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "part",
            sa.Enum("responsible", "consulted", "informed", name="part", native_enum=False, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_duty_part_access_list_id")),
        sa.ForeignKeyConstraint(
            ["duty_id", "access_list_id"],
            ["duty.id", "duty.access_list_id"],
            name=op.f("fk_duty_part_duty_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_duty_part_organisation_id")),
        sa.PrimaryKeyConstraint("duty_id", "organisation_id", name=op.f("pk_duty_part")),
    )
    with op.batch_alter_table("duty_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_part_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_duty_part_organisation", ["organisation_id", "duty_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0009_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    with op.batch_alter_table("duty_part", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_part_organisation")
        batch_op.drop_index(batch_op.f("ix_duty_part_access_list_id"))

    op.drop_table("duty_part")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index("ix_lesson_outer_newest")
        batch_op.drop_index("ix_lesson_inner_newest")
        batch_op.drop_index(batch_op.f("ix_lesson_author_id"))
        batch_op.drop_index(batch_op.f("ix_lesson_access_list_id"))

    op.drop_table("lesson")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_place")
        batch_op.drop_index("ix_duty_accountable")
        batch_op.drop_index(batch_op.f("ix_duty_access_list_id"))

    op.drop_table("duty")
    with op.batch_alter_table("shared_lesson", schema=None) as batch_op:
        batch_op.drop_index("ix_shared_lesson_sort_newest")
        batch_op.drop_index("ix_shared_lesson_newest")
        batch_op.drop_index("ix_shared_lesson_kind_newest")
        batch_op.drop_index(batch_op.f("ix_shared_lesson_author_id"))

    op.drop_table("shared_lesson")
