"""What only the queue on PostgreSQL has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text

from portal.data import db
from portal.jobs import drop_statements, enqueue, run_due, schema_statements
from tests.harness.databases import PostgresDatabases, on_postgresql
from tests.jobs.conftest import Handlers

pytestmark = [pytest.mark.postgres, on_postgresql]

REMAINS = (
    "SELECT relname FROM pg_class WHERE relname LIKE 'procrastinate%'"
    "           AND relnamespace = 'public'::regnamespace"
    " UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'procrastinate%'"
    " UNION ALL SELECT typname FROM pg_type WHERE typname LIKE '%procrastinate%'"
    "           AND typnamespace = 'public'::regnamespace"
)


@pytest.fixture
def owner(app: Flask, database: PostgresDatabases) -> Iterator[Connection]:
    """A connection as the role that owns the tables."""
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_tables_can_be_taken_away_and_made_again(owner: Connection) -> None:
    assert owner.execute(text(REMAINS)).all()
    for statement in drop_statements():
        owner.execute(text(statement))
    assert owner.execute(text(REMAINS)).all() == []
    for statement in schema_statements():
        owner.execute(text(statement))
    assert owner.execute(text(REMAINS)).all()


def test_only_failed_jobs_stay(app: Flask, handlers: Handlers, owner: Connection) -> None:
    handlers.failures = 99
    with app.app_context():
        enqueue("tests.note", words=1)
        enqueue("tests.fail", statement_id=2)
        db.session.commit()
    while run_due(app):
        pass
    kept = owner.execute(text("SELECT task_name, status::text, attempts FROM procrastinate_jobs")).all()
    assert kept == [("tests.fail", "failed", 3)]


def test_a_job_whose_worker_died_is_taken_up_again(app: Flask, handlers: Handlers, owner: Connection) -> None:
    with app.app_context():
        enqueue("tests.note", words=1)
        db.session.commit()
    dead = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes') RETURNING id"
    worker = owner.execute(text(dead)).scalar_one()
    owner.execute(text("SELECT procrastinate_fetch_job_v2(NULL, :worker)"), {"worker": worker})
    owner.commit()
    assert run_due(app) == 1
    assert handlers.ran == [1]
