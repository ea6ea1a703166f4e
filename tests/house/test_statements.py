"""No statement outside the data floor escapes wall one: what it cannot narrow is not written at all.

The lint reads the code. What runs is watched as well, when every address is read (``tests.harness.walled``).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import column, literal_column, select, table
from sqlalchemy.exc import DBAPIError

from portal.data import Base, db
from portal.features.organisations import Organisation
from portal.ledger.models import LedgerEntry
from portal.web.application import Portal
from tests.harness.walled import watched

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN_CALLS = {
    "text": "SQL as text goes past the wall",
    "from_statement": "it goes past the wall",
    "bulk_save_objects": "it goes past the check of what is written",
    "bulk_insert_mappings": "it goes past the check of what is written",
    "bulk_update_mappings": "it goes past the check of what is written",
    "exec_driver_sql": "SQL as text goes past the wall",
    "literal_column": "SQL as text goes past the wall",
    "table": "a table without its class goes past the wall",
    "commit": "the request commits, and nothing else",
    "rollback": "the request rolls back, and nothing else",
}
FORBIDDEN_NAMES = {"UNWALLED", "WallGrant", "__table__", "bind_scope", "exec_driver_sql"}
PAST_THE_CLASS = {
    "engine", "engines", "get_engine", "get_bind", "metadata", "local_table", "persist_selectable", "selectable",
}  # fmt: skip
"""What leads from a class or a session to a bare table or connection, which no wall narrows."""
# Each with its reason: these run outside a viewer's session, or are the transaction itself.
ALLOWED = {
    "portal/web/application.py": {"commit", "rollback"},
    "portal/web/errors.py": {"rollback"},
    "portal/web/readiness.py": {"text", "engine", "metadata"},
    "portal/web/health.py": {"text", "engine"},
    "portal/web/frame.py": {"engine"},
    "portal/jobs/port.py": {"engine"},
    "portal/ledger/newest.py": {"get_bind"},
    "portal/access/explain.py": {"metadata", "local_table"},
    "portal/access/viewer.py": {"commit", "bind_scope"},
    "portal/access/guard.py": {"WallGrant"},
    "portal/jobs/running.py": {"commit", "rollback"},
    "portal/jobs/table_queue.py": {"commit", "rollback"},
    "portal/features/organisations/cli.py": {"commit", "rollback"},
    "portal/features/organisations/models.py": {"__table__"},
}


def sources() -> Iterator[Path]:
    for path in sorted((ROOT / "portal").rglob("*.py")):
        if not path.is_relative_to(ROOT / "portal" / "data"):
            yield path


def escapes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, name) of each forbidden call or name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in FORBIDDEN_CALLS:
                yield node.lineno, name
            if name == "connection" and isinstance(node.func, ast.Attribute):
                yield node.lineno, "connection"
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names if _escapes(node, alias))
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names if one.name.split(".")[0] == "sqlalchemy")
        elif isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_NAMES | PAST_THE_CLASS:
            yield node.lineno, node.attr


def _escapes(node: ast.ImportFrom, alias: ast.alias) -> bool:
    """Whether an import brings what is forbidden, or brings it under another name."""
    by_library = (node.module or "").startswith("sqlalchemy") and alias.name in FORBIDDEN_CALLS
    return alias.name in FORBIDDEN_NAMES or by_library


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_statement_escapes_the_walls(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    allowed = ALLOWED.get(name, set())
    found = [
        f"{name}:{line}: {what}: {FORBIDDEN_CALLS.get(what, 'only on the data floor')}"
        for line, what in escapes(ast.parse(path.read_text()))
        if what not in allowed
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "db.session.execute(text('select 1'))",
        "db.session.execute(select(Statement.__table__))",
        "db.session.connection().execute(1)",
        "session.bulk_save_objects(rows)",
        "from portal.data.wall import UNWALLED",
        "db.session.commit()",
        "from sqlalchemy import text as t",
        "from sqlalchemy.sql.expression import literal_column",
        "import sqlalchemy as sa",
        "select(Base.metadata.tables['ledger_entry'].c.action)",
        "literal_column('(select action from ledger_entry)')",
        "select(table('ledger_entry', column('action')))",
        "inspect(LedgerEntry).local_table",
        "db.engine.connect()",
        "session.get_bind().connect()",
    ],
)
def test_the_lint_sees_an_escape(code: str) -> None:
    assert list(escapes(ast.parse(code)))


PAST: dict[str, Callable[[], Any]] = {
    "a table": lambda: select(Base.metadata.tables["ledger_entry"].c.action).scalar_subquery(),
    "a table by name": lambda: select(table("ledger_entry", column("action"))).scalar_subquery(),
    "an alias": lambda: select(Base.metadata.tables["ledger_entry"].alias("x").c.action).scalar_subquery(),
    "text": lambda: literal_column("(select action from ledger_entry limit 1)"),
}


@pytest.mark.parametrize("way", PAST)
def test_a_table_inside_a_statement_of_classes_is_seen(app: Portal, way: str) -> None:
    """Wall one narrows classes only: what is hidden among them is found in what is sent."""
    with watched() as escaped, app.app_context():
        with suppress(DBAPIError):
            db.session.execute(select(Organisation.name, PAST[way]()))
        assert len(escaped) == 1
        db.session.execute(select(Organisation.name, select(LedgerEntry.action).limit(1).scalar_subquery()))
        assert len(escaped) == 1


def test_nobody_writes_past_the_wall_by_a_word(app: Portal) -> None:
    with app.app_context():
        for word in ("unwalled", "narrowed"):
            for statement in (select(LedgerEntry.action), select(LedgerEntry.action).execution_options(**{word: True})):
                with watched() as escaped:
                    db.session.execute(statement, execution_options={word: True})
                assert escaped == []
