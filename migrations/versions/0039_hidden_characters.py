"""Names with hidden characters, such as soft hyphens, are sorted and found as if these were not there."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
SORTED, TERM = 300, 60
_NAMES = "SELECT id, name FROM organisation WHERE id > :after ORDER BY id LIMIT :most"
_CALLED = "SELECT id, organisation_id, name FROM organisation_name WHERE id > :after ORDER BY id LIMIT :most"
_APOSTROPHES = re.compile("['’‘`´]")
_WORD = re.compile(r"[^\W_]+")


def upgrade() -> None:
    connection = op.get_bind()
    for row in list(_hidden(connection, _NAMES)):
        sorted_by = {"id": row.id, "by": " ".join(_words_of(row.name))[:SORTED]}
        connection.execute(sa.text("UPDATE organisation SET sort_name = :by WHERE id = :id"), sorted_by)
    for organisation_id in sorted({row.organisation_id for row in _hidden(connection, _CALLED)}):
        _find_by(connection, organisation_id)


def _hidden(connection: sa.Connection, asked: str) -> Iterator[Any]:
    """The rows whose name has a character that only steers how others are shown."""
    after = 0
    while rows := connection.execute(sa.text(asked), {"after": after, "most": AT_ONCE}).all():
        yield from (row for row in rows if any(unicodedata.category(one) == "Cf" for one in row.name))
        after = rows[-1].id


def _find_by(connection: sa.Connection, organisation_id: int) -> None:
    """Let an organisation be found by the words of its names and by its codes, and by nothing else."""
    of = {"id": organisation_id}
    names = connection.execute(sa.text("SELECT name FROM organisation_name WHERE organisation_id = :id"), of).scalars()
    terms = {word[:TERM] for name in names for word in _words_of(name)}
    asked = sa.text("SELECT scheme, value FROM organisation_identifier WHERE organisation_id = :id")
    for scheme, value in connection.execute(asked, of):
        terms |= {"".join(_words_of(code))[:TERM] for code in (value, scheme + value)}
    connection.execute(sa.text("DELETE FROM organisation_term WHERE organisation_id = :id"), of)
    rows = [{"term": term, **of} for term in sorted(terms - {""})]
    if rows:
        connection.execute(sa.text("INSERT INTO organisation_term (term, organisation_id) VALUES (:term, :id)"), rows)


def _words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).replace("&", " and "))
    bare = "".join(one for one in plain if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return _WORD.findall(bare.casefold())


def downgrade() -> None:
    """Nothing: the words that are kept find as much as those before."""
