"""Organisations are found by the initials of their names."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
TERM = 60
_CALLED = sa.text("SELECT id, organisation_id, name FROM organisation_name WHERE id > :after ORDER BY id LIMIT :most")
_ADD = sa.text("INSERT INTO organisation_term (term, organisation_id) VALUES (:term, :id) ON CONFLICT DO NOTHING")
_SMALL = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"})
_APOSTROPHES = re.compile("['’‘`´]")
_WORD = re.compile(r"[^\W_]+")


def upgrade() -> None:
    connection, after = op.get_bind(), 0
    while rows := connection.execute(_CALLED, {"after": after, "most": AT_ONCE}).all():
        terms = {(initials, row.organisation_id) for row in rows if (initials := _initials_of(row.name))}
        if terms:
            connection.execute(_ADD, [{"term": term, "id": of} for term, of in sorted(terms)])
        after = rows[-1].id


def _initials_of(name: str) -> str:
    words = [word for word in _words_of(name) if word not in _SMALL]
    return "".join(word[0] for word in words)[:TERM] if len(words) > 1 else ""


def _words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).replace("&", " and "))
    bare = "".join(one for one in plain if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return _WORD.findall(bare.casefold())


def downgrade() -> None:
    """Nothing: more terms find as much as before, and which of them are words of a name too is not known."""
