"""What the migrations make is what the models say, on both databases, and it can be taken down and made again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import Result
from pydantic import SecretStr
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

import config
from portal.data import Base, db
from portal.data.migrating import owner_writes
from portal.data.row_security import everything
from portal.demo import load as loading
from portal.factory import create_app
from portal.web.application import Portal
from portal.web.migrating import DIRECTORY
from portal.web.migrating import db as commands
from tests.conftest import BOTH
from tests.harness.databases import build

KEY = SecretStr("a key for tests only, long enough for anybody")
CATALOGUE = {
    "policies": "SELECT tablename, policyname, cmd, roles::text, qual, with_check FROM pg_policies",
    "row security": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind = 'r' AND nspname = 'public'",
    "triggers": "SELECT event_object_table, trigger_name, event_manipulation, action_timing, action_statement"
    " FROM information_schema.triggers",
    "functions": "SELECT proname, prosrc, prosecdef, proconfig::text FROM pg_proc p"
    " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname = 'public'",
    "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, collation_name, is_nullable,"
    " is_identity FROM information_schema.columns WHERE table_schema = 'public'",
}
SQLITE_CATALOGUE = {"triggers": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"}


@dataclass
class Blank:
    """An application on a database with nothing in it, and the database as the one who owns its tables sees it."""

    app: Portal
    engine: Engine
    twin: Engine
    "Another empty database, for what the models make."

    def portal(self, *words: str) -> Result:
        """Run ``portal db …``, sure of it."""
        sure = ["--yes"] if words[0] == "downgrade" else []
        return self.app.test_cli_runner().invoke(commands, [*words, *sure])


@pytest.fixture(params=BOTH)
def blank(request: pytest.FixtureRequest, tmp_path: Path, worker: str) -> Iterator[Blank]:
    if request.param == "sqlite":
        url = owner = f"sqlite:///{tmp_path / 'blank.sqlite'}"
        twin = f"sqlite:///{tmp_path / 'twin.sqlite'}"
    else:
        postgres = request.getfixturevalue("postgres")
        names = [f"accord_blank_{worker}", f"accord_twin_{worker}"]
        for name in names:
            postgres.create_database(name)
        url, owner = postgres.app_url(names[0]), postgres.owner_url(names[0])
        twin = postgres.owner_url(names[1])
    settings = config.Settings(
        portal_env=config.Environment.TEST,
        portal_data_dir=tmp_path,
        database_url=url,
        database_owner_url=owner,
        secret_key=KEY,
    )
    made = Blank(create_app(settings), create_engine(owner), create_engine(twin))
    yield made
    made.engine.dispose()
    made.twin.dispose()
    with made.app.app_context():
        db.engine.dispose()


def ok(result: Result) -> Result:
    assert result.exit_code == 0, f"{result.output}\n{result.exception!r}"
    return result


def ours(_object: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    """The queue's tables are the library's, not the models'."""
    return not (kind == "table" and str(name).startswith("procrastinate_"))


def differences(connection: Connection) -> list[Any]:
    """What the models have and this database has not, or the other way about."""
    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
    return list(compare_metadata(context, Base.metadata))


def catalogue(engine: Engine) -> dict[str, list[Any]]:
    """Everything in the database that tables alone do not tell; the version table left out."""
    asked = CATALOGUE if engine.dialect.name == "postgresql" else SQLITE_CATALOGUE
    with engine.connect() as connection:
        return {
            name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(text(query.replace("::", "\\:\\:")))
                    if row[0] != "alembic_version"
                ),
                key=repr,
            )
            for name, query in asked.items()
        }


def test_nothing_is_taken_down_unasked(blank: Blank) -> None:
    def down(*words: str, answer: str = "") -> Result:
        return blank.app.test_cli_runner().invoke(commands, ["downgrade", *words], input=answer)

    ok(blank.portal("upgrade", "0003"))
    for answer in ("", "n\n"):
        refused = down("0001", answer=answer)
        assert refused.exit_code == 1
        assert [line[:10] for line in refused.output.splitlines()[:2]] == ["goes: 0003", "goes: 0002"]
        assert "will be lost" in refused.output
    assert down("0004", answer="y\n").exit_code == 1, "it is no step down"
    assert down("no such", answer="y\n").exit_code == 1
    assert "migrations: 0003 of" in blank.portal("check").output
    assert ok(down(answer="y\n")).output.endswith("The database is at 0002\n")
    assert ok(down("--yes")).output.endswith("The database is at 0001\n")
    blank.app.config["SETTINGS"] = blank.app.config["SETTINGS"].model_copy(
        update={"portal_env": config.Environment.PRODUCTION}
    )
    refused = down(answer="y\n")
    assert refused.exit_code == 1
    assert "in production this needs --yes" in refused.output


