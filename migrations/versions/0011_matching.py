"""Offers and needs, the copies of them that every member organisation reads, and the list of services."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SERVICES = {
    "adult_social_care": "Adult social care",
    "benefits": "Benefits and council tax support",
    "childrens_services": "Children’s services",
    "community_safety": "Community safety",
    "culture": "Arts, museums and heritage",
    "customer_service": "Customer service",
    "economic_development": "Jobs, skills and local business",
    "education": "Schools and education",
    "elections": "Elections and democratic services",
    "emergency_planning": "Emergency planning",
    "environmental_health": "Environmental health and licensing",
    "equality": "Equality and inclusion",
    "finance": "Finance and financial control",
    "fire": "Fire and rescue",
    "highways": "Highways and transport",
    "homelessness": "Homelessness",
    "housing": "Housing",
    "hr_payroll": "Human resources and payroll",
    "internal_audit": "Internal audit and fraud",
    "it": "IT and data",
    "legal": "Legal services",
    "leisure": "Leisure and sport",
    "libraries": "Libraries",
    "parks": "Parks and open spaces",
    "planning": "Planning and building control",
    "procurement": "Procurement",
    "property": "Land, buildings and facilities",
    "public_health": "Public health",
    "registration": "Births, deaths and marriages",
    "revenues": "Council tax and business rates",
    "trading_standards": "Trading standards",
    "voluntary_sector": "Support for voluntary organisations",
    "waste": "Waste and recycling",
    "youth": "Youth services",
}


def upgrade() -> None:
    table = op.create_table(
        "service",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_service")),
        sa.UniqueConstraint("name", name=op.f("uq_service_name")),
    )
    op.bulk_insert(table, [{"slug": slug, "name": name} for slug, name in _SERVICES.items()])
    op.create_table(
        "open_posting",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        *_said(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_rules("open_posting"),
    )
    op.create_index("ix_open_posting_service", "open_posting", ["service_slug", "side", "id"])
    op.create_index("ix_open_posting_organisation", "open_posting", ["organisation_id"])
    op.create_table(
        "posting",
        sa.Column("id", _ID, sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", _ID, nullable=False),
        sa.Column(
            "audience",
            sa.Enum("us", "named", "members", name="audience", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("open_id", _ID, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        *_said(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(audience = 'members') = (open_id IS NOT NULL)", name=op.f("ck_posting_copied_for_members")
        ),
        sa.CheckConstraint("withdrawn_on IS NULL OR audience = 'us'", name=op.f("ck_posting_withdrawn_from_all")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_posting_access_list_id")),
        sa.ForeignKeyConstraint(["open_id"], ["open_posting.id"], name=op.f("fk_posting_open_id")),
        sa.UniqueConstraint("open_id", name=op.f("uq_posting_open_id")),
        *_rules("posting"),
    )
    op.create_index("ix_posting_access_list_id", "posting", ["access_list_id"])
    op.create_index("ix_posting_service", "posting", ["service_slug", "side", "id"])
    op.create_index(
        "ix_posting_own_newest",
        "posting",
        ["organisation_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0011_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def _said() -> list[Any]:
    return [
        sa.Column("side", sa.Enum("offer", "need", name="side", native_enum=False, length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("rating_scale", sa.String(length=200), nullable=False),
        sa.Column("rating_labels", sa.Text(), nullable=False),
        sa.Column("rating_place", sa.Integer(), nullable=True),
        sa.Column("rating_on", sa.Date(), nullable=True),
        sa.Column("rating_source", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("service_slug", sa.String(length=40), nullable=False),
    ]


def _rules(table: str) -> list[Any]:
    return [
        sa.CheckConstraint("length(words) BETWEEN 1 AND 1000", name=op.f(f"ck_{table}_words_fit")),
        sa.CheckConstraint(
            "(rating_place IS NULL) = (rating_scale = '') AND (rating_place IS NULL) = (rating_on IS NULL)"
            " AND (rating_place IS NULL) = (rating_source = '')",
            name=op.f(f"ck_{table}_rating_sourced"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.ForeignKeyConstraint(["service_slug"], ["service.slug"], name=op.f(f"fk_{table}_service_slug")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("reference", name=op.f(f"uq_{table}_reference")),
    ]


def downgrade() -> None:
    for table in ("posting", "open_posting", "service"):
        op.drop_table(table)
