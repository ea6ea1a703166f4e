"""Production refuses to start on each thing that makes it unsafe, by name; a safe one starts and is safe."""

from __future__ import annotations

import os
import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from werkzeug.test import TestResponse

import config
from portal.data import db
from portal.data.session import close_connections
from portal.demo.cast import DOMAIN
from portal.factory import create_app
from portal.web import serving
from portal.web.application import Portal
from portal.web.readiness import faults, refuse_if_unready
from tests.harness.databases import migrate
from tests.harness.postgres import Postgres

KEY = "a key that nobody else knows, of more than 32 characters"
HOST = "portal.example.org"

UNSAFE: dict[str, tuple[dict[str, Any], str]] = {
    "SQLite": ({"database_url": "sqlite:///portal.sqlite"}, "DATABASE_URL: production needs PostgreSQL"),
    "no database named": ({"database_url": ""}, "DATABASE_URL: production needs PostgreSQL"),
    "the key of development": ({"secret_key": SecretStr(config.DEVELOPMENT_KEY)}, "SECRET_KEY: this is the dev"),
    "a short key": ({"secret_key": SecretStr("x" * 31)}, "SECRET_KEY: shorter than 32"),
    "no key": ({"secret_key": SecretStr("")}, "SECRET_KEY: shorter than 32"),
    "debug": ({"debug": True}, "DEBUG: must be off"),
    "no trusted hosts": ({"trusted_hosts": []}, "TRUSTED_HOSTS: none given"),
}

MakeSettings = Callable[..., config.Settings]


@pytest.fixture(scope="module")
def migrated(postgres: Postgres, worker: str) -> Iterator[str]:
    """A migrated database to copy."""
    made = f"accord_migrated_{worker}"
    postgres.create_database(made)
    migrate(postgres.app_url(made), postgres.owner_url(made))
    yield made
    postgres.drop_database(made)


@pytest.fixture
def name(postgres: Postgres, worker: str, migrated: str) -> Iterator[str]:
    """A migrated database, as production has it."""
    made = f"accord_production_{worker}"
    postgres.create_database(made, migrated)
    yield made
    postgres.drop_database(made)


@pytest.fixture
def settings(postgres: Postgres, worker: str, tmp_path: Path) -> MakeSettings:
    """Safe settings, with changes."""

    def make(**changes: Any) -> config.Settings:
        made = f"accord_production_{worker}"
        safe = {
            "portal_env": config.Environment.PRODUCTION,
            "portal_data_dir": tmp_path,
            "database_url": postgres.app_url(made),
            "database_owner_url": postgres.owner_url(made),
            "secret_key": SecretStr(KEY),
            "trusted_hosts": [HOST],
            "base_url": f"https://{HOST}",
        }
        return config.Settings(**{**safe, **changes})

    return make


