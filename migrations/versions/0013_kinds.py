"""Kinds of arrangement are data: the ten that there were, each with its tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ALL = "about,parties,money,settled,legal,{}measures,governance,milestones,{}assessment,risks,duties"
PLAIN = ALL.format("", "")
MENTORING = ALL.format("mentoring,", "criteria,")
ALWAYS = "about,parties,legal"
KINDS = (
    ("mentoring", "Mentoring", "One organisation helps another to get better", MENTORING, ALWAYS),
    ("franchise", "Franchise", "One organisation runs a service of another", MENTORING, ALWAYS),
    ("lead_authority", "Lead authority", "One council does the work for several", PLAIN, ALWAYS),
    ("shared_service", "Shared service", "Several organisations run one service together", PLAIN, ALWAYS),
    ("joint_team", "Joint team or shared post", "People work for more than one organisation", PLAIN, ALWAYS),
    ("joint_committee", "Joint committee", "Members of several councils decide together", PLAIN, ALWAYS),
    ("pooled_budget", "Pooled budget", "Money of several organisations is held as one", PLAIN, f"{ALWAYS},money"),
    (
        "reciprocal_exchange",
        "Reciprocal exchange",
        "Each does the same for the other, often without money",
        PLAIN,
        ALWAYS,
    ),
    ("pilot", "Pilot", "A trial that must succeed before it is used elsewhere", MENTORING, f"{ALWAYS},criteria"),
    ("joint_strategy", "Joint strategy", "Several organisations follow one plan", PLAIN, ALWAYS),
)


def upgrade() -> None:
    table = op.create_table(
        "arrangement_kind",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("required", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_arrangement_kind")),
    )
    names = ("slug", "name", "hint", "tasks", "required")
    op.bulk_insert(
        table,
        [
            {**dict(zip(names, kind, strict=True)), "position": place, "shown": True}
            for place, kind in enumerate(KINDS, start=1)
        ],
    )


def downgrade() -> None:
    op.drop_table("arrangement_kind")
