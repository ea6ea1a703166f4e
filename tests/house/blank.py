"""A database with nothing in it, to be migrated up and down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pydantic import SecretStr
from sqlalchemy import Engine, create_engine, text

import config
from portal.data import db
from portal.factory import create_app
from portal.web.application import Portal
from portal.web.migrating import db as commands
from tests.conftest import BOTH

KEY = SecretStr("a key for tests only, long enough for anybody")


@dataclass
class Blank:
    """An application on a database with nothing in it, and the database as the one who owns its tables sees it."""

    app: Portal
    engine: Engine
    twin: Engine
    "Another empty database, for what the models make."

    def portal(self, *words: str) -> Result:
        """Run ``portal db …``, sure of it."""
        sure = ["--yes"] if words[0] == "downgrade" else []
        return self.app.test_cli_runner().invoke(commands, [*words, *sure])


@pytest.fixture(params=BOTH)
def blank(request: pytest.FixtureRequest, tmp_path: Path, worker: str) -> Iterator[Blank]:
    if request.param == "sqlite":
        url = owner = f"sqlite:///{tmp_path / 'blank.sqlite'}"
        twin = f"sqlite:///{tmp_path / 'twin.sqlite'}"
    else:
        postgres = request.getfixturevalue("postgres")
        names = [f"accord_blank_{worker}", f"accord_twin_{worker}"]
        for name in names:
            postgres.create_database(name)
        url, owner = postgres.app_url(names[0]), postgres.owner_url(names[0])
        twin = postgres.owner_url(names[1])
    settings = config.Settings(
        portal_env=config.Environment.TEST,
        portal_data_dir=tmp_path,
        database_url=url,
        database_owner_url=owner,
        secret_key=KEY,
    )
    made = Blank(create_app(settings), create_engine(owner), create_engine(twin))
    yield made
    made.engine.dispose()
    made.twin.dispose()
    with made.app.app_context():
        db.engine.dispose()


def ok(result: Result) -> Result:
    assert result.exit_code == 0, f"{result.output}\n{result.exception!r}"
    return result


def rows(blank: Blank, query: str) -> list[Any]:
    """Rows as somebody whom no wall stops reads them."""
    with blank.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE arrangement NO FORCE ROW LEVEL SECURITY"))
        return [tuple(row) for row in connection.execute(text(query))]
