"""The pytest plug-in that lends the server and the browser to tests and shares tests out; pyproject.toml loads it.

With xdist the controlling process starts one server before the workers, which share it; without, the first test
that asks for it starts it. Either way it is stopped at the end of the run.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.harness.binaries import NoPostgres
from tests.harness.browser import launch_options
from tests.harness.postgres import Postgres, Running, shared
from tests.harness.sharing import ByDatabase

RUNNING = pytest.StashKey[Running]()


def pytest_configure(config: pytest.Config) -> None:
    """Starts the server for workers to share. Ends the run with what to install when there is none."""
    has_workers = bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")
    collects_only = bool(getattr(config.option, "collectonly", False))
    if has_workers and not collects_only:
        try:
            running = start(config)
        except NoPostgres as error:
            raise pytest.UsageError(str(error)) from error
        running.share()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByDatabase:
    """Says how workers share the tests."""
    return ByDatabase(config, log)


def pytest_collection_finish() -> None:
    """Takes the program out of the garbage collector's sight and lets it look less often: a fifth of the whole run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the server that this process started."""
    running = config.stash.get(RUNNING, None)
    if running:
        running.stop()


def start(config: pytest.Config) -> Running:
    """Starts a server that pytest_unconfigure stops."""
    running = Running()
    config.stash[RUNNING] = running
    return running


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Postgres:
    """The PostgreSQL server of this run. Never skips: without a server the test fails and says what to install."""
    told = shared()
    if told:
        return told
    try:
        return start(request.config).postgres
    except NoPostgres as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running Chromium. Make a context of your own in each test.

    One for each module and not for the run, because asyncio.run is refused in a thread while Playwright is open.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()
