"""Tokens of forms are kept for as long as the form could be sent again, and no longer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import create_engine, text

from portal.access import viewing
from portal.core import clock
from portal.data import db
from portal.data.driver import own_transaction
from portal.data.submissions import KEPT, claim, forget
from portal.jobs import enqueue, run_due
from portal.web.application import Portal
from tests.factories.world import World
from tests.harness.databases import PostgresDatabases, SqliteDatabases, on_postgresql

AGES = {"fresh": timedelta(0), "young": KEPT - timedelta(minutes=5), "old": KEPT + timedelta(minutes=5)}


def send_forms(app: Portal, world: World) -> None:
    """Two people each sent forms of every age."""
    for name in ("Kent", "Swindon"):
        person = world.person(name)
        for label, age in AGES.items():
            with clock.pinned(clock.now() - age), app.app_context(), viewing(person):
                assert claim(db.session(), f"{name}{label}", person.person_id)


def test_tokens_of_forms_go_in_the_night_two_days_later(
    app: Portal, world: World, database: SqliteDatabases | PostgresDatabases
) -> None:
    send_forms(app, world)
    with own_transaction(app):
        enqueue("signin.clear")
    run_due(app)
    engine = create_engine(database.admin_url)
    with engine.connect() as connection:
        left = set(connection.execute(text("SELECT token FROM submission")).scalars())
    engine.dispose()
    assert left == {"Kentfresh", "Kentyoung", "Swindonfresh", "Swindonyoung"}


@on_postgresql
def test_nobody_but_the_owners_function_removes_what_is_not_theirs(app: Portal, world: World) -> None:
    send_forms(app, world)
    with app.app_context(), db.engine.begin() as connection:
        assert connection.execute(text("DELETE FROM submission")).rowcount == 0
        assert connection.execute(text("SELECT count(*) FROM submission")).scalar_one() == 0
    with own_transaction(app):
        assert forget(db.session()) == 2
        assert forget(db.session()) == 0
