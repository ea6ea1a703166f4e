"""No statement outside the data floor escapes wall one: what it cannot narrow is not written at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN_CALLS = {
    "text": "SQL as text goes past the wall",
    "from_statement": "it goes past the wall",
    "bulk_save_objects": "it goes past the check of what is written",
    "bulk_insert_mappings": "it goes past the check of what is written",
    "bulk_update_mappings": "it goes past the check of what is written",
    "exec_driver_sql": "SQL as text goes past the wall",
    "commit": "the request commits, and nothing else",
    "rollback": "the request rolls back, and nothing else",
}
FORBIDDEN_NAMES = {"UNWALLED", "WallGrant", "__table__", "bind_scope", "exec_driver_sql"}
# Each with its reason: these run outside a viewer's session, or are the transaction itself.
ALLOWED = {
    "portal/web/application.py": {"commit", "rollback"},
    "portal/web/errors.py": {"rollback"},
    "portal/web/readiness.py": {"text"},
    "portal/web/health.py": {"text"},
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
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in FORBIDDEN_NAMES)
        elif isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_NAMES:
            yield node.lineno, node.attr


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
    ],
)
def test_the_lint_sees_an_escape(code: str) -> None:
    assert list(escapes(ast.parse(code)))
