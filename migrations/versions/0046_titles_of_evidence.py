"""Evidence is found by its title without accents, punctuation and hidden characters."""

import re
import unicodedata
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from portal.data.migrating import owner_writes

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
LENGTH = 200
_TITLES = sa.text("SELECT id, title, folded_title FROM evidence WHERE id > :after ORDER BY id LIMIT :most")
_FOUND_BY = sa.text("UPDATE evidence SET folded_title = :folded WHERE id = :id")
_APOSTROPHES = re.compile("['’‘`´]")
_WORD = re.compile(r"[^\W_]+")


def upgrade() -> None:
    _fold(lambda title: " ".join(_words_of(title)) or title.lower())


def downgrade() -> None:
    _fold(str.lower)


def _fold(folded: Callable[[str], str]) -> None:
    connection, after = op.get_bind(), 0
    with owner_writes(connection, "evidence"):
        while rows := connection.execute(_TITLES, {"after": after, "most": AT_ONCE}).all():
            wanted = [(row, folded(row.title)[:LENGTH]) for row in rows]
            changed = [{"id": row.id, "folded": text} for row, text in wanted if text != row.folded_title]
            if changed:
                connection.execute(_FOUND_BY, changed)
            after = rows[-1].id


def _words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).replace("&", " and "))
    bare = "".join(one for one in plain if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return _WORD.findall(bare.casefold())