def test_the_migrations_are_one_chain() -> None:
    script = ScriptDirectory(DIRECTORY)
    revisions = list(script.walk_revisions())
    assert len(script.get_heads()) == len(script.get_bases()) == 1
    assert all(isinstance(revision.down_revision, str | None) for revision in revisions)
    assert [revision.revision for revision in revisions] == sorted(
        (revision.revision for revision in revisions), reverse=True
    )


def test_the_head_is_what_the_models_say(blank: Blank) -> None:
    ok(blank.portal("upgrade"))
    with blank.engine.connect() as connection:
        assert differences(connection) == []
    with blank.twin.begin() as connection:
        build(connection)
    made, meant = catalogue(blank.engine), catalogue(blank.twin)
    for name, rows in meant.items():
        assert made[name] == rows, name


@pytest.mark.parametrize("dialect", BOTH)
def test_the_walls_in_the_files_are_the_models_walls(dialect: str) -> None:
    """Each migration raises the walls of its own tables, from a file beside it."""
    files = sorted(Path(DIRECTORY, "versions").glob(f"*_walls_{dialect}.sql"))
    raised = {part.strip() for file in files for part in file.read_text().split("--;")}
    assert {one.strip() for one in everything(dialect)} - raised == set()


def test_a_difference_is_seen(blank: Blank) -> None:
    ok(blank.portal("upgrade"))
    with blank.engine.begin() as connection:
        connection.execute(text("ALTER TABLE person ADD COLUMN star_sign varchar(20)"))
        connection.execute(text("DROP INDEX ix_access_grant_rule"))
        assert len(differences(connection)) == 2


def test_up_with_the_demo_down_and_up_again(blank: Blank) -> None:
    ok(blank.portal("upgrade"))
    with blank.app.app_context():
        loading.load()
    with blank.app.app_context():
        db.engine.dispose()
    first = catalogue(blank.engine)
    ok(blank.portal("downgrade", "base"))
    with blank.engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
        assert left == set()
        if blank.engine.dialect.name == "postgresql":
            kinds = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'\\:\\:regnamespace"
            assert connection.execute(text(kinds)).scalars().all() == []
    ok(blank.portal("upgrade"))
    assert catalogue(blank.engine) == first


def test_check_says_where_a_database_is(blank: Blank) -> None:
    before = blank.portal("check")
    assert before.exit_code == 1
    assert "migrations: none of " in before.output
    ok(blank.portal("upgrade"))
    after = ok(blank.portal("check"))
    assert re.search(r"migrations: (\d+) of \1\b", after.output)
    ok(blank.portal("downgrade"))
    assert blank.portal("check").exit_code == 1


def test_upgrading_twice_does_nothing_the_second_time(blank: Blank) -> None:
    ok(blank.portal("upgrade"))
    first = catalogue(blank.engine)
    ok(blank.portal("upgrade"))
    assert catalogue(blank.engine) == first


OLD_ARRANGEMENTS = (
    "INSERT INTO organisation (id, reference, name, sort_name, type, created_at, version)"
    " VALUES (1, 'AAAA-AAAA', 'Kent', 'kent', 'council', '2005-01-17', 1)",
    "INSERT INTO access_list (id, owner_organisation_id, created_at) VALUES (1, 1, '2005-01-17'), (2, 1, '2005-01-17')",
    "INSERT INTO arrangement (id, reference, access_list_id, inner_list_id, registered_by_id, kind, title, purpose,"
    " legal_basis, success_gate, rhythm, state, terms_number, created_at, version)"
    " SELECT id, reference, 1, 2, 1, 'pilot', '', '', '', '', '', state, terms, '2005-01-17', 1 FROM ("
    "SELECT 1 AS id, 'AAAA-AAA1' AS reference, 'draft' AS state, 0 AS terms"
    " UNION SELECT 2, 'AAAA-AAA2', 'agreed', 3 UNION SELECT 3, 'AAAA-AAA3', 'proposed', 1) AS old",
)


