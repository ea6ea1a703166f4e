"""Every change of who may do or see what shows in review, as a change of ``access.txt``."""

from __future__ import annotations

import os
from difflib import unified_diff
from pathlib import Path

import pytest
from click.testing import Result

from portal.access.cli import access
from portal.data import AccessListed, Base
from portal.data.rule import policy_sql
from portal.web.application import Portal

SNAPSHOT = Path(__file__).with_name("access.txt")
RENEW = "RENEW_ACCESS"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HOW = f"If this change of access is meant, renew the file and commit it: {RENEW}=1 make test PYTEST_ARGS={{}}"


def explain(app: Portal, *words: str) -> Result:
    return app.test_cli_runner().invoke(access, ["explain", *words])


def compared(said: str, snapshot: Path) -> str:
    """What differs between the two, and how to renew; nothing when they agree."""
    kept = snapshot.read_text(encoding="utf-8") if snapshot.exists() else ""
    lines = unified_diff(kept.splitlines(), said.splitlines(), snapshot.name, "portal access explain", lineterm="", n=0)
    difference = "\n".join(lines)
    return difference and f"{difference}\n{HOW.format('tests/house/test_access_snapshot.py')}"


def test_access_is_what_was_reviewed(made_app: Portal) -> None:
    said = explain(made_app)
    assert said.exit_code == 0
    if os.environ.get(RENEW):
        SNAPSHOT.write_text(said.output, encoding="utf-8")
    difference = compared(said.output, SNAPSHOT)
    assert not difference, difference


def test_a_change_of_access_says_how_to_renew(made_app: Portal, tmp_path: Path) -> None:
    said = explain(made_app).output
    old = tmp_path / "access.txt"
    old.write_text(said.replace("arrangement:send", "arrangement:read", 1), encoding="utf-8")
    difference = compared(said, old)
    assert "+  arrangement:send" in difference
    assert f"{RENEW}=1 make test" in difference
    assert "-" in compared(said, tmp_path / "none.txt")


def test_everything_is_in_it(made_app: Portal) -> None:
    said = explain(made_app).output
    assert "NOTHING DECLARED" not in said
    assert "NO REASON GIVEN" not in said
    for rule in made_app.url_map.iter_rules():
        assert f" {rule.rule}  [{rule.endpoint}]" in said
    for table in Base.metadata.tables:
        assert f"\n  {table} " in said


def test_a_model_says_who_sees_its_rows(made_app: Portal) -> None:
    said = explain(made_app, "Statement")
    assert said.exit_code == 0
    assert "A row of statement is seen when:" in said.output
    assert policy_sql("statement") in said.output
    assert explain(made_app, "statement").output == said.output


def test_a_child_says_whose_list_it_follows(made_app: Portal) -> None:
    said = explain(made_app, "Reply").output
    assert "Its list follows its parent's: (statement_id, access_list_id)" in said
    assert "statement.id, statement.access_list_id" in said


def test_an_open_table_says_why(made_app: Portal) -> None:
    assert explain(made_app, "Organisation").output.startswith("organisation is open: ")


@pytest.mark.parametrize("name", ["Nothing", "", "statement; DROP TABLE person", "\x00"])
def test_an_unknown_model_is_refused(made_app: Portal, name: str) -> None:
    said = explain(made_app, name)
    assert said.exit_code == (0 if name == "" else 1)
    assert "Traceback" not in said.output
    if name:
        assert "no table or class is called" in said.output


def test_every_model_can_be_explained(made_app: Portal) -> None:
    for mapper in Base.registry.mappers:
        said = explain(made_app, mapper.class_.__name__)
        assert said.exit_code == 0, mapper.class_
        assert ("is seen when" in said.output) is issubclass(mapper.class_, AccessListed), mapper.class_
