"""What people wrote is what the ledger sealed: a row changed past the portal is named, by the operator's command and by
the auditor's page, and never with what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from portal.data import Base
from portal.demo.cast import DOMAIN
from portal.ledger.cli import commands
from portal.ledger.sealing import seals
from portal.web.application import Portal
from tests.harness.databases import PostgresDatabases, SqliteDatabases
from tests.house.crawling import signed_in
from tests.house.test_proofs import drop_triggers

Databases = SqliteDatabases | PostgresDatabases

PLANTED = "Everything went well."
TAMPERINGS = {
    f"UPDATE statement SET words = '{PLANTED}' WHERE id = (SELECT min(id) FROM statement)": r"statement [\w-]+ .*words",
    f"UPDATE statement SET outcome_words = '{PLANTED}' WHERE id = (SELECT min(id) FROM statement"
    " WHERE state = 'closed')": r"statement [\w-]+ .*outcome",
    "UPDATE statement SET kind = 'experience' WHERE id = (SELECT min(id) FROM statement"
    " WHERE kind = 'claim')": r"statement [\w-]+ .*kind",
    f"UPDATE reply SET words = '{PLANTED}' WHERE id = (SELECT min(id) FROM reply)": r"reply \d+ of statement .*reply",
    "UPDATE reply SET stance = 'accepted' WHERE id = (SELECT min(id) FROM reply"
    " WHERE stance = 'disputed')": r"reply \d+ of statement .*stance",
    "DELETE FROM reply WHERE id = (SELECT min(id) FROM reply)": r"reply of statement .* is gone",
    f"UPDATE confirmation SET comment = '{PLANTED}' WHERE id = (SELECT min(id) FROM confirmation)": (
        r"confirmation \d+ .*comment"
    ),
    f"UPDATE mentoring_session SET outcome = '{PLANTED}' WHERE id = (SELECT min(id) FROM mentoring_session)": (
        r"mentoring_session [\w-]+ .*words"
    ),
    "UPDATE terms_version SET terms = '{}' WHERE id = (SELECT min(id) FROM terms_version)": (
        r"terms_version \d+ .*digest"
    ),
    f"UPDATE evidence_version SET sha256 = '{'0' * 64}' WHERE id = (SELECT min(id) FROM evidence_version)": (
        r"evidence_version 1 of evidence .*sha256"
    ),
    f"UPDATE step_taken SET note = '{PLANTED}' WHERE id = (SELECT min(id) FROM step_taken WHERE note <> '')": (
        r"step_taken \d+ .*note"
    ),
    "UPDATE risk_score SET impact = impact - 1 WHERE id = (SELECT min(id) FROM risk_score)": (
        r"risk_score \d+ of risk .*impact"
    ),
    f"UPDATE risk SET cause = '{PLANTED}' WHERE id = (SELECT min(id) FROM risk)": r"risk [\w-]+ .*words",
    f"UPDATE own_score SET why = '{PLANTED}' WHERE id = (SELECT min(id) FROM own_score)": r"own_score [\w-]+ .*why",
    f"UPDATE mitigation SET note = '{PLANTED}' WHERE id = (SELECT min(id) FROM mitigation)": (
        r"mitigation [\w-]+ .*words"
    ),
    f"UPDATE duty SET what = '{PLANTED}' WHERE id = (SELECT min(id) FROM duty)": r"duty [\w-]+ .*words",
    f"UPDATE lesson SET words = '{PLANTED}' WHERE id = (SELECT min(id) FROM lesson)": r"lesson [\w-]+ .*words",
    f"UPDATE posting SET words = '{PLANTED}' WHERE id = (SELECT min(id) FROM posting)": r"posting [\w-]+ .*words",
    "UPDATE statement SET author_organisation_id = (SELECT max(id) FROM organisation)"
    " WHERE id = (SELECT min(id) FROM statement)": r"statement [\w-]+ .*author",
    "UPDATE reply SET organisation_id = (SELECT max(id) FROM organisation)"
    " WHERE id = (SELECT min(id) FROM reply)": r"reply \d+ of statement .*answered_by",
    "UPDATE confirmation SET organisation_id = (SELECT max(id) FROM organisation)"
    " WHERE id = (SELECT min(id) FROM confirmation)": r"confirmation \d+ .*party",
    "UPDATE step_taken SET organisation_id = (SELECT max(id) FROM organisation)"
    " WHERE id = (SELECT min(id) FROM step_taken WHERE note <> '')": r"step_taken \d+ .*taken_by",
    "UPDATE mentoring_session SET logged_by_id = (SELECT max(id) FROM organisation)"
    " WHERE id = (SELECT min(id) FROM mentoring_session WHERE state = 'held')": r"mentoring_session [\w-]+ .*logged_by",
    f"UPDATE evidence_version SET filename = '{PLANTED}' WHERE id = (SELECT min(id) FROM evidence_version)": (
        r"evidence_version 1 of evidence .*words"
    ),
    "UPDATE reading SET value = value + 1 WHERE id = (SELECT min(id) FROM reading)": r"reading [\w-]+ is not what",
    "DELETE FROM reading WHERE id = (SELECT max(id) FROM reading)": r"reading [\w-]+ was recorded and is gone",
    "UPDATE target SET value = value + 1 WHERE id = (SELECT min(id) FROM target)": r"target [\w-]+ is not what",
    f"UPDATE shared_lesson SET words = '{PLANTED}' WHERE id = (SELECT min(id) FROM shared_lesson)": (
        r"shared_lesson [\w-]+ .*words"
    ),
    f"UPDATE shared_lesson SET about = '{PLANTED}' WHERE id = (SELECT min(id) FROM shared_lesson)": (
        r"shared_lesson [\w-]+ .*about"
    ),
    f"UPDATE open_posting SET words = '{PLANTED}' WHERE id = (SELECT min(id) FROM open_posting)": (
        r"open_posting [\w-]+ .*words"
    ),
    f"UPDATE working_note SET words = '{PLANTED}' WHERE id = (SELECT min(id) FROM working_note)": (
        r"working_note [\w-]+ .*words"
    ),
}

OTHERWISE = {
    "criterion": {"judgement": "'met'"},
    "differing_figure": {"corrects_id": "NULL"},
    "engagement": {"term_id": "0"},
    "evidence_version": {"number": "99", "sha256": f"'{'0' * 64}'", "storage_key": "'planted'"},
    "lesson": {"shared_id": "0"},
    "paid_year": {"year": "2099"},
    "posting": {"open_id": "0"},
    "reading": {"replaces_id": "NULL"},
    "reply": {"organisation_id": "(SELECT max(id) FROM organisation)"},
    "settled_answer": {"arrangement_id": "0"},
    "step_taken": {"note": f"'{PLANTED}'"},
    "target": {"replaces_id": "NULL"},
    "terms_version": {"number": "99"},
}
"""What a row that is planted beside another says otherwise, for of this there can be only one."""


@pytest.fixture
def admin(database: Databases) -> Iterator[Engine]:
    """The database as somebody with every right has it."""
    made = create_engine(database.admin_url)
    yield made
    made.dispose()


def verified(app: Portal) -> tuple[int, list[str]]:
    """How ``portal ledger verify`` ends, and what it prints."""
    result = app.test_cli_runner().invoke(commands, ["verify"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output.splitlines()


def test_the_demo_is_what_was_sealed_and_every_seal_is_used(demo_app: Portal, admin: Engine) -> None:
    code, lines = verified(demo_app)
    assert (code, len(lines)) == (0, 1), lines
    with demo_app.app_context():
        known = {(seal.subject_type, action) for seal in seals() for action in {*seal.actions, *seal.ends}}
        tables = {seal.table for seal in seals()}
    with admin.connect() as connection:
        for table in tables:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar(), f"{table}: nothing to compare"
        entries = connection.execute(
            text(
                "SELECT subject_type, action, body FROM ledger_entry JOIN ledger_payload ON entry_id = ledger_entry.id"
            )
        )
        unread = {(kind, action) for kind, action, body in entries if any("sha256" in key for key in json.loads(body))}
    assert unread - known == set(), "digests that nothing compares with the rows"


def test_each_change_past_the_portal_is_named_without_its_words(demo_app: Portal, admin: Engine) -> None:
    drop_triggers(admin)
    for tampering, named in TAMPERINGS.items():
        with admin.begin() as connection:
            assert connection.execute(text(tampering)).rowcount == 1, tampering
        code, lines = verified(demo_app)
        assert code == 1, tampering
        assert any(re.search(rf"chain \d+: {named}", line) for line in lines), (tampering, lines)
        assert PLANTED not in "\n".join(lines)


def plant(admin: Engine, table: str) -> None:
    """Add a row like the first of ``table``, past the portal and past the keys that it would have to hold to."""
    otherwise = {"id": f"(SELECT max(id) + 1 FROM {table})", "reference": "'PLANTED2'"} | OTHERWISE.get(table, {})
    columns = Base.metadata.tables[table].columns.keys()
    says = ", ".join(otherwise.get(name, name) for name in columns)
    with admin.begin() as connection:
        if admin.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        adding = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {says} FROM {table} ORDER BY id LIMIT 1"
        assert connection.execute(text(adding)).rowcount == 1, table


def test_a_row_of_any_sealed_kind_that_nobody_recorded_is_named(demo_app: Portal, admin: Engine) -> None:
    drop_triggers(admin)
    with demo_app.app_context():
        tables = {seal.table for seal in seals()}
    for table in sorted(tables):
        plant(admin, table)
    code, lines = verified(demo_app)
    assert code == 1
    for table in tables:
        assert any(re.search(rf"{table} .*is there, but was never recorded", line) for line in lines), (table, lines)


def test_the_auditor_sees_which_record_does_not_fit(demo_app: Portal, admin: Engine) -> None:
    auditor = signed_in(demo_app, f"officer.auditor@{DOMAIN}")
    listed = auditor.get("/engagements").get_data(as_text=True)
    address = re.search(r"/engagements/[\w]{4}-[\w]{4}", listed)
    assert address
    page = auditor.get(address.group()).get_data(as_text=True)
    check = re.search(rf"{address.group()}/chain/[\w-]+", page)
    assert check
    before = auditor.get(check.group()).get_data(as_text=True)
    assert "entries hold" in before
    assert "what people wrote is still what they wrote" in before
    with admin.begin() as connection:
        connection.execute(text(f"UPDATE mentoring_session SET outcome = '{PLANTED}'"))
    after = auditor.get(check.group()).get_data(as_text=True)
    assert "entries hold" not in after
    assert re.search(r"mentoring session [\w-]+ is not what was recorded \(words\)", after)
    assert PLANTED not in after