def rows(blank: Blank, query: str) -> list[Any]:
    """Rows as somebody whom no wall stops reads them."""
    with blank.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE arrangement NO FORCE ROW LEVEL SECURITY"))
        return [tuple(row) for row in connection.execute(text(query))]


def test_what_was_a_draft_is_an_idea_and_back(blank: Blank) -> None:
    ok(blank.portal("upgrade", "0002"))
    with blank.engine.begin() as connection:
        for statement in OLD_ARRANGEMENTS:
            with owner_writes(connection, "arrangement"):
                connection.execute(text(statement))
    ok(blank.portal("upgrade", "0003"))
    query = "SELECT state, agreed_number FROM arrangement ORDER BY id"
    assert rows(blank, query) == [("idea", 0), ("agreed", 3), ("proposed", 0)]
    with blank.engine.begin() as connection, owner_writes(connection, "arrangement"):
        connection.execute(text("UPDATE arrangement SET state = 'ending' WHERE id = 2"))
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(text("UPDATE arrangement SET state = 'draft' WHERE id = 3"))
    ok(blank.portal("downgrade", "0002"))
    assert rows(blank, "SELECT state FROM arrangement ORDER BY id") == [("draft",), ("agreed",), ("proposed",)]


OLD_MONEY = (
    *OLD_ARRANGEMENTS,
    "INSERT INTO organisation (id, reference, name, sort_name, type, created_at, version)"
    " VALUES (2, 'AAAA-AAAB', 'Swindon', 'swindon', 'council', '2005-01-17', 1)",
    "INSERT INTO party (id, access_list_id, arrangement_id, organisation_id, note, changes, created_at, version)"
    " VALUES (1, 1, 2, 1, '', 0, '2005-01-17', 1), (2, 1, 2, 2, '', 0, '2005-01-17', 1)",
    "INSERT INTO money_flow (id, reference, access_list_id, arrangement_id, payer_id, payee_id, pence, in_kind,"
    " purpose, source, created_at, version)"
    " VALUES (1, 'AAAA-AAA4', 2, 2, 2, 1, 260000000, '', '', '', '2005-01-17', 1),"
    " (2, 'AAAA-AAA5', 2, 2, 1, 2, NULL, 'Two days', '', '', '2005-01-17', 1)",
    "INSERT INTO differing_figure (id, reference, access_list_id, arrangement_id, money_flow_id, pence, period, source,"
    " note, stated_by_id, created_at)"
    " VALUES (1, 'AAAA-AAA6', 2, 2, 1, 266000000, '', 'A paper', '', 1, '2005-01-17')",
)
NEW_MONEY = (
    "INSERT INTO money_flow (id, reference, access_list_id, arrangement_id, payer_id, payee_id, basis, pence, in_kind,"
    " purpose, source, alternative_per, alternative_source, changes, created_at, version)"
    " VALUES (3, 'AAAA-AAA7', 2, 2, 1, 1, 'cost_share', 100, '', '', '', '', '', 0, '2005-01-17', 1)",
    "UPDATE differing_figure SET withdrawn_at = '2005-01-18'",
    "INSERT INTO differing_figure (id, reference, access_list_id, arrangement_id, money_flow_id, pence, period, source,"
    " note, stated_by_id, corrects_id, created_at, version)"
    " VALUES (2, 'AAAA-AAA8', 2, 2, 3, 200, '', 'A paper', '', 1, 1, '2005-01-17', 1)",
)


def test_money_keeps_what_was_agreed_and_goes_back(blank: Blank) -> None:
    tables = ("arrangement", "party", "money_flow", "differing_figure")
    ok(blank.portal("upgrade", "0002"))
    with blank.engine.begin() as connection, owner_writes(connection, *tables):
        for statement in OLD_MONEY:
            connection.execute(text(statement))
    ok(blank.portal("upgrade", "0012"))

    def read(query: str) -> list[Any]:
        with blank.engine.connect() as connection, owner_writes(connection, *tables):
            return [tuple(row) for row in connection.execute(text(query))]

    flows = "SELECT id, pence, in_kind FROM money_flow ORDER BY id"
    assert read("SELECT id, basis, changes FROM money_flow ORDER BY id") == [(1, "fixed", 0), (2, "in_kind", 0)]
    assert read(flows) == [(1, 260000000, ""), (2, None, "Two days")]
    assert read("SELECT version, withdrawn_at FROM differing_figure") == [(1, None)]
    with blank.engine.begin() as connection, owner_writes(connection, *tables):
        for statement in NEW_MONEY:
            connection.execute(text(statement))
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(text("UPDATE money_flow SET basis = 'fixed' WHERE id = 2"))
    ok(blank.portal("downgrade", "0011"))
    assert read(flows) == [(1, 260000000, ""), (2, None, "Two days")]
    assert read("SELECT id, money_flow_id, pence FROM differing_figure") == [(2, None, 200)]
    itself = "UPDATE money_flow SET payee_id = payer_id WHERE id = 1"
    with pytest.raises(IntegrityError), blank.engine.begin() as connection, owner_writes(connection, *tables):
        connection.execute(text(itself))