def admin(postgres: Postgres, name: str, *statements: str) -> None:
    """Somebody with every right does something to the database."""
    engine = create_engine(postgres.admin_url(name), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def close(app: Portal) -> None:
    with app.app_context():
        db.engine.dispose()


def refused(settings: config.Settings) -> tuple[str, str]:
    """What starting a worker says, and what ``portal serve`` says; both must refuse."""
    app = create_app(settings)
    try:
        with pytest.raises(SystemExit) as stopped:
            refuse_if_unready(app)
        said = app.test_cli_runner().invoke(serving.serve)
        assert said.exit_code == 1
        return str(stopped.value), said.output
    finally:
        close(app)


@pytest.mark.parametrize("unsafe", UNSAFE)
def test_an_unsafe_setting_keeps_it_from_starting(settings: MakeSettings, unsafe: str) -> None:
    changes, named = UNSAFE[unsafe]
    with pytest.raises(SystemExit, match=re.escape(named)) as stopped:
        create_app(settings(**changes))
    assert str(stopped.value).count("\n- ") == 1, "only what is wrong is named"


def test_every_unsafe_setting_is_named_at_once(settings: MakeSettings) -> None:
    everything = settings(database_url="", secret_key=SecretStr("short"), debug=True, trusted_hosts=[])
    with pytest.raises(SystemExit) as stopped:
        create_app(everything)
    for start in ("DATABASE_URL", "SECRET_KEY: shorter", "DEBUG", "TRUSTED_HOSTS"):
        assert f"- {start}" in str(stopped.value)
    assert "short\n" not in str(stopped.value)


@pytest.mark.parametrize("environment", [config.Environment.DEVELOPMENT, config.Environment.TEST])
def test_elsewhere_the_same_settings_are_good_enough(
    settings: MakeSettings, environment: config.Environment, tmp_path: Path
) -> None:
    make = settings(
        portal_env=environment, database_url="", database_owner_url="", secret_key=SecretStr("x"), trusted_hosts=[]
    )
    close(create_app(make))


def test_migrations_that_are_not_at_head(settings: MakeSettings, postgres: Postgres, name: str) -> None:
    admin(postgres, name, "UPDATE alembic_version SET version_num = '0000'")
    for said in refused(settings()):
        assert "migrations are at 0000, not at " in said
    admin(postgres, name, "DELETE FROM alembic_version")
    for said in refused(settings()):
        assert "migrations are at nothing, not at " in said


def test_a_database_with_nothing_in_it(settings: MakeSettings, postgres: Postgres, name: str) -> None:
    postgres.create_database(name)
    for said in refused(settings()):
        assert "migrations are at nothing" in said
    app = create_app(settings())
    answer = app.test_client().get("/health/ready", base_url=f"https://{HOST}")
    close(app)
    assert (answer.status_code, answer.json) == (
        503,
        {"status": "not ready", "because": "migrations are not at head"},
    )


def test_a_role_that_owns_the_tables(settings: MakeSettings, postgres: Postgres, name: str) -> None:
    for said in refused(settings(database_url=postgres.owner_url(name))):
        assert "the role accord_owner owns tables" in said
        assert said.count("\n- ") == 1


def test_a_role_that_is_superuser(settings: MakeSettings, postgres: Postgres, name: str) -> None:
    for said in refused(settings(database_url=postgres.admin_url(name))):
        assert "is a superuser" in said


def test_a_role_that_bypasses_row_security(settings: MakeSettings, postgres: Postgres, name: str, worker: str) -> None:
    role = f"accord_bypasses_{worker}"
    secret = f" PASSWORD '{postgres.role_password}'" if postgres.role_password else ""
    admin(postgres, name, f"CREATE ROLE {role} LOGIN BYPASSRLS{secret}", f"GRANT accord_app TO {role}")
    try:
        for said in refused(settings(database_url=postgres.app_url(name).replace("accord_app", role, 1))):
            assert f"the role {role} bypasses row security" in said
            assert said.count("\n- ") == 1
    finally:
        admin(postgres, name, f"DROP ROLE {role}")


def test_a_wall_that_was_taken_down(settings: MakeSettings, postgres: Postgres, name: str) -> None:
    """What the rule stands on is looked at as well as what it guards."""
    admin(
        postgres,
        name,
        "ALTER TABLE arrangement DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE access_grant DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE access_mandate DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE submission NO FORCE ROW LEVEL SECURITY",
        "ALTER POLICY viewer_gives ON access_grant WITH CHECK (true)",
        "ALTER POLICY viewer_reads ON access_list USING (true)",
        "ALTER POLICY owner_verifies ON statement TO PUBLIC USING (true)",
        "GRANT UPDATE, DELETE ON ledger_entry TO accord_app",
        "GRANT UPDATE ON access_grant TO accord_app",
    )
    for said in refused(settings()):
        for named in (
            "row security is not forced on arrangement",
            "row security is not on on access_grant",
            "row security is not on on access_mandate",
            "row security is not forced on submission",
            "the policy viewer_gives lets everybody in on access_grant",
            "the policy viewer_reads lets everybody in on access_list",
            "the policy owner_verifies lets everybody in on statement",
            "the role may UPDATE ledger_entry",
            "the role may DELETE ledger_entry",
            "the role may UPDATE access_grant",
        ):
            assert named in said
        assert said.count("\n- ") == 10


def test_accounts_of_the_demo(settings: MakeSettings, postgres: Postgres, name: str) -> None:
    admin(
        postgres,
        name,
        "INSERT INTO person (name, email, active, actor_id, fs_uniquifier, created_at)"
        f" VALUES ('A', 'a@{DOMAIN}', true, 'a', 'a', now())",
    )
    for said in refused(settings()):
        assert "1 demo accounts are present" in said
        assert said.count("\n- ") == 1


def test_several_faults_of_the_database_are_named_at_once(
    settings: MakeSettings, postgres: Postgres, name: str
) -> None:
    admin(postgres, name, "ALTER TABLE statement NO FORCE ROW LEVEL SECURITY")
    for said in refused(settings(database_url=postgres.owner_url(name))):
        assert "owns tables" in said
        assert "row security is not forced on statement" in said


@pytest.fixture
def production(settings: MakeSettings, name: str) -> Iterator[Portal]:
    """Accord in production."""
    made = create_app(settings())
    yield made
    close(made)


def visit(app: Portal, path: str, host: str = HOST) -> TestResponse:
    return app.test_client().get(path, base_url=f"https://{host}")


def test_a_safe_one_starts(production: Portal) -> None:
    assert faults(production) == []
    refuse_if_unready(production)
    ready = visit(production, "/health/ready")
    assert (ready.status_code, ready.json) == (200, {"status": "ready"})
    assert visit(production, "/").status_code == 200


def test_serving_starts_the_server(production: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, Any]] = []

    class Server:
        def __init__(self, target: str, **options: Any) -> None:
            started.append({"target": target, **options})

        def serve(self) -> None:
            """As if it had served until it was stopped."""

    monkeypatch.setattr(serving, "Granian", Server)
    monkeypatch.setenv("PORT", "8000")
    answer = production.test_cli_runner().invoke(serving.serve, ["--port", "8123", "--workers", "2"])
    assert answer.exit_code == 0, answer.output
    assert [(one["target"], one["port"], one["workers"]) for one in started] == [("portal.wsgi:application", 8123, 2)]
    assert os.environ["PORT"] == "8123", "the workers put it into mail"


