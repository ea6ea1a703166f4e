"""Legal bases are a list that the operator keeps, and what arrangements said is carried over to it."""

import re

import sqlalchemy as sa
from alembic import op

from portal.data.migrating import owner_writes

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BASES = (
    (
        "lga_1972_101",
        "Local Government Act 1972, section 101",
        "A council has its work done by a committee, an officer or another council",
    ),
    ("lga_1972_102", "Local Government Act 1972, section 102", "Councils set up a committee, alone or together"),
    (
        "lga_1972_113",
        "Local Government Act 1972, section 113",
        "A council lends its staff to another council or to a health body",
    ),
    (
        "lga_2000_19",
        "Local Government Act 2000, section 19",
        "Work that belongs to the cabinet of one council is done by another council",
    ),
    ("lga_2000_20", "Local Government Act 2000, section 20", "Councils do work of their cabinets together"),
    ("localism_2011_1", "Localism Act 2011, section 1", "A council may do what a person may do, unless a law says no"),
    (
        "nhs_2006_75",
        "National Health Service Act 2006, section 75",
        "A council and a health body hold money together, or do work for each other",
    ),
    (
        "goods_1970",
        "Local Authorities (Goods and Services) Act 1970",
        "A council supplies goods, services or staff time to another public body",
    ),
    ("grant", "Grant", "One party gives another money for a purpose"),
    ("contract", "Contract", "One party pays another for work, and a court can hold both to it"),
    ("memorandum", "Memorandum of understanding", "The parties say what they intend. A court cannot hold them to it"),
)


def upgrade() -> None:
    table = op.create_table(
        "legal_basis",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_legal_basis")),
        sa.UniqueConstraint("name", name=op.f("uq_legal_basis_name")),
    )
    names = ("slug", "name", "hint")
    op.bulk_insert(
        table,
        [
            {**dict(zip(names, basis, strict=True)), "position": place, "shown": True}
            for place, basis in enumerate(BASES, start=1)
        ],
    )
    for name in ("legal_bases", "legal_note"):
        op.add_column("arrangement", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    with owner_writes(op.get_bind(), "arrangement"):
        _carry_over(op.get_bind())


def _carry_over(connection: sa.Connection) -> None:
    """What an arrangement says is on the list if it is called so there, else it is said in its own words.

    The words themselves stay, because parties agreed them. So one that was sent is only taken to be on the list when it
    says it letter by letter: saved again, it says the same.
    """
    known = {_folded(name): (slug, name) for slug, name, _ in BASES}
    said = connection.execute(sa.text("SELECT id, legal_basis, terms_number FROM arrangement WHERE legal_basis <> ''"))
    change = sa.text("UPDATE arrangement SET legal_bases = :bases, legal_note = :note WHERE id = :id")
    for row in said.all():
        slug, name = known.get(_folded(row.legal_basis), ("", ""))
        listed = slug and (row.legal_basis == name or not row.terms_number)
        values = {"bases": slug, "note": ""} if listed else {"bases": "", "note": row.legal_basis}
        connection.execute(change, {"id": row.id, **values})


def _folded(words: str) -> str:
    """``Local Government Act 1972 s.101`` and ``Local Government Act 1972, section 101`` are one."""
    words = re.sub(r"\bs(ect|ec)?\.?\s*(?=\d)", "section ", words.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", words))


def downgrade() -> None:
    """The words were never taken away, so nothing is lost."""
    for name in ("legal_note", "legal_bases"):
        op.execute(f"ALTER TABLE arrangement DROP COLUMN {name}")
    op.drop_table("legal_basis")
