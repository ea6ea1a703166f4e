"""Money: basis, tax, shares, planned and paid years, what was settled, and figures that can be withdrawn or corrected."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from portal.data.migrating import owner_writes

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Numeric(18, 6).with_variant(sa.BigInteger(), "sqlite")
NEW_CHECKS = {
    "basis_known": "basis IN ('fixed', 'capped', 'cost_share', 'in_kind')",
    "vat_known": "vat IN ('outside', 'exempt', 'included', 'added')",
    "basis_fits": "(pence IS NULL) = (basis = 'in_kind')",
    "not_to_itself": "payer_id <> payee_id OR basis = 'cost_share'",
    "joint_or_shared": "joint_payer_id IS NULL OR basis <> 'cost_share'",
    "days_in_kind": "officer_days IS NULL OR (officer_days > 0 AND basis = 'in_kind')",
    "rate_in_pounds": "day_rate IS NULL OR (day_rate > 0 AND day_rate % 100 = 0)",
    "rate_of_days": "day_rate IS NULL OR officer_days IS NOT NULL",
    "alternative_priced": "(alternative_pence IS NULL AND alternative_times IS NULL)"
    " OR (alternative_pence > 0 AND alternative_times > 0 AND basis = 'in_kind')",
}
NEW_COLUMNS = (
    "basis",
    "vat",
    "officer_days",
    "day_rate",
    "alternative_pence",
    "alternative_per",
    "alternative_times",
    "alternative_source",
    "changes",
)


def upgrade() -> None:
    connection = op.get_bind()
    _make_tables()
    with owner_writes(connection, "money_flow", "differing_figure"):
        _widen_figures()
        _widen_flows()
    if connection.dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0012_walls_postgresql.sql").read_text().split("--;"):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _make_tables() -> None:
    op.create_table(
        "cost_share",
        sa.Column("access_list_id", BIG_ID, nullable=False),
        sa.Column("money_flow_id", BIG_ID, nullable=False),
        sa.Column("organisation_id", BIG_ID, nullable=False),
        sa.Column("arrangement_id", BIG_ID, nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.CheckConstraint("hundredths > 0 AND hundredths <= 10000", name=op.f("ck_cost_share_part_of_the_whole")),
        _on_list("cost_share"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_cost_share_organisation_id")),
        _child("cost_share", "arrangement", "inner_list_id"),
        _child("cost_share", "money_flow"),
        sa.PrimaryKeyConstraint("money_flow_id", "organisation_id", name=op.f("pk_cost_share")),
    )
    op.create_index(op.f("ix_cost_share_access_list_id"), "cost_share", ["access_list_id"])
    op.create_index("ix_cost_share_arrangement", "cost_share", ["arrangement_id", "money_flow_id", "organisation_id"])
    op.create_index(op.f("ix_cost_share_organisation_id"), "cost_share", ["organisation_id"])

    op.create_table(
        "planned_year",
        sa.Column("access_list_id", BIG_ID, nullable=False),
        sa.Column("money_flow_id", BIG_ID, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("arrangement_id", BIG_ID, nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("days", EXACT, nullable=True),
        sa.CheckConstraint("(pence IS NULL) <> (days IS NULL)", name=op.f("ck_planned_year_pence_or_days")),
        sa.CheckConstraint("days IS NULL OR days > 0", name=op.f("ck_planned_year_days_positive")),
        sa.CheckConstraint("pence IS NULL OR pence > 0", name=op.f("ck_planned_year_pence_positive")),
        _on_list("planned_year"),
        _child("planned_year", "arrangement", "inner_list_id"),
        _child("planned_year", "money_flow"),
        sa.PrimaryKeyConstraint("money_flow_id", "year", name=op.f("pk_planned_year")),
    )
    op.create_index(op.f("ix_planned_year_access_list_id"), "planned_year", ["access_list_id"])
    op.create_index("ix_planned_year_arrangement", "planned_year", ["arrangement_id", "money_flow_id", "year"])

    op.create_table(
        "paid_year",
        sa.Column("id", BIG_ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", BIG_ID, nullable=False),
        sa.Column("arrangement_id", BIG_ID, nullable=False),
        sa.Column("money_flow_id", BIG_ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("days", EXACT, nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("evidence_id", BIG_ID, nullable=True),
        sa.Column("recorded_by_id", BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(pence IS NULL) <> (days IS NULL)", name=op.f("ck_paid_year_pence_or_days")),
        sa.CheckConstraint("days IS NULL OR days >= 0", name=op.f("ck_paid_year_days_counted")),
        sa.CheckConstraint("pence IS NULL OR pence >= 0", name=op.f("ck_paid_year_pence_counted")),
        _on_list("paid_year"),
        _child("paid_year", "arrangement", "inner_list_id"),
        _child("paid_year", "evidence"),
        _child("paid_year", "money_flow"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["organisation.id"], name=op.f("fk_paid_year_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paid_year")),
        sa.UniqueConstraint("money_flow_id", "year", name=op.f("uq_paid_year_money_flow_id_year")),
        sa.UniqueConstraint("reference", name=op.f("uq_paid_year_reference")),
    )
    op.create_index(op.f("ix_paid_year_access_list_id"), "paid_year", ["access_list_id"])
    op.create_index("ix_paid_year_arrangement", "paid_year", ["arrangement_id", "id"])
    op.create_index("ix_paid_year_evidence", "paid_year", ["evidence_id"])
    op.create_index(op.f("ix_paid_year_recorded_by_id"), "paid_year", ["recorded_by_id"])

    op.create_table(
        "settled_answer",
        sa.Column("id", BIG_ID, sa.Identity(always=False), nullable=False),
        sa.Column("access_list_id", BIG_ID, nullable=False),
        sa.Column("arrangement_id", BIG_ID, nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _on_list("settled_answer"),
        _child("settled_answer", "arrangement", "inner_list_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settled_answer")),
        sa.UniqueConstraint("arrangement_id", "question", name=op.f("uq_settled_answer_arrangement_id_question")),
    )
    op.create_index(op.f("ix_settled_answer_access_list_id"), "settled_answer", ["access_list_id"])


def _on_list(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f(f"fk_{table}_access_list_id"))


def _child(table: str, parent: str, list_column: str = "access_list_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{parent}_id", "access_list_id"],
        [f"{parent}.id", f"{parent}.{list_column}"],
        name=op.f(f"fk_{table}_{parent}_id_access_list_id"),
        onupdate="CASCADE",
    )


def _widen_figures() -> None:
    with op.batch_alter_table("differing_figure") as table:
        table.add_column(sa.Column("year", sa.Integer(), nullable=True))
        table.add_column(sa.Column("corrects_id", BIG_ID, nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.create_unique_constraint(op.f("uq_differing_figure_corrects_id"), ["corrects_id"])
        table.create_unique_constraint("uq_differing_figure_id_access_list_id", ["id", "access_list_id"])
        table.create_foreign_key(
            op.f("fk_differing_figure_corrects_id_access_list_id"),
            "differing_figure",
            ["corrects_id", "access_list_id"],
            ["id", "access_list_id"],
            onupdate="CASCADE",
        )
    with op.batch_alter_table("differing_figure") as table:
        table.alter_column("version", existing_type=sa.Integer(), server_default=None)
    standing = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "ix_differing_figure_standing",
        "differing_figure",
        ["arrangement_id"],
        postgresql_where=standing,
        sqlite_where=standing,
    )


def _widen_flows() -> None:
    """What was in kind is so by its basis; every other amount was agreed as it stands, which is a fixed one."""
    with op.batch_alter_table("money_flow") as table:
        table.drop_constraint(op.f("ck_money_flow_not_to_itself"), type_="check")
        table.add_column(sa.Column("basis", sa.String(length=40), nullable=False, server_default="fixed"))
        table.add_column(sa.Column("vat", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("officer_days", EXACT, nullable=True))
        table.add_column(sa.Column("day_rate", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("alternative_pence", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("alternative_per", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("alternative_times", sa.Integer(), nullable=True))
        table.add_column(sa.Column("alternative_source", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("changes", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE money_flow SET basis = 'in_kind' WHERE pence IS NULL")
    with op.batch_alter_table("money_flow") as table:
        for name in ("basis", "alternative_per", "alternative_source", "changes"):
            table.alter_column(name, server_default=None)
        for name, rule in NEW_CHECKS.items():
            table.create_check_constraint(op.f(f"ck_money_flow_{name}"), rule)


def downgrade() -> None:
    """Figures that were withdrawn and costs that a party bears itself cannot be told before this: they are removed."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("DROP POLICY owner_verifies ON differing_figure")
    with owner_writes(connection, "money_flow", "differing_figure"):
        own = "(SELECT id FROM money_flow WHERE payer_id = payee_id)"
        op.execute("UPDATE differing_figure SET corrects_id = NULL")
        op.execute("DELETE FROM differing_figure WHERE withdrawn_at IS NOT NULL")
        op.execute(f"UPDATE differing_figure SET money_flow_id = NULL WHERE money_flow_id IN {own}")
        for table in ("cost_share", "paid_year", "planned_year", "settled_answer"):
            op.drop_table(table)
        op.execute("DELETE FROM money_flow WHERE payer_id = payee_id")
        _narrow_figures()
        _narrow_flows()


def _narrow_figures() -> None:
    op.drop_index("ix_differing_figure_standing", "differing_figure")
    with op.batch_alter_table("differing_figure") as table:
        table.drop_constraint(op.f("fk_differing_figure_corrects_id_access_list_id"), type_="foreignkey")
        table.drop_constraint("uq_differing_figure_id_access_list_id", type_="unique")
        table.drop_constraint(op.f("uq_differing_figure_corrects_id"), type_="unique")
        for name in ("version", "withdrawn_at", "corrects_id", "year"):
            table.drop_column(name)


def _narrow_flows() -> None:
    with op.batch_alter_table("money_flow") as table:
        for name in NEW_CHECKS:
            table.drop_constraint(op.f(f"ck_money_flow_{name}"), type_="check")
        for name in NEW_COLUMNS:
            table.drop_column(name)
        table.create_check_constraint(op.f("ck_money_flow_not_to_itself"), "payer_id <> payee_id")
