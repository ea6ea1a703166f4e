"""How an arrangement is looked after and how it scores; milestones, and what it must show before it is used elsewhere."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _child(table: str, list_id: str = "inner_list_id") -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f(f"fk_{table}_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", f"arrangement.{list_id}"],
            name=op.f(f"fk_{table}_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    op.create_table(
        "governance",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("access_list_id", ID, nullable=False),
        sa.Column("arrangement_id", ID, nullable=False),
        sa.Column("meetings", sa.String(length=200), nullable=False),
        sa.Column("board", sa.Text(), nullable=False),
        sa.Column("scrutiny", sa.Text(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("notice_months", sa.Integer(), nullable=True),
        sa.Column("exit_plan", sa.Text(), nullable=False),
        sa.Column("exit_readiness", sa.String(length=40), nullable=False),
        sa.Column("data_sharing", sa.String(length=200), nullable=False),
        sa.Column("equality_impact", sa.String(length=200), nullable=False),
        sa.Column("assessed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "exit_readiness IN ('not_started', 'drafted', 'agreed', 'tested')",
            name=op.f("ck_governance_exit_readiness_known"),
        ),
        sa.CheckConstraint("notice_months IS NULL OR notice_months >= 0", name=op.f("ck_governance_notice_counted")),
        *_child("governance"),
        sa.UniqueConstraint("arrangement_id", name=op.f("uq_governance_arrangement_id")),
    )
    op.create_index(op.f("ix_governance_access_list_id"), "governance", ["access_list_id"])
    op.create_table(
        "assessment_answer",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("access_list_id", ID, nullable=False),
        sa.Column("arrangement_id", ID, nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 3", name=op.f("ck_assessment_answer_score_in_range")),
        *_child("assessment_answer"),
        sa.UniqueConstraint("arrangement_id", "question", name=op.f("uq_assessment_answer_arrangement_id_question")),
    )
    op.create_index(op.f("ix_assessment_answer_access_list_id"), "assessment_answer", ["access_list_id"])
    op.create_table(
        "milestone",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", ID, nullable=False),
        sa.Column("arrangement_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_child("milestone", "access_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_milestone_reference")),
    )
    op.create_index(op.f("ix_milestone_access_list_id"), "milestone", ["access_list_id"])
    op.create_index("ix_milestone_arrangement", "milestone", ["arrangement_id", "due_on", "id"])
    op.create_table(
        "criterion",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", ID, nullable=False),
        sa.Column("arrangement_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("judgement", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("judged_by_id", ID, nullable=True),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "judgement IN ('', 'met', 'not_met', 'not_shown')", name=op.f("ck_criterion_judgement_known")
        ),
        sa.CheckConstraint("(judgement = '') = (judged_on IS NULL)", name=op.f("ck_criterion_judged_dated")),
        sa.CheckConstraint("(judgement = '') = (judged_by_id IS NULL)", name=op.f("ck_criterion_judged_by_somebody")),
        sa.ForeignKeyConstraint(["judged_by_id"], ["organisation.id"], name=op.f("fk_criterion_judged_by_id")),
        *_child("criterion", "access_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_criterion_reference")),
    )
    op.create_index(op.f("ix_criterion_access_list_id"), "criterion", ["access_list_id"])
    op.create_index("ix_criterion_arrangement", "criterion", ["arrangement_id", "id"])
    op.create_index(op.f("ix_criterion_judged_by_id"), "criterion", ["judged_by_id"])
    op.execute("ALTER TABLE arrangement ADD COLUMN copied_from VARCHAR(9) DEFAULT '' NOT NULL")
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0015_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    op.execute("ALTER TABLE arrangement DROP COLUMN copied_from")
    op.drop_table("criterion")
    op.drop_table("milestone")
    op.drop_table("assessment_answer")
    op.drop_table("governance")
