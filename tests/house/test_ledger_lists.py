"""What the ledger tells of an arrangement to everybody in it is no more than everybody in it can read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import Engine, ForeignKeyConstraint, Table, create_engine, text

from portal.data import Base
from portal.data.row_security import private_tables
from portal.web.application import Portal
from tests.harness.databases import PostgresDatabases, SqliteDatabases

ON_THE_OUTER_LIST = {"arrangement", "audit_notice", "evidence"}
OTHERS_CALL_SO_TOO = {"roles"}
"""Keys that say something of the outer list, and happen to be a column of a narrower table as well."""
ENTRIES = (
    "SELECT action, body FROM ledger_entry e JOIN ledger_payload ON entry_id = e.id"
    " JOIN arrangement a ON a.access_list_id = e.access_list_id"
)


def outer_tables(tables: Iterable[Table]) -> set[str]:
    """The tables with rows on the outer list of an arrangement: those with a parent whose list that is."""
    found = set(ON_THE_OUTER_LIST)
    while True:
        more = {table.name for table in tables for key in table.foreign_key_constraints if _follows(key, found)}
        if more <= found:
            return found
        found |= more


def _follows(key: ForeignKeyConstraint, parents: set[str]) -> bool:
    return key.referred_table.name in parents and "access_list_id" in {one.column.name for one in key.elements}


def told_too_widely(entries: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """(action, key) where a payload on an outer list has a key that is a column of narrower tables only."""
    tables = Base.metadata.tables
    outer = outer_tables(tables.values())
    wide = {column.name for name in outer for column in tables[name].columns}
    narrow = {column.name for name in set(private_tables()) - outer for column in tables[name].columns}
    narrow -= wide | OTHERS_CALL_SO_TOO
    return {(action, key) for action, body in entries for key in json.loads(body) if key in narrow}


@pytest.fixture
def admin(database: SqliteDatabases | PostgresDatabases) -> Iterator[Engine]:
    """The database as somebody with every right has it."""
    made = create_engine(database.admin_url)
    yield made
    made.dispose()


def test_the_outer_list_is_told_nothing_of_narrower_rows(demo_app: Portal, admin: Engine) -> None:
    with admin.connect() as connection:
        entries = [(row.action, row.body) for row in connection.execute(text(ENTRIES))]
    assert len({action for action, _ in entries}) >= 20, "the demo does much"
    assert told_too_widely(entries) == set()
    inner = '{"exit_readiness": "agreed", "score": 3, "why": "It did not help", "organisation": "Kent"}'
    assert {key for _, key in told_too_widely([("a.b", inner)])} == {"exit_readiness", "score", "why"}
