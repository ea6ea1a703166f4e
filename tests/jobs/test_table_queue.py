"""What only the queue on SQLite has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.core import clock
from portal.data import db
from portal.jobs import Job, enqueue, run_due
from portal.jobs.table_queue import LEASE, TableQueue
from tests.jobs.conftest import Handlers

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def rows(app: Flask) -> list[Job]:
    with app.app_context():
        return list(db.session.scalars(db.select(Job).order_by(Job.id)))


def queue_two(app: Flask) -> None:
    with app.app_context():
        enqueue("tests.note", words=1)
        enqueue("tests.fail", statement_id=2)
        db.session.commit()


def test_the_table_tells_what_became_of_a_job(app: Flask, handlers: Handlers) -> None:
    handlers.failures = 99
    queue_two(app)
    while run_due(app):
        pass
    done, failed = rows(app)
    assert (done.run_at, done.attempts, done.last_error) == (None, 1, None)
    assert done.done_at is not None
    assert (failed.run_at, failed.done_at, failed.attempts, failed.last_error) == (None, None, 3, "RuntimeError")


def test_a_job_whose_worker_died_is_taken_up_again(app: Flask, handlers: Handlers) -> None:
    queue_two(app)
    died = TableQueue(app)
    assert died._claim() is not None
    assert run_due(app) == 1
    assert handlers.ran == [2]
    with clock.pinned(clock.now() + LEASE + timedelta(seconds=1)):
        assert run_due(app) == 1
    assert handlers.ran == [2, 1]


def test_a_job_of_a_handler_that_is_gone_is_given_up(app: Flask, handlers: Handlers) -> None:
    queue_two(app)
    with app.app_context():
        db.session.execute(db.update(Job).values(name="tests.renamed"))
        db.session.commit()
    assert run_due(app) == 2
    assert {(row.run_at, row.last_error) for row in rows(app)} == {(None, "LookupError")}
