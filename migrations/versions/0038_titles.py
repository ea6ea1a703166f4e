"""Arrangements are found by the words of their titles."""

import re
import unicodedata
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from portal.data.migrating import owner_writes

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LENGTH = 60
WORD = sa.String(LENGTH).with_variant(sa.String(LENGTH, collation="C"), "postgresql")
AT_ONCE = 1_000
_TITLES = sa.text("SELECT id, access_list_id, title FROM arrangement WHERE id > :after ORDER BY id LIMIT :most")
_APOSTROPHES = re.compile("['’‘`´]")
_WORD = re.compile(r"[^\W_]+")


def upgrade() -> None:
    table = op.create_table(
        "title_word",
        sa.Column("arrangement_id", ID, nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.Column("access_list_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_title_word_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.access_list_id"],
            name=op.f("fk_title_word_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("arrangement_id", "word", name=op.f("pk_title_word")),
    )
    op.create_index(op.f("ix_title_word_access_list_id"), "title_word", ["access_list_id"])
    with owner_writes(op.get_bind(), "arrangement"):
        _write_words(op.get_bind(), table)
    op.create_index("ix_title_word_word", "title_word", ["word", "arrangement_id"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in Path(__file__).with_name("0038_walls_postgresql.sql").read_text().split("--;"):
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def _write_words(connection: sa.Connection, table: sa.Table) -> None:
    after = 0
    while rows := connection.execute(_TITLES, {"after": after, "most": AT_ONCE}).all():
        words = [
            {"arrangement_id": row.id, "word": word, "access_list_id": row.access_list_id}
            for row in rows
            for word in {word[:LENGTH] for word in _words_of(row.title)}
        ]
        if words:
            connection.execute(sa.insert(table), words)
        after = rows[-1].id


def _words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).replace("&", " and "))
    bare = "".join(one for one in plain if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return _WORD.findall(bare.casefold())


def downgrade() -> None:
    op.drop_table("title_word")
