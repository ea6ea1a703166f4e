"""From first idea to exit: the states of an arrangement, the version in force, and the steps that were taken."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from portal.data.migrating import allow_words, owner_writes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD = ("draft", "proposed", "agreed", "withdrawn")
NEW = ("idea", "proposed", "agreed", "active", "under_review", "ending", "ended", "withdrawn", "refused")
BOTH = (*dict.fromkeys(OLD + NEW),)
# What the older version has no word for: what runs was agreed, what is over is withdrawn.
BACK = {
    "idea": "draft",
    "active": "agreed",
    "under_review": "agreed",
    "ending": "agreed",
    "ended": "withdrawn",
    "refused": "withdrawn",
}


def upgrade() -> None:
    op.create_table(
        "step_taken",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('idea', 'proposed', 'agreed', 'active', 'under_review', 'ending', 'ended', 'withdrawn', 'refused')",
            name=op.f("ck_step_taken_state_known"),
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_step_taken_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_step_taken_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_step_taken_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_taken")),
    )
    op.create_index(op.f("ix_step_taken_access_list_id"), "step_taken", ["access_list_id"])
    op.create_index("ix_step_taken_arrangement", "step_taken", ["arrangement_id", "id"])
    op.create_index(op.f("ix_step_taken_organisation_id"), "step_taken", ["organisation_id"])
    connection = op.get_bind()
    op.execute(
        "ALTER TABLE arrangement ADD COLUMN agreed_number INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_arrangement_agreed_counted CHECK (agreed_number >= 0)"
    )
    op.execute("ALTER TABLE arrangement ADD COLUMN review_due_on DATE")
    op.execute("ALTER TABLE arrangement ADD COLUMN ending_on DATE")
    allow_words(connection, "arrangement", "state", OLD, BOTH)
    with owner_writes(connection, "arrangement"):
        op.execute("UPDATE arrangement SET state = 'idea' WHERE state = 'draft'")
        op.execute("UPDATE arrangement SET agreed_number = terms_number WHERE state = 'agreed'")
    allow_words(connection, "arrangement", "state", BOTH, NEW)
    if connection.dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0003_walls_postgresql.sql").read_text().split("--;"):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    connection = op.get_bind()
    allow_words(connection, "arrangement", "state", NEW, BOTH)
    with owner_writes(connection, "arrangement"):
        for state, word in BACK.items():
            op.execute(f"UPDATE arrangement SET state = '{word}' WHERE state = '{state}'")
    allow_words(connection, "arrangement", "state", BOTH, OLD)
    for column in ("ending_on", "review_due_on", "agreed_number"):
        op.execute(f"ALTER TABLE arrangement DROP COLUMN {column}")
    op.drop_table("step_taken")
