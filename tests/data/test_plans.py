"""PostgreSQL: a statement that pages run over and over is planned once, though every GET ends in a rollback."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DataError

from portal.data import db
from portal.features.organisations import Organisation
from portal.web.application import Portal
from tests.factories.world import World
from tests.harness.databases import on_postgresql

OFTEN = 8


def kept(connection: Any) -> int:
    found: int = connection.scalar(
        text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT organisation.id%'")
    )
    return found


@on_postgresql
def test_plans_outlive_a_rollback(app: Portal, world: World) -> None:
    organisation = world.organisation("Kent County Council")
    with app.app_context():
        db.engine.dispose()
    with app.app_context(), db.engine.connect() as connection:
        assert kept(connection) == 0, "a new connection"
        for _ in range(OFTEN):
            assert connection.scalar(select(Organisation.id)) == organisation
            connection.rollback()
        assert kept(connection) == 1


@on_postgresql
def test_a_rollback_rolls_back(app: Portal, world: World) -> None:
    organisation = world.organisation("Kent County Council")
    with app.app_context():
        for _ in range(OFTEN):
            found = db.session.get_one(Organisation, organisation)
            found.name = "Another Council"
            db.session.flush()
            db.session.rollback()
            assert db.session.get_one(Organisation, organisation).name == "Kent County Council"
            db.session.remove()


@on_postgresql
def test_a_broken_transaction_is_rolled_back(app: Portal, world: World) -> None:
    world.organisation("Kent County Council")
    with app.app_context(), db.engine.connect() as connection:
        for _ in range(OFTEN):
            with pytest.raises(DataError):
                connection.execute(text("SELECT 1 / 0"))
            connection.rollback()
            assert connection.scalar(text("SELECT 1")) == 1
