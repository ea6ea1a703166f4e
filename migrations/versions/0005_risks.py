"""Risks: a matrix for each arrangement, agreed and own scores, mitigations."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risk_matrix",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("likelihood_labels", sa.String(length=400), nullable=False),
        sa.Column("impact_labels", sa.String(length=400), nullable=False),
        sa.Column("medium_from", sa.Integer(), nullable=False),
        sa.Column("high_from", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "1 < medium_from AND medium_from < high_from AND high_from <= size * size",
            name=op.f("ck_risk_matrix_in_order"),
        ),
        sa.CheckConstraint("size BETWEEN 3 AND 5", name=op.f("ck_risk_matrix_size_fits")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_risk_matrix_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_risk_matrix_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_matrix")),
        sa.UniqueConstraint("arrangement_id", "size", name=op.f("uq_risk_matrix_arrangement_id_size")),
        sa.UniqueConstraint("arrangement_id", name=op.f("uq_risk_matrix_arrangement_id")),
    )
    with op.batch_alter_table("risk_matrix", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_matrix_access_list_id"), ["access_list_id"], unique=False)

    op.create_table(
        "risk",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("consequence", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_post", sa.String(length=200), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column(
            "response",
            sa.Enum("reduce", "accept", "hand_on", "avoid", name="response", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Enum("open", "closed", name="state", native_enum=False, length=40), nullable=False),
        sa.Column("scorings", sa.Integer(), nullable=False),
        sa.Column("state_why", sa.Text(), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'open' OR (state_why <> '' AND state_on IS NOT NULL)", name=op.f("ck_risk_closed_for_a_reason")
        ),
        sa.CheckConstraint("impact BETWEEN 1 AND size", name=op.f("ck_risk_impact_on_matrix")),
        sa.CheckConstraint("likelihood BETWEEN 1 AND size", name=op.f("ck_risk_likelihood_on_matrix")),
        sa.CheckConstraint("rating = likelihood * impact", name=op.f("ck_risk_rating_is_product")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_risk_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_risk_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "size"],
            ["risk_matrix.arrangement_id", "risk_matrix.size"],
            name=op.f("fk_risk_arrangement_id_size"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_risk_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_risk_id_access_list_id"),
        sa.UniqueConstraint("id", "size", name=op.f("uq_risk_id_size")),
        sa.UniqueConstraint("reference", name=op.f("uq_risk_reference")),
    )
    with op.batch_alter_table("risk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(
            "ix_risk_arrangement_rating",
            ["arrangement_id", sa.literal_column("rating DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index("ix_risk_review", ["owner_id", "state", "review_on", "id"], unique=False)

    op.create_table(
        "mitigation",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("risk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_post", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "progress",
            sa.Enum("to_do", "done", "dropped", name="progress", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_mitigation_access_list_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_mitigation_owner_id")),
        sa.ForeignKeyConstraint(
            ["risk_id", "access_list_id"],
            ["risk.id", "risk.access_list_id"],
            name=op.f("fk_mitigation_risk_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mitigation")),
        sa.UniqueConstraint("reference", name=op.f("uq_mitigation_reference")),
    )
    with op.batch_alter_table("mitigation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mitigation_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_mitigation_due", ["owner_id", "progress", "due_on", "id"], unique=False)
        batch_op.create_index("ix_mitigation_risk", ["risk_id", "due_on", "id"], unique=False)

    op.create_table(
        "own_score",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("risk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("likelihood_label", sa.String(length=200), nullable=False),
        sa.Column("impact_label", sa.String(length=200), nullable=False),
        sa.Column(
            "level", sa.Enum("low", "medium", "high", name="level", native_enum=False, length=40), nullable=False
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "likelihood BETWEEN 1 AND size AND impact BETWEEN 1 AND size", name=op.f("ck_own_score_on_matrix")
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_own_score_access_list_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_own_score_organisation_id")),
        sa.ForeignKeyConstraint(["risk_id", "size"], ["risk.id", "risk.size"], name=op.f("fk_own_score_risk_id_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_score")),
        sa.UniqueConstraint("reference", name=op.f("uq_own_score_reference")),
        info={"append_only": True},
    )
    with op.batch_alter_table("own_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_score_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_own_score_newest", ["risk_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_own_score_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "risk_score",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("risk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("likelihood_label", sa.String(length=200), nullable=False),
        sa.Column("impact_label", sa.String(length=200), nullable=False),
        sa.Column(
            "level", sa.Enum("low", "medium", "high", name="level", native_enum=False, length=40), nullable=False
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "likelihood BETWEEN 1 AND size AND impact BETWEEN 1 AND size", name=op.f("ck_risk_score_on_matrix")
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_risk_score_access_list_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_risk_score_organisation_id")),
        sa.ForeignKeyConstraint(
            ["risk_id", "access_list_id"],
            ["risk.id", "risk.access_list_id"],
            name=op.f("fk_risk_score_risk_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_score")),
        info={"append_only": True},
    )
    with op.batch_alter_table("risk_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_score_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_risk_score_newest", ["risk_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_score_organisation_id"), ["organisation_id"], unique=False)
    walls = Path(__file__).with_name(f"0005_walls_{op.get_bind().dialect.name}.sql")
    for statement in walls.read_text().split("--;"):
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    with op.batch_alter_table("risk_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_score_organisation_id"))
        batch_op.drop_index("ix_risk_score_newest")
        batch_op.drop_index(batch_op.f("ix_risk_score_access_list_id"))

    op.drop_table("risk_score")
    with op.batch_alter_table("own_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_score_organisation_id"))
        batch_op.drop_index("ix_own_score_newest")
        batch_op.drop_index(batch_op.f("ix_own_score_access_list_id"))

    op.drop_table("own_score")
    with op.batch_alter_table("mitigation", schema=None) as batch_op:
        batch_op.drop_index("ix_mitigation_risk")
        batch_op.drop_index("ix_mitigation_due")
        batch_op.drop_index(batch_op.f("ix_mitigation_access_list_id"))

    op.drop_table("mitigation")
    with op.batch_alter_table("risk", schema=None) as batch_op:
        batch_op.drop_index("ix_risk_review")
        batch_op.drop_index("ix_risk_arrangement_rating")
        batch_op.drop_index(batch_op.f("ix_risk_access_list_id"))

    op.drop_table("risk")
    with op.batch_alter_table("risk_matrix", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_matrix_access_list_id"))

    op.drop_table("risk_matrix")
