"""The driver's own connection, for the one library that keeps its own tables in our transaction."""

from typing import Any

from sqlalchemy.orm import Session


def driver_connection(session: Session) -> Any:
    """The psycopg or sqlite3 connection of the session's transaction, begun if need be.

    For the job queue alone: procrastinate writes its tables with its own SQL, which no wall can narrow, and must
    do so in the transaction of the change it follows. Row security still holds on this connection.
    """
    return session.connection().connection.driver_connection
