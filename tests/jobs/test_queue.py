"""One port, two queues: what holds on SQLite holds on PostgreSQL."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import pytest
import structlog
from flask import Flask

from portal import jobs, ledger
from portal.access import Viewer, look_as, open_list, viewing
from portal.data import db
from portal.features.organisations import Organisation, OrganisationType
from portal.features.organisations.models import OrganisationRecord
from portal.jobs import cli as jobs_cli
from portal.jobs import enqueue, job, run_due
from portal.ledger import LedgerEntry
from tests.factories.world import World
from tests.jobs.conftest import Handlers

PATIENCE = 20.0


def commit(app: Flask, name: str, /, **arguments: object) -> None:
    with app.app_context():
        enqueue(name, **arguments)
        db.session.commit()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    assert true()


def test_a_job_runs_after_the_commit_and_once(app: Flask, handlers: Handlers) -> None:
    with app.app_context():
        enqueue("tests.note", words="tŷ")
        assert handlers.ran == []
        db.session.commit()
    assert run_due(app) == 1
    assert handlers.ran == ["tŷ"]
    assert run_due(app) == 0


def test_a_job_of_a_transaction_rolled_back_never_runs(app: Flask, handlers: Handlers) -> None:
    with app.app_context():
        enqueue("tests.note", words="never")
        db.session.rollback()
        enqueue("tests.note", words="nor this, for nobody commits it")
    assert run_due(app) == 0
    assert handlers.ran == []


def test_a_job_of_a_savepoint_rolled_back_never_runs(app: Flask, handlers: Handlers) -> None:
    with app.app_context():
        with db.session.begin_nested() as inner:
            enqueue("tests.note", words="inner")
            inner.rollback()
        enqueue("tests.note", words="outer")
        db.session.commit()
    assert run_due(app) == 1
    assert handlers.ran == ["outer"]


def test_jobs_run_in_the_order_they_were_queued(app: Flask, handlers: Handlers) -> None:
    with app.app_context():
        for number in range(5):
            enqueue("tests.note", words=number)
        db.session.commit()
    assert run_due(app) == 5
    assert handlers.ran == [0, 1, 2, 3, 4]


def test_plain_arguments_arrive_as_they_were(app: Flask, handlers: Handlers) -> None:
    values = [1, 2**60, "7K3M-92QD", True, None, [1, 2], ["a", None], []]
    for value in values:
        commit(app, "tests.note", words=value)
    run_due(app)
    assert handlers.ran == values


def test_arguments_that_are_not_plain_are_refused(app: Flask, handlers: Handlers) -> None:
    with app.app_context():
        for value in (1.5, {"a": 1}, object(), b"x", [[1]]):
            with pytest.raises(TypeError):
                enqueue("tests.note", words=value)


def test_content_is_refused(app: Flask, handlers: Handlers) -> None:
    with app.app_context():
        for value in ("x" * 301, "\ud800", "a\0b"):
            with pytest.raises(ValueError, match="not content"):
                enqueue("tests.note", words=value)


def test_a_job_nobody_declared_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(LookupError, match=r"tests\.unknown"):
        enqueue("tests.unknown")


def test_a_failing_job_is_tried_again_and_then_given_up(app: Flask, handlers: Handlers) -> None:
    handlers.failures = 99
    commit(app, "tests.fail", statement_id=4)
    assert sum(run_due(app) for _ in range(5)) == 3
    assert handlers.ran == [4, 4, 4]


def test_a_failing_job_succeeds_at_last(app: Flask, handlers: Handlers) -> None:
    handlers.failures = 2
    commit(app, "tests.fail", statement_id=4)
    commit(app, "tests.note", words="meanwhile")
    while run_due(app):
        pass
    assert sorted(map(str, handlers.ran)) == ["4", "4", "4", "meanwhile"]
    assert run_due(app) == 0


def test_a_retry_waits(app: Flask, handlers: Handlers) -> None:
    @job("tests.patient", retries=3, pause=60)
    def patient() -> None:
        handlers.ran.append("once")
        raise RuntimeError

    commit(app, "tests.patient")
    assert run_due(app) == 1
    assert run_due(app) == 0
    assert handlers.ran == ["once"]


def test_waits_grow_and_end() -> None:
    handler = jobs.registry.Handler("x", lambda: None, "default", retries=7, pause=30)
    waits = [handler.wait_after(failures) for failures in range(1, 9)]
    assert waits == [30, 120, 480, 1920, 7680, 21600, 21600, None]


def test_failures_are_logged_without_content(
    app: Flask, handlers: Handlers, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    handlers.failures = 99
    with structlog.testing.capture_logs() as logs:
        commit(app, "tests.fail", statement_id=41976)
        for _ in range(4):
            run_due(app)
    said = [(line["event"], line["job"], line["attempt"], line["error"]) for line in logs]
    failed = [("job failed", "tests.fail", attempt, "RuntimeError") for attempt in (1, 2, 3)]
    assert said[:2] == failed[:2]
    assert said[2] == failed[2]
    assert [line["event"] for line in logs][3:] == ["job given up"]
    everything = caplog.text + str([record.__dict__ for record in caplog.records]) + "".join(capfd.readouterr())
    assert "Evans" not in everything
    assert "41976" not in "".join(r.getMessage() for r in caplog.records if not r.name.startswith("sqlalchemy"))


def test_a_handler_that_fails_leaves_nothing(app: Flask, handlers: Handlers) -> None:
    @job("tests.half", retries=0)
    def half() -> None:
        db.session.add(Organisation(name="Half", sort_name="half", type=OrganisationType.COUNCIL))
        db.session.flush()
        raise RuntimeError

    commit(app, "tests.half")
    assert run_due(app) == 1
    with app.app_context():
        assert db.session.scalars(db.select(Organisation.name)).all() == []


def test_what_a_handler_writes_is_committed(app: Flask, handlers: Handlers) -> None:
    @job("tests.write")
    def write(name: str) -> None:
        db.session.add(Organisation(name=name, sort_name=name, type=OrganisationType.COUNCIL))
        enqueue("tests.note", words=name)

    commit(app, "tests.write", name="Conwy")
    assert run_due(app) == 2
    with app.app_context():
        assert db.session.scalars(db.select(Organisation.name)).all() == ["Conwy"]
    assert handlers.ran == ["Conwy"]


def test_a_handler_sees_what_those_see_as_whom_it_looks(app: Flask, handlers: Handlers, world: World) -> None:
    kent, swindon = world.person("Kent County Council"), world.person("Swindon Borough Council")
    with app.app_context(), viewing(kent):
        opened = open_list("Kent's own")
        row = OrganisationRecord(organisation_id=kent.organisation_id, access_list_id=opened.id)
        db.session.add(row)
        ledger.record("organisation.opened", row, {})

    @job("tests.look")
    def look(organisation_id: int) -> None:
        if organisation_id:
            look_as(Viewer(0, "", "", organisation_id))
        handlers.ran.append(list(db.session.scalars(db.select(LedgerEntry.action))))

    for organisation_id in (kent.organisation_id, swindon.organisation_id, 0):
        commit(app, "tests.look", organisation_id=organisation_id)
    run_due(app)
    assert handlers.ran == [["organisation.opened"], [], []]


def test_two_workers_run_a_job_once(app: Flask, handlers: Handlers) -> None:
    with app.app_context():
        for number in range(12):
            enqueue("tests.note", words=number)
        db.session.commit()
    threads = [threading.Thread(target=run_due, args=(app,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(handlers.ran) == list(range(12))  # type: ignore[type-var]


def test_work_runs_what_is_queued_until_told_to_stop(app: Flask, handlers: Handlers) -> None:
    stop = threading.Event()
    worker = threading.Thread(target=jobs.work, args=(app, stop))
    worker.start()
    try:
        commit(app, "tests.note", words="while working")
        wait_until(lambda: handlers.ran == ["while working"])
    finally:
        stop.set()
        worker.join(PATIENCE)
    assert not worker.is_alive()


def test_the_command_does_what_is_due(app: Flask, handlers: Handlers) -> None:
    commit(app, "tests.note", words="by command")
    result = app.test_cli_runner().invoke(jobs_cli.commands, ["work", "--once"])
    assert result.exit_code == 0
    assert result.output.endswith("1 done\n")


def test_a_name_has_one_handler(handlers: Handlers) -> None:
    with pytest.raises(ValueError, match=r"tests\.note"):
        job("tests.note")(lambda: None)
