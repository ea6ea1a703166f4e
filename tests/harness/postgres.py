"""A real PostgreSQL server for the tests, with the two roles that production has.

`accord_owner` owns databases and tables and runs migrations; `accord_app` owns nothing. Neither is superuser, neither
bypasses row-level security. The server is TEST_DATABASE_URL where that is given (a superuser's address), else one
of our own, gone when the tests end. `python -m tests.harness.postgres --ensure` says whether one can be had.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import sys
from dataclasses import asdict, dataclass
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.harness.binaries import NoPostgres
from tests.harness.server import PORT, Server

OWNER = "accord_owner"
APP = "accord_app"
GIVEN = "TEST_DATABASE_URL"
SHARED = "ACCORD_TEST_SERVER"
DATABASE_NAME = re.compile(r"accord_[a-z0-9_]{1,55}")


@dataclass(frozen=True)
class Postgres:
    """Where the server is and how to reach it. Every address is in SQLAlchemy's form, for psycopg 3."""

    host: str
    port: int
    admin: str
    admin_password: str = ""
    role_password: str = ""

    def admin_url(self, database: str = "postgres") -> str:
        """The address of a database as superuser."""
        return self._url(self.admin, self.admin_password, database)

    def owner_url(self, database: str) -> str:
        """The address of a database as the role that owns the tables."""
        return self._url(OWNER, self.role_password, database)

    def app_url(self, database: str) -> str:
        """The address of a database as the application's role."""
        return self._url(APP, self.role_password, database)

    def create_database(self, name: str, template: str | None = None) -> None:
        """Makes a database owned by accord_owner, in place of one of the same name.

        `template` names a database to copy, to which nobody may be connected. Raises ValueError unless the name
        begins with accord_, so that no database of somebody's is replaced.
        """
        self.drop_database(name)
        copied = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
        )
        self._execute(copied)

    def drop_database(self, name: str) -> None:
        """Drops a database if it is there, ending its connections. Raises ValueError like create_database."""
        if not DATABASE_NAME.fullmatch(name):
            raise ValueError(f"A database of the tests is called accord_something, not {name!r}")
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def dsn(self, url: str) -> str:
        """The same address for psycopg itself."""
        return url.replace("postgresql+psycopg://", "postgresql://", 1)

    def make_roles(self) -> None:
        """Makes both roles, or puts them back to what they must be."""
        for role in (OWNER, APP):
            known = self._execute(sql.SQL("SELECT 1 FROM pg_roles WHERE rolname = {}").format(sql.Literal(role)))
            statement = "ALTER ROLE {} WITH {} PASSWORD {}" if known else "CREATE ROLE {} WITH {} PASSWORD {}"
            rights = sql.SQL("LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB")
            self._execute(
                sql.SQL(statement).format(sql.Identifier(role), rights, sql.Literal(self.role_password or None))
            )

    def _execute(self, statement: sql.Composed) -> bool:
        with psycopg.connect(self.dsn(self.admin_url()), autocommit=True) as connection:
            return connection.execute(statement).rowcount > 0

    def _url(self, user: str, password: str, database: str) -> str:
        secret = f":{quote(password, safe='')}" if password else ""
        if self.host.startswith("/"):
            place = f"/{database}?host={quote(self.host, safe='/')}&port={self.port}"
        else:
            place = f"{self.host}:{self.port}/{database}"
        return f"postgresql+psycopg://{quote(user, safe='')}{secret}@{place}"


class Running:
    """A server that this process started or was given; `stop` ends what it started."""

    def __init__(self, *, durable: bool = False) -> None:
        """Takes TEST_DATABASE_URL or starts a server, and makes the roles. Raises NoPostgres."""
        self._server: Server | None = None
        given = os.environ.get(GIVEN, "").strip()
        if given:
            self.postgres = from_address(given)
        else:
            self._server = Server(durable=durable)
            self.postgres = Postgres(self._server.socket_folder, PORT, "accord_admin")
        try:
            self.postgres.make_roles()
        except psycopg.Error as error:
            self.stop()
            raise NoPostgres(f"The PostgreSQL server cannot be used: {error}") from error

    def stop(self) -> None:
        """Stops the server, if it is ours."""
        if self._server:
            self._server.stop()

    def share(self) -> None:
        """Tells processes started from now on where the server is."""
        os.environ[SHARED] = json.dumps(asdict(self.postgres))


def from_address(address: str) -> Postgres:
    """Reads a superuser's address, in psycopg's form or SQLAlchemy's."""
    parts = conninfo_to_dict(re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", address))
    return Postgres(
        host=str(parts.get("host") or "localhost"),
        port=int(parts.get("port") or 5432),
        admin=str(parts.get("user") or "postgres"),
        admin_password=str(parts.get("password") or ""),
        role_password=secrets.token_urlsafe(18),
    )


def shared() -> Postgres | None:
    """Returns the server that the controlling process started, or None when there is none."""
    told = os.environ.get(SHARED)
    return Postgres(**json.loads(told)) if told else None


def main() -> int:
    """Checks that a server can be started; returns 0, or 1 after saying what to install."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--ensure", action="store_true", required=True, help="fail unless a server can be had")
    parser.parse_args()
    try:
        running = Running()
    except NoPostgres as error:
        print(error, file=sys.stderr)
        return 1
    running.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
