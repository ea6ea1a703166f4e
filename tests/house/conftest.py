"""The demo as a stage: every form there is, found once for each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from portal.demo.cast import DOMAIN
from portal.jobs import run_due
from portal.web.application import Portal
from tests.factories.world import csrf_token
from tests.harness.databases import PostgresDatabases, SqliteDatabases, begin_again, disposer
from tests.house.blank import blank
from tests.house.crawling import Stage, named, set_up, signed_in

__all__ = ["blank"]


@pytest.fixture
def engine(database: SqliteDatabases | PostgresDatabases) -> Iterator[Engine]:
    """The database as its superuser sees it: past both walls."""
    made = create_engine(database.admin_url)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def walked(made_app: Portal, database: SqliteDatabases | PostgresDatabases, demo_kept: str) -> Stage:
    """Every form, and the database as it was when they were found."""
    dispose = disposer(made_app)
    begin_again(made_app, database, demo_kept)
    forms, visitors = set_up(made_app)
    database.keep(dispose, "staged")
    return Stage(made_app, forms, visitors, lambda: database.renew(dispose, "staged"))


@pytest.fixture
def stage(walked: Stage) -> Stage:
    """Every form, on a fresh copy of that database."""
    walked.renew()
    return walked


@pytest.fixture
def swept(demo_app: Portal) -> Portal:
    """The demo with an invitation and the file of an import, both of Swindon's and neither of them finished."""
    browser = signed_in(demo_app, f"manager.swindon@{DOMAIN}")
    named(browser, found="find", new="add")
    invited = {"name": "Somebody New", "email": "new@example.org", "role": "viewer"}
    token = csrf_token(browser, "/invitations/new")
    assert browser.post("/invitations/new", data=invited | {"csrf_token": token}).status_code == 303
    run_due(demo_app)
    return demo_app
