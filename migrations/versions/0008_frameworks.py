"""Rating frameworks as data; second scales, evidence of readings, revised targets, and values on the way to a target."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STARS = ("No stars", "One star", "Two stars", "Three stars")
_TODAY = ("Inadequate", "Requires improvement", "Good", "Outstanding")
_CSCI = ("Commission for Social Care Inspection", date(2004, 4, 1), date(2009, 3, 31))
_AUDIT = "Audit Commission"
# slug, name, judge, in force from, until, labels, name and labels of the second scale
_FRAMEWORKS = (
    ("csci_stars", "Stars for social services", *_CSCI, _STARS, "", ()),
    ("csci_judgement", "Judgement of a social service", *_CSCI, ("1 of 4", "2 of 4", "3 of 4", "4 of 4"), "", ()),
    (
        "cpa_category",
        "Comprehensive Performance Assessment, category",
        _AUDIT,
        date(2002, 12, 12),
        date(2009, 3, 31),
        ("Poor", "Weak", "Fair", "Good", "Excellent"),
        "",
        (),
    ),
    (
        "cpa_stars",
        "Comprehensive Performance Assessment, stars",
        _AUDIT,
        date(2005, 12, 15),
        date(2009, 3, 31),
        (*_STARS, "Four stars"),
        "Direction of travel",
        ("Not improving adequately", "Improving adequately", "Improving well", "Improving strongly"),
    ),
    (
        "audit_commission",
        "Inspection of a service, stars and prospects",
        _AUDIT,
        date(2000, 4, 1),
        date(2015, 3, 31),
        ("Poor", "Fair", "Good", "Excellent"),
        "Prospects for improvement",
        ("Poor", "Uncertain", "Promising", "Excellent"),
    ),
    ("ofsted", "Ofsted judgement", "Ofsted", date(2012, 9, 1), None, _TODAY, "", ()),
    ("cqc", "Care Quality Commission rating", "Care Quality Commission", date(2014, 10, 1), None, _TODAY, "", ()),
)
_NEWEST = ["measure_id", sa.literal_column("on_date DESC"), sa.literal_column("id DESC")]
_WAITING = sa.text("read_on IS NULL")


def upgrade() -> None:
    _frameworks()
    for column in (
        "framework VARCHAR(40) DEFAULT '' NOT NULL",
        "second_name VARCHAR(200) DEFAULT '' NOT NULL",
        "second_labels TEXT DEFAULT '' NOT NULL",
        "baseline_second VARCHAR(200) DEFAULT '' NOT NULL",
    ):
        op.execute(f"ALTER TABLE measure ADD COLUMN {column}")
    # SQLite makes these two anew, and would make their indexes without order and condition.
    op.drop_index("ix_target_due", "target")
    with op.batch_alter_table("target") as table:
        table.add_column(sa.Column("replaces_id", _ID, nullable=True))
        table.add_column(sa.Column("reason", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("replaced_on", sa.Date(), nullable=True))
        table.create_unique_constraint("uq_target_id_access_list_id", ["id", "access_list_id"])
        table.create_unique_constraint(op.f("uq_target_replaces_id"), ["replaces_id"])
    with op.batch_alter_table("target") as table:
        table.create_foreign_key(
            op.f("fk_target_replaces_id_access_list_id"),
            "target",
            ["replaces_id", "access_list_id"],
            ["id", "access_list_id"],
            onupdate="CASCADE",
        )
    _due()
    op.drop_index("ix_reading_newest", "reading")
    with op.batch_alter_table("reading") as table:
        table.add_column(sa.Column("second_label", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("evidence_id", _ID, nullable=True))
        table.create_foreign_key(
            op.f("fk_reading_evidence_id_access_list_id"),
            "evidence",
            ["evidence_id", "access_list_id"],
            ["id", "access_list_id"],
            onupdate="CASCADE",
        )
    op.create_index("ix_reading_newest", "reading", _NEWEST)
    op.create_index("ix_reading_evidence", "reading", ["evidence_id"])
    _trajectory()


def _frameworks() -> None:
    table = op.create_table(
        "rating_framework",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("judge", sa.String(length=200), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("second_name", sa.String(length=200), nullable=False),
        sa.Column("second_labels", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("direction IN ('higher', 'lower')", name=op.f("ck_rating_framework_direction_known")),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_rating_framework_dates_in_order"),
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_rating_framework")),
    )
    op.bulk_insert(
        table,
        [
            {
                "slug": slug,
                "name": name,
                "judge": judge,
                "labels": "\n".join(labels),
                "direction": "higher",
                "second_name": second,
                "second_labels": "\n".join(second_labels),
                "starts_on": starts_on,
                "ends_on": ends_on,
            }
            for slug, name, judge, starts_on, ends_on, labels, second, second_labels in _FRAMEWORKS
        ],
    )


def _trajectory() -> None:
    op.create_table(
        "trajectory_point",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", _ID, nullable=False),
        sa.Column("target_id", _ID, nullable=False),
        sa.Column("value", sa.Numeric(18, 6).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_trajectory_point_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id", "access_list_id"],
            ["target.id", "target.access_list_id"],
            name=op.f("fk_trajectory_point_target_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trajectory_point")),
        sa.UniqueConstraint("reference", name=op.f("uq_trajectory_point_reference")),
        sa.UniqueConstraint("target_id", "on_date", name=op.f("uq_trajectory_point_target_id_on_date")),
    )
    op.create_index(op.f("ix_trajectory_point_access_list_id"), "trajectory_point", ["access_list_id"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name(f"{revision}_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def _due() -> None:
    op.create_index(
        "ix_target_due", "target", ["set_by_id", "due_on", "id"], postgresql_where=_WAITING, sqlite_where=_WAITING
    )


def downgrade() -> None:
    op.drop_table("trajectory_point")
    op.drop_index("ix_reading_evidence", "reading")
    op.drop_index("ix_reading_newest", "reading")
    with op.batch_alter_table("reading") as table:
        table.drop_constraint(op.f("fk_reading_evidence_id_access_list_id"), type_="foreignkey")
        table.drop_column("evidence_id")
        table.drop_column("second_label")
    op.create_index("ix_reading_newest", "reading", _NEWEST)
    op.drop_index("ix_target_due", "target")
    with op.batch_alter_table("target") as table:
        table.drop_constraint(op.f("fk_target_replaces_id_access_list_id"), type_="foreignkey")
        table.drop_constraint(op.f("uq_target_replaces_id"), type_="unique")
        table.drop_constraint("uq_target_id_access_list_id", type_="unique")
        for column in ("replaced_on", "reason", "replaces_id"):
            table.drop_column(column)
    _due()
    for column in ("baseline_second", "second_labels", "second_name", "framework"):
        op.execute(f"ALTER TABLE measure DROP COLUMN {column}")
    op.drop_table("rating_framework")
