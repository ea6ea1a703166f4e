"""Mentoring: who holds a post, planned days, advice, measure and evidence of a session, and follow-ups."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DAYS = "ck_mentoring_pair_days_counted"
_NEWEST = "ix_mentoring_session_newest"


def upgrade() -> None:
    with op.batch_alter_table("mentoring_pair") as pair:
        for name in ("mentor_person", "mentee_person", "rhythm"):
            pair.add_column(sa.Column(name, sa.String(200), nullable=False, server_default=""))
        pair.add_column(sa.Column("days_per_month", sa.Numeric(18, 6).with_variant(sa.BigInteger(), "sqlite")))
        pair.create_check_constraint(op.f(_DAYS), "days_per_month IS NULL OR days_per_month >= 0")
    with op.batch_alter_table("mentoring_pair") as pair:
        for name in ("mentor_person", "mentee_person", "rhythm"):
            pair.alter_column(name, server_default=None)
    op.drop_index(_NEWEST, "mentoring_session")
    with op.batch_alter_table("mentoring_session") as session:
        session.add_column(sa.Column("advice", sa.Text(), nullable=False, server_default=""))
        session.add_column(sa.Column("measure_id", _ID))
        session.add_column(sa.Column("evidence_id", _ID))
        session.add_column(sa.Column("uid_digest", sa.String(64)))
        session.create_index("ix_mentoring_session_measure", ["measure_id"])
        session.create_unique_constraint(
            op.f("uq_mentoring_session_arrangement_id_uid_digest"), ["arrangement_id", "uid_digest"]
        )
        session.create_unique_constraint("uq_mentoring_session_id_access_list_id", ["id", "access_list_id"])
        session.create_foreign_key(
            op.f("fk_mentoring_session_measure_id"), "measure", ["measure_id"], ["id"], ondelete="SET NULL"
        )
        session.create_foreign_key(op.f("fk_mentoring_session_evidence_id"), "evidence", ["evidence_id"], ["id"])
    with op.batch_alter_table("mentoring_session") as session:
        session.alter_column("advice", server_default=None)
    _newest()
    _follow_up()


def _follow_up() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(9), nullable=False),
        sa.Column("access_list_id", _ID, nullable=False),
        sa.Column("arrangement_id", _ID, nullable=False),
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("owner_id", _ID, nullable=False),
        sa.Column("owner_post", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_follow_up_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_follow_up_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_follow_up_owner_id")),
        sa.ForeignKeyConstraint(
            ["session_id", "access_list_id"],
            ["mentoring_session.id", "mentoring_session.access_list_id"],
            name=op.f("fk_follow_up_session_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("reference", name=op.f("uq_follow_up_reference")),
    )
    op.create_index(op.f("ix_follow_up_access_list_id"), "follow_up", ["access_list_id"])
    op.create_index("ix_follow_up_session", "follow_up", ["session_id", "id"])
    op.create_index("ix_follow_up_arrangement", "follow_up", ["arrangement_id", "due_on", "id"])
    waits = sa.text("done_on IS NULL")
    op.create_index(
        "ix_follow_up_due", "follow_up", ["owner_id", "due_on", "id"], postgresql_where=waits, sqlite_where=waits
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0006_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    op.drop_table("follow_up")
    op.drop_index(_NEWEST, "mentoring_session")
    with op.batch_alter_table("mentoring_session") as session:
        session.drop_constraint(op.f("fk_mentoring_session_evidence_id"), type_="foreignkey")
        session.drop_constraint(op.f("fk_mentoring_session_measure_id"), type_="foreignkey")
        session.drop_constraint("uq_mentoring_session_id_access_list_id", type_="unique")
        session.drop_constraint(op.f("uq_mentoring_session_arrangement_id_uid_digest"), type_="unique")
        session.drop_index("ix_mentoring_session_measure")
        for name in ("uid_digest", "evidence_id", "measure_id", "advice"):
            session.drop_column(name)
    _newest()
    with op.batch_alter_table("mentoring_pair") as pair:
        pair.drop_constraint(op.f(_DAYS), type_="check")
        for name in ("days_per_month", "rhythm", "mentee_person", "mentor_person"):
            pair.drop_column(name)


def _newest() -> None:
    # SQLite makes a table again to change it, and its old index does not tell which way it ran.
    op.create_index(
        _NEWEST,
        "mentoring_session",
        ["arrangement_id", sa.literal_column("on_date DESC"), sa.literal_column("id DESC")],
    )
