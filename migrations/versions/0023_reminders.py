"""Reminders: what people chose, what was sent, and the addresses of calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PACE = sa.Enum("at_once", "daily", "weekly", "never", name="pace", native_enum=False, length=40)


def upgrade() -> None:
    op.create_table(
        "reminder_choice",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("pace", PACE, nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_choice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_choice")),
        sa.UniqueConstraint("person_id", name=op.f("uq_reminder_choice_person_id")),
    )
    op.create_table(
        "reminder_sent",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=9), nullable=False),
        sa.Column("spoke_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reminder_sent_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_sent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_sent")),
        sa.UniqueConstraint(
            "person_id", "organisation_id", "source", "key", "spoke_on", name=op.f("uq_reminder_sent_once")
        ),
    )
    op.create_index("ix_reminder_sent_newest", "reminder_sent", ["person_id", "organisation_id", "sent_on"])
    op.create_index("ix_reminder_sent_old", "reminder_sent", ["organisation_id", "sent_on"])
    op.create_table(
        "calendar_feed",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_calendar_feed_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("reference", name=op.f("uq_calendar_feed_reference")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_calendar_feed_token_digest")),
    )
    op.create_index(op.f("ix_calendar_feed_person_id"), "calendar_feed", ["person_id"])


def downgrade() -> None:
    op.drop_table("calendar_feed")
    op.drop_table("reminder_sent")
    op.drop_table("reminder_choice")
