"""What migrations need beside Alembic: writing past the walls as the owner, and other words for a column to hold."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text


@contextmanager
def owner_writes(connection: Connection, *tables: str) -> Iterator[None]:
    """Let the owner of these private tables read and change every row of them in this block.

    Row security is forced on the owner too, and without a viewer it shows nothing.
    """
    postgresql = connection.dialect.name == "postgresql"
    for table in tables if postgresql else ():
        connection.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
    yield
    for table in tables if postgresql else ():
        connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))


def allow_words(connection: Connection, table: str, column: str, old: Iterable[str], new: Iterable[str]) -> None:
    """Let ``column`` hold the words ``new`` where it held ``old``. The constraint is the one that ``one_of`` makes.

    Raises ``LookupError`` if the constraint is not as ``old`` says.
    """
    was, becomes = (f"{column} IN ({', '.join(repr(word) for word in words)})" for words in (old, new))
    change_check(connection, table, f"ck_{table}_{column}_known", was, becomes)


def change_check(connection: Connection, table: str, name: str, was: str, becomes: str) -> None:
    """Let the constraint ``name`` ask ``becomes`` where it asked ``was``.

    SQLite cannot change a constraint in place. Its manual gives this way: write the new text into the schema.
    Raises ``LookupError`` if the constraint is not as ``was`` says.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({becomes})"))
        return
    schema = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"
    before = str(connection.execute(text(schema), {"table": table}).scalar_one())
    if before.count(was) != 1:
        raise LookupError(f"{name} is not as it was thought to be")
    connection.execute(text("PRAGMA writable_schema=ON"))
    connection.execute(
        text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"),
        {"sql": before.replace(was, becomes), "table": table},
    )
    # Other connections read the schema again only when its number has changed.
    number = connection.execute(text("PRAGMA schema_version")).scalar_one()
    connection.execute(text(f"PRAGMA schema_version={int(number) + 1}"))
    connection.execute(text("PRAGMA writable_schema=RESET"))
