"""Whatever a form changes is recorded in the same transaction.

Here every form there is is sent once. Beside that all that requests and jobs commit in any test is watched, also on the
ways that no guess finds: see ``tests.harness.recorded`` and the fixture ``silent``.
"""

from __future__ import annotations

import pytest

from portal import ledger
from portal.data import Base, db
from portal.jobs.registry import handlers
from tests.harness.recorded import BY_ITSELF, HISTORY, LEDGER, NOT_RECORDED, OF_ONE_PERSON, WRITES, unrecorded
from tests.house.answering import accepted, fresh, post, rehearsal
from tests.house.crawling import Stage
from tests.house.test_conflicts import send_varied

NOTHING_TO_TELL = {
    "arrangements.import_list",
    "arrangements.import_list_add",
    "arrangements.import_list_columns",
    "arrangements.import_list_find",
    "arrangements.import_list_names",
    "arrangements.import_list_rows",
    "arrangements.import_readings",
    "arrangements.import_readings_columns",
    "arrangements.import_readings_rows",
    "arrangements.import_sessions",
    "arrangements.import_sessions_columns",
    "arrangements.import_sessions_rows",
    "signin.ask_for_reset",
    "signin.choose_organisation",
    "signin.sign_in",
    "signin.sign_out",
    "signin.your_sessions",
}
"""Forms that change nothing but what is recorded nowhere: signing in and out, and what comes before an import."""


def unrecorded_forms(stage: Stage, endpoints: list[str]) -> tuple[list[str], set[str]]:
    """Each form that changes something without a word of it, sent with other words than stand there; and all those of
    which nothing is recorded."""
    faults, untold = [], set()
    for endpoint in endpoints:
        found, sent = accepted(stage, endpoint)
        form = stage.form(found)
        with rehearsal() as kept:
            answer, _ = send_varied(stage, found, form, sent, 1)
        if not 300 <= answer.status_code < 400:  # refused, or shown again because other words ask something else
            with rehearsal() as kept:
                answer = post(stage.visitor(found).browser(), found, form, fresh(sent, form))
        assert answer.status_code < 400, endpoint
        faults += [f"{endpoint}: {table}" for table in unrecorded(kept, endpoint)]
        if not {LEDGER, HISTORY} & set(kept):
            untold.add(endpoint)
    return faults, untold


@pytest.mark.parametrize(
    "database", ["sqlite"], indirect=True
)  # where no function of the database hides what it writes
def test_whatever_a_form_changes_is_recorded(stage: Stage) -> None:
    faults, untold = unrecorded_forms(stage, sorted(stage.forms))
    assert faults == []
    assert " ".join(sorted(untold ^ NOTHING_TO_TELL)) == ""


def test_a_form_that_says_nothing_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "record", lambda *_: db.session.flush())
    faults, _ = unrecorded_forms(stage, ["arrangements.about", "feedback.new", "reminders.choices"])
    assert [fault for fault in faults if fault.startswith("arrangements.about: arrangement")]
    assert "feedback.new: statement" in faults
    assert not [fault for fault in faults if fault.startswith("reminders.")], "told in the history of an account"


def test_what_is_committed_without_a_word_is_seen(
    stage: Stage, silent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, sent = accepted(stage, "feedback.new")
    form = stage.form(found)
    monkeypatch.setattr(ledger, "record", lambda *_: db.session.flush())
    assert post(stage.visitor(found).browser(), found, form, fresh(sent, form)).status_code == 303
    assert len(silent) == 1
    assert silent[0].startswith("feedback.new changed")
    silent.clear()


def test_a_write_is_seen_however_its_statement_begins() -> None:
    written = {
        'INSERT INTO "person" (id) VALUES (1)': "person",
        "WITH old AS (SELECT 1)\nDELETE FROM job WHERE id IN (SELECT * FROM old)": "job",
        "WITH new AS (UPDATE party SET name = 'A' RETURNING id) SELECT * FROM new": "party",
        "WITH held AS (SELECT id FROM party) SELECT * FROM held FOR UPDATE OF held": None,
        "SELECT 1": None,
    }
    found = {sql: WRITES.match(sql) for sql in written}
    assert {sql: one and one.group(1) for sql, one in found.items()} == written


def test_what_changes_without_a_word_exists_and_says_why(stage: Stage) -> None:
    tables = set(Base.metadata.tables)
    assert set(NOT_RECORDED) | set(OF_ONE_PERSON) | {table for _, table in BY_ITSELF} <= tables
    assert {doing for doing, _ in BY_ITSELF} <= set(stage.app.view_functions) | {one.name for one in handlers()}
    assert all(len(reason) > 15 for reason in (*NOT_RECORDED.values(), *OF_ONE_PERSON.values(), *BY_ITSELF.values()))