def test_settings_read_before_the_port_was_chosen_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.delenv("BASE_URL", raising=False)
    config.load.cache_clear()
    try:
        assert config.load().base_url.endswith(":8000")
        serving.hand_down(8123)
        assert config.load().base_url.endswith(":8123")
    finally:
        config.load.cache_clear()


def test_a_worker_loads_what_the_environment_says(
    postgres: Postgres, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {
        "PORTAL_ENV": "production",
        "PORTAL_DATA_DIR": str(tmp_path),
        "DATABASE_URL": postgres.app_url(name).replace("postgresql+psycopg", "postgres"),
        "SECRET_KEY": KEY,
        "TRUSTED_HOSTS": f"{HOST}, other.example.org",
    }
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.delenv("DEBUG", raising=False)
    config.load.cache_clear()
    try:
        app = runpy.run_module("portal.wsgi")["application"]
        assert visit(app, "/health/ready", "other.example.org").status_code == 200
        close(app)
        monkeypatch.setenv("TRUSTED_HOSTS", "")
        config.load.cache_clear()
        with pytest.raises(SystemExit, match="TRUSTED_HOSTS"):
            runpy.run_module("portal.wsgi")
        monkeypatch.setenv("TRUSTED_HOSTS", HOST)
        monkeypatch.setenv("DATABASE_URL", postgres.owner_url(name))
        config.load.cache_clear()
        with pytest.raises(SystemExit, match="owns tables"):
            runpy.run_module("portal.wsgi")
    finally:
        config.load.cache_clear()
        close_connections()


def test_cookies_are_for_this_host_over_https_alone(production: Portal) -> None:
    cookie = visit(production, "/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("__Host-accord=")
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert not any(part.startswith("Domain") for part in parts)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/health/live", "/no-such-page"])
def test_browsers_are_told_to_keep_to_https(production: Portal, path: str) -> None:
    assert re.match(r"max-age=\d{8,}", visit(production, path).headers["Strict-Transport-Security"])


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}.evil.example", f"evil.{HOST}", "127.0.0.1", "[::1]"])
def test_another_host_is_refused(production: Portal, host: str) -> None:
    assert visit(production, "/sign-in", host).status_code == 400
    forwarded = production.test_client().get(
        "/sign-in", base_url=f"https://{HOST}", headers={"X-Forwarded-Host": host, "Forwarded": f"host={host}"}
    )
    assert host not in forwarded.get_data(as_text=True)
