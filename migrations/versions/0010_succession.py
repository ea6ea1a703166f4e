"""Succession: mandates, handovers with their shares, and what a succession leaves in an arrangement.

Going down forgets which parties have left and which answers were carried; no row of an arrangement is lost by it.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = ("handover_offer", "handover_share", "handover_item", "handover", "access_mandate")
_OPEN = sa.text("accepted_at IS NULL AND declined_at IS NULL")

# In one statement each, so that SQLite need not copy the table, which would lose its checks.
_COLUMNS = {
    "sqlite": (
        "ALTER TABLE arrangement ADD COLUMN passed_to_id INTEGER"
        " CONSTRAINT fk_arrangement_passed_to_id REFERENCES organisation (id)",
        "ALTER TABLE confirmation ADD COLUMN carried_from INTEGER"
        " CONSTRAINT ck_confirmation_carried_on CHECK (carried_from IS NULL OR carried_from < terms_number)",
    ),
    "postgresql": (
        "ALTER TABLE arrangement ADD COLUMN passed_to_id BIGINT"
        " CONSTRAINT fk_arrangement_passed_to_id REFERENCES organisation (id)",
        "ALTER TABLE confirmation ADD COLUMN carried_from INTEGER"
        " CONSTRAINT ck_confirmation_carried_on CHECK (carried_from IS NULL OR carried_from < terms_number)",
    ),
}


def upgrade() -> None:
    _mandates()
    _handovers()
    _offers()
    dialect = op.get_bind().dialect.name
    _run(_COLUMNS[dialect])
    op.create_index(op.f("ix_arrangement_passed_to_id"), "arrangement", ["passed_to_id"])
    op.add_column("arrangement", sa.Column("terms_due", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("organisation", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("party", sa.Column("left_on", sa.Date(), nullable=True))
    op.add_column("terms_version", sa.Column("by_law", sa.Boolean(), server_default=sa.false(), nullable=False))
    if dialect == "postgresql":
        _run(Path(__file__).with_name("0010_walls_postgresql.sql").read_text().split("--;"))


def _mandates() -> None:
    op.create_table(
        "access_mandate",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("predecessor_id", _ID, nullable=False),
        sa.Column("successor_id", _ID, nullable=False),
        sa.Column("root_list_id", _ID, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moves_terms", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("accepted_at IS NULL OR declined_at IS NULL", name=op.f("ck_access_mandate_settled_once")),
        sa.ForeignKeyConstraint(
            ["predecessor_id", "successor_id"],
            ["succession.predecessor_id", "succession.successor_id"],
            name=op.f("fk_access_mandate_predecessor_id_successor_id"),
        ),
        sa.ForeignKeyConstraint(["root_list_id"], ["access_list.id"], name=op.f("fk_access_mandate_root_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_mandate")),
    )
    op.create_index(op.f("ix_access_mandate_predecessor_id"), "access_mandate", ["predecessor_id"])
    op.create_index("ix_access_mandate_root", "access_mandate", ["root_list_id", "predecessor_id"])
    op.create_index(op.f("ix_access_mandate_successor_id"), "access_mandate", ["successor_id"])
    op.create_index(
        "uq_access_mandate_open",
        "access_mandate",
        ["predecessor_id", "successor_id", "root_list_id"],
        unique=True,
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )


def _referenced(table: str) -> list[sa.schema.SchemaItem]:
    """What every table of a handover begins with."""
    return [
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("reference", name=op.f(f"uq_{table}_reference")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f(f"fk_{table}_access_list_id")),
    ]


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _child(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column, "access_list_id"],
        [f"{parent}.id", f"{parent}.access_list_id"],
        name=op.f(f"fk_{table}_{column}_access_list_id"),
        onupdate="CASCADE",
    )


def _handovers() -> None:
    op.create_table(
        "handover",
        *_referenced("handover"),
        sa.Column("predecessor_id", _ID, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _link("handover", "predecessor_id", "organisation"),
        sa.UniqueConstraint("id", "access_list_id", name="uq_handover_id_access_list_id"),
        sa.UniqueConstraint("predecessor_id", name=op.f("uq_handover_predecessor_id")),
    )
    op.create_index(op.f("ix_handover_access_list_id"), "handover", ["access_list_id"])
    op.create_table(
        "handover_item",
        *_referenced("handover_item"),
        sa.Column("handover_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("record_reference", sa.String(length=40), nullable=False),
        sa.Column("roles", sa.String(length=100), nullable=False),
        sa.Column("root_list_id", _ID, nullable=True),
        sa.Column("membership_id", _ID, nullable=True),
        sa.Column("choices", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(root_list_id IS NULL) <> (membership_id IS NULL)", name=op.f("ck_handover_item_list_or_person")
        ),
        _child("handover_item", "handover_id", "handover"),
        _link("handover_item", "membership_id", "membership"),
        _link("handover_item", "root_list_id", "access_list"),
        sa.UniqueConstraint("handover_id", "membership_id", name=op.f("uq_handover_item_handover_id_membership_id")),
        sa.UniqueConstraint("handover_id", "root_list_id", name=op.f("uq_handover_item_handover_id_root_list_id")),
    )
    op.create_index(op.f("ix_handover_item_access_list_id"), "handover_item", ["access_list_id"])
    op.create_index("ix_handover_item_kind", "handover_item", ["handover_id", "kind", "id"])
    op.create_table(
        "handover_share",
        *_referenced("handover_share"),
        sa.Column("handover_id", _ID, nullable=False),
        sa.Column("predecessor_id", _ID, nullable=False),
        sa.Column("successor_id", _ID, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _link("handover_share", "handover_id", "handover"),
        _link("handover_share", "predecessor_id", "organisation"),
        _link("handover_share", "successor_id", "organisation"),
        sa.UniqueConstraint("handover_id", "successor_id", name=op.f("uq_handover_share_handover_id_successor_id")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_handover_share_id_access_list_id"),
    )
    for column in ("access_list_id", "predecessor_id", "successor_id"):
        op.create_index(op.f(f"ix_handover_share_{column}"), "handover_share", [column])


def _offers() -> None:
    op.create_table(
        "handover_offer",
        *_referenced("handover_offer"),
        sa.Column("share_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("record_reference", sa.String(length=40), nullable=False),
        sa.Column("roles", sa.String(length=100), nullable=False),
        sa.Column("root_list_id", _ID, nullable=True),
        sa.Column("membership_id", _ID, nullable=True),
        sa.Column("mandate_id", _ID, nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", _ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('chosen', 'offered', 'accepted', 'declined', 'taken_back')",
            name=op.f("ck_handover_offer_state_known"),
        ),
        _child("handover_offer", "share_id", "handover_share"),
        _link("handover_offer", "decided_by_id", "person"),
        _link("handover_offer", "item_id", "handover_item"),
        _link("handover_offer", "mandate_id", "access_mandate"),
        _link("handover_offer", "membership_id", "membership"),
        _link("handover_offer", "root_list_id", "access_list"),
        sa.UniqueConstraint("share_id", "item_id", name=op.f("uq_handover_offer_share_id_item_id")),
    )
    op.create_index(op.f("ix_handover_offer_access_list_id"), "handover_offer", ["access_list_id"])
    op.create_index(op.f("ix_handover_offer_item_id"), "handover_offer", ["item_id"])
    op.create_index("ix_handover_offer_state", "handover_offer", ["share_id", "state", "id"])


def _run(statements: list[str] | tuple[str, ...]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    op.drop_column("terms_version", "by_law")
    op.drop_column("party", "left_on")
    op.drop_column("organisation", "closed_at")
    op.drop_column("confirmation", "carried_from")
    op.drop_index(op.f("ix_arrangement_passed_to_id"), table_name="arrangement")
    op.drop_column("arrangement", "passed_to_id")
    op.drop_column("arrangement", "terms_due")
    for table in _TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        _run(["DROP FUNCTION accord_settle_mandate(bigint, boolean)"])
