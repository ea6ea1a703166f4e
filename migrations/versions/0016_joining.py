"""What a party says of itself: when it joined, the decision that authorised it, and whom to ask."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DECISION = {"decision_body": 200, "decision_minute": 200, "decision_link": 500}


def upgrade() -> None:
    for name in ("joined_on", "decision_on"):
        op.add_column("party", sa.Column(name, sa.Date(), nullable=True))
    for name, length in DECISION.items():
        op.add_column("party", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    op.create_table(
        "party_contact",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False),
        sa.Column("access_list_id", ID, nullable=False),
        sa.Column("arrangement_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("membership_id", ID, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("post", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=200), nullable=False),
        sa.Column("said_by_id", ID, nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "membership_id IS NULL OR (name = '' AND email = '')", name=op.f("ck_party_contact_member_or_named")
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_party_contact_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_party_contact_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_party_contact_membership_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_party_contact_organisation_id")
        ),
        sa.ForeignKeyConstraint(["said_by_id"], ["organisation.id"], name=op.f("fk_party_contact_said_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_contact")),
        sa.UniqueConstraint(
            "arrangement_id", "organisation_id", name=op.f("uq_party_contact_arrangement_id_organisation_id")
        ),
    )
    for name in ("access_list_id", "membership_id", "organisation_id", "said_by_id"):
        op.create_index(op.f(f"ix_party_contact_{name}"), "party_contact", [name])
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0016_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    op.drop_table("party_contact")
    for name in (*DECISION, "decision_on", "joined_on"):
        op.execute(f"ALTER TABLE party DROP COLUMN {name}")
