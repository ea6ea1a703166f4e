"""What every test can ask for: the application on each database, and the world of a story."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from pydantic import SecretStr

import config
from portal.demo import load as loading
from portal.factory import create_app
from portal.web.application import Portal
from tests.factories.world import World, hash_cheaply
from tests.harness.beginnings import Beginnings, noticing_writes
from tests.harness.databases import PostgresDatabases, SqliteDatabases, begin_again, disposer
from tests.harness.recorded import watched
from tests.harness.server import memory_folder

BOTH = ("sqlite", "postgresql")

# A busy machine is slow and nothing is wrong: speed is measured by ``make bench``.
settings.register_profile("accord", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("accord")

REAL = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_report_header() -> str:
    """Say whether real registers and files lie beside the repository; without them the tests use their own."""
    return f"real data: {'found' if REAL.exists() else 'not found'} at {REAL}"


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """In place of pytest-flask's: each request of a test gets a context, and a viewer, of its own."""


@pytest.fixture(autouse=True, scope="session")
def _quiet() -> None:
    """No line a request: what a test prints when it fails is what it is about."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


@pytest.fixture(scope="session")
def _watching() -> Iterator[list[str]]:
    with watched() as silent:
        yield silent


@pytest.fixture(autouse=True)
def silent(_watching: list[str]) -> Iterator[list[str]]:
    """What requests and jobs of this test changed without recording it: a test that leaves anything here fails."""
    _watching.clear()
    yield _watching
    assert not _watching, "\n".join(_watching)


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this xdist worker."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session", params=BOTH)
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker: str
) -> Iterator[SqliteDatabases | PostgresDatabases]:
    """Where this run's databases come from: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        memory = memory_folder()
        if memory is None:
            yield SqliteDatabases(tmp_path_factory.mktemp("sqlite"))
        else:
            with TemporaryDirectory(prefix="accord-sqlite-", dir=memory) as folder:
                yield SqliteDatabases(Path(folder))
        return
    databases = PostgresDatabases(request.getfixturevalue("postgres"), worker)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def made_app(
    database: SqliteDatabases | PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """One application for each database; its database is renewed for each test."""
    made = create_app(
        config.Settings(
            portal_env=config.Environment.TEST,
            portal_data_dir=tmp_path_factory.mktemp("data"),
            database_url=database.url,
            database_owner_url=database.owner_url,
            secret_key=SecretStr("a key for tests only, long enough for anybody"),
        )
    )
    hash_cheaply(made)
    yield made
    disposer(made)()


@pytest.fixture
def app(made_app: Portal, database: SqliteDatabases | PostgresDatabases) -> Portal:
    """The application on an empty database."""
    begin_again(made_app, database)
    return made_app


@pytest.fixture(scope="session")
def demo_kept(made_app: Portal, database: SqliteDatabases | PostgresDatabases) -> str:
    """The name under which a database with the demo in it is kept."""
    begin_again(made_app, database)
    with made_app.app_context():
        loading.load()
    database.keep(disposer(made_app), "demo")
    return "demo"


@pytest.fixture
def demo_app(made_app: Portal, database: SqliteDatabases | PostgresDatabases, demo_kept: str) -> Portal:
    """The application on a database with the demo in it."""
    begin_again(made_app, database, demo_kept)
    return made_app


@pytest.fixture
def client(app: Portal) -> FlaskClient:
    """A visitor's browser, signed in as nobody."""
    return app.test_client()


@pytest.fixture(scope="session")
def beginnings(made_app: Portal, database: SqliteDatabases | PostgresDatabases) -> Iterator[Beginnings]:
    """How stories of this database began, for those that begin so too."""
    with noticing_writes(database):
        yield Beginnings(made_app, database)


@pytest.fixture
def world(app: Portal, beginnings: Beginnings) -> World:
    """Named organisations and people to tell a story with."""
    return World(app, beginnings)