def test_what_an_arrangement_stood_on_is_found_on_the_list(blank: Blank) -> None:
    """What parties agreed keeps its words; a draft that means the same in other words is found too."""
    said = {1: "LOCAL GOVERNMENT ACT 1972 s.101", 2: "Local Government Act 1972, section 113", 3: "Grant "}
    ok(blank.portal("upgrade", "0002"))
    with blank.engine.begin() as connection, owner_writes(connection, "arrangement"):
        for statement in OLD_ARRANGEMENTS:
            connection.execute(text(statement))
        for number, words in said.items():
            connection.execute(
                text("UPDATE arrangement SET legal_basis = :words WHERE id = :id"), {"words": words, "id": number}
            )
    ok(blank.portal("upgrade", "0017"))
    query = "SELECT legal_basis, legal_bases, legal_note FROM arrangement ORDER BY id"
    assert rows(blank, query) == [
        (said[1], "lga_1972_101", ""),
        (said[2], "lga_1972_113", ""),
        (said[3], "", said[3]),
    ]
    ok(blank.portal("downgrade", "0016"))
    assert rows(blank, "SELECT legal_basis FROM arrangement ORDER BY id") == [(words,) for words in said.values()]


OLD_GOVERNANCE = (
    "INSERT INTO governance (id, access_list_id, arrangement_id, meetings, board, scrutiny, exit_plan, exit_readiness,"
    " data_sharing, equality_impact, assessed, created_at, version)"
    " SELECT id, 2, id, '', 'The cabinets', '', '', 'not_started', '', '', 0, '2005-01-17', 1 FROM arrangement",
    "INSERT INTO criterion (id, reference, access_list_id, arrangement_id, name, how, judgement, evidence, created_at,"
    " version) SELECT id, reference, 1, id, 'Two stars', '', '', '', '2005-01-17', 1 FROM arrangement",
)


def test_what_was_sent_keeps_its_terms_when_governance_comes_to_be_agreed(blank: Blank) -> None:
    tables = ("arrangement", "governance", "criterion")
    ok(blank.portal("upgrade", "0002"))
    with blank.engine.begin() as connection, owner_writes(connection, "arrangement"):
        for statement in OLD_ARRANGEMENTS:
            connection.execute(text(statement))
    ok(blank.portal("upgrade", "0017"))
    with blank.engine.begin() as connection, owner_writes(connection, *tables):
        for statement in OLD_GOVERNANCE:
            connection.execute(text(statement))
    ok(blank.portal("upgrade", "0018"))

    def read(query: str) -> list[Any]:
        with blank.engine.connect() as connection, owner_writes(connection, *tables):
            return [tuple(row) for row in connection.execute(text(query))]

    for table in tables[1:]:
        agreed = [(one, bool(held)) for one, held in read(f"SELECT arrangement_id, in_terms FROM {table} ORDER BY 1")]
        assert agreed == [(1, True), (2, False), (3, False)], table
    ok(blank.portal("downgrade", "0017"))
    assert read("SELECT board FROM governance") == [("The cabinets",)] * 3
    assert read("SELECT name FROM criterion") == [("Two stars",)] * 3


OLD_TOLD = (
    ("arrangement", "governance.set", '{"exit_readiness":"agreed"}'),
    ("arrangement", "party.added", '{"organisation":"Kent"}'),
    ("arrangement", "audit.ended", '{"why":"It found nothing"}'),
    ("engagement", "engagement.ended", '{"why":"It found nothing"}'),
)


