"""The demo as a stage: every form there is, found once for each database."""

from __future__ import annotations

import pytest

from portal.web.application import Portal
from tests.harness.databases import PostgresDatabases, SqliteDatabases, disposer
from tests.house.blank import blank
from tests.house.crawling import Stage, set_up

__all__ = ["blank"]


@pytest.fixture(scope="session")
def walked(made_app: Portal, database: SqliteDatabases | PostgresDatabases, demo_kept: str) -> Stage:
    """Every form, and the database as it was when they were found."""
    dispose = disposer(made_app)
    database.renew(dispose, demo_kept)
    forms, visitors = set_up(made_app)
    database.keep(dispose, "staged")
    return Stage(made_app, forms, visitors, lambda: database.renew(dispose, "staged"))


@pytest.fixture
def stage(walked: Stage) -> Stage:
    """Every form, on a fresh copy of that database."""
    walked.renew()
    return walked