def test_what_was_told_too_widely_is_erased_and_the_entries_stay(blank: Blank) -> None:
    tables = ("arrangement", "party", "ledger_entry", "ledger_payload")
    ok(blank.portal("upgrade", "0002"))
    with blank.engine.begin() as connection, owner_writes(connection, "arrangement"):
        for statement in OLD_ARRANGEMENTS:
            connection.execute(text(statement))
    ok(blank.portal("upgrade", "0026"))
    entry = text(
        "INSERT INTO ledger_entry (id, access_list_id, sequence, recorded_at, recorded_at_text, actor_id,"
        " organisation_id, action, subject_type, subject_reference, payload_digest, previous_digest, digest)"
        " VALUES (:id, 1, :id, '2005-01-17', '', '', 1, :action, :kind, '', '', '', '')"
    )
    body = text("INSERT INTO ledger_payload (entry_id, access_list_id, body) VALUES (:id, 1, :body)")
    note = text(
        "INSERT INTO party (id, access_list_id, arrangement_id, organisation_id, note, changes, created_at, version)"
        " VALUES (:id, 1, :id, 1, 'Approached because it seeks something for libraries', 0, '2005-01-17', 1)"
    )
    with blank.engine.begin() as connection, owner_writes(connection, *tables):
        for number, (kind, action, said) in enumerate(OLD_TOLD, 1):
            connection.execute(entry, {"id": number, "kind": kind, "action": action})
            connection.execute(body, {"id": number, "body": said})
        for number in (1, 2):
            connection.execute(note, {"id": number})
    ok(blank.portal("upgrade", "0027"))
    with blank.engine.connect() as connection, owner_writes(connection, *tables):
        assert connection.execute(text("SELECT count(*) FROM ledger_entry")).scalar_one() == len(OLD_TOLD)
        left = connection.execute(text("SELECT entry_id FROM ledger_payload ORDER BY entry_id")).scalars().all()
        assert left == [2, 4], "where the record itself lies, it stays"
        notes = connection.execute(text("SELECT note <> '' FROM party ORDER BY id")).scalars()
        assert [bool(one) for one in notes] == [False, True], "what parties have seen stays as they saw it"
    ok(blank.portal("downgrade", "0026"))


OLD_AUDITS = (
    *OLD_ARRANGEMENTS[:2],
    "INSERT INTO organisation (id, reference, name, sort_name, type, created_at, version)"
    " VALUES (2, 'AAAA-AAAB', 'Auditors', 'auditors', 'audit_body', '2005-01-17', 1)",
    "INSERT INTO person (id, actor_id, name, email, active, fs_uniquifier, created_at)"
    " VALUES (1, 'a', 'Kim', 'kim@example.org', true, 'f', '2005-01-17')",
    "INSERT INTO access_term (id, owner_organisation_id, ends_at) VALUES (1, 1, '2005-02-02'), (2, 1, '2005-02-02')",
)
AN_AUDIT = (
    "INSERT INTO engagement (id, reference, access_list_id, title, purpose, opened_by_organisation_id, opened_by_id,"
    " audit_body_id, starts_on, ends_on, starts_at, ends_at, term_id, ended_why, created_at, version)"
    " VALUES ({0}, 'AAAA-AAA{0}', 1, '', '', 1, 1, 2, '2005-02-01', '{1}', '2005-02-01', '2005-02-02', {0}, '',"
    " '2005-01-17', 1)"
)


def test_an_audit_of_one_day_comes_and_goes(blank: Blank) -> None:
    days = "SELECT id, CAST(ends_on AS varchar(10)) FROM engagement ORDER BY id"
    tables = ("engagement",)
    ok(blank.portal("upgrade", "0028"))
    with blank.engine.begin() as connection, owner_writes(connection, *tables):
        for statement in OLD_AUDITS:
            connection.execute(text(statement))
        connection.execute(text(AN_AUDIT.format(1, "2005-02-10")))
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(text(AN_AUDIT.format(2, "2005-02-01")))
    ok(blank.portal("upgrade", "0029"))
    with blank.engine.begin() as connection, owner_writes(connection, *tables):
        connection.execute(text(AN_AUDIT.format(2, "2005-02-01")))
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(text("UPDATE engagement SET ends_on = '2005-01-31' WHERE id = 1"))
    ok(blank.portal("downgrade", "0028"))
    with blank.engine.connect() as connection, owner_writes(connection, *tables):
        kept = [tuple(row) for row in connection.execute(text(days))]
    assert kept == [(1, "2005-02-10"), (2, "2005-02-02")]
