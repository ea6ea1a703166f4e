"""What migrations make of rows that are there already, up and down, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.data.migrating import owner_writes
from tests.house.blank import Blank, ok, rows

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


OLD_PERSON = (
    "INSERT INTO person (id, actor_id, name, email, active, fs_uniquifier, created_at)"
    " VALUES (1, 'a', 'Kim', 'kim@example.org', true, 'f', '2005-01-17')"
)
OLD_AUDITS = (
    *OLD_ARRANGEMENTS[:2],
    "INSERT INTO organisation (id, reference, name, sort_name, type, created_at, version)"
    " VALUES (2, 'AAAA-AAAB', 'Auditors', 'auditors', 'audit_body', '2005-01-17', 1)",
    OLD_PERSON,
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


def test_an_audit_keeps_the_thresholds_of_whoever_opened_it_and_observers_are_told_no_visits(blank: Blank) -> None:
    tables = ("engagement", "significance_threshold", "ledger_entry", "ledger_payload", "arrangement")
    ok(blank.portal("upgrade", "0030"))
    entry = (
        "INSERT INTO ledger_entry (id, access_list_id, sequence, recorded_at, recorded_at_text, actor_id,"
        " organisation_id, action, subject_type, subject_reference, payload_digest, previous_digest, digest)"
        " VALUES ({0}, {1}, {0}, '2005-01-17', '', '', 1, '{2}', 'arrangement', '', '', '', '')"
    )
    with blank.engine.begin() as connection, owner_writes(connection, *tables):
        for statement in OLD_AUDITS:
            connection.execute(text(statement))
        connection.execute(text(OLD_ARRANGEMENTS[2].replace("'draft'", "'idea'")))
        connection.execute(text(AN_AUDIT.format(1, "2005-02-10")))
        connection.execute(text(AN_AUDIT.format(2, "2005-02-10").replace("1, 1, 2, '2005", "2, 1, 1, '2005")))
        connection.execute(
            text(
                "INSERT INTO significance_threshold (id, access_list_id, organisation_id, medium, high, created_at,"
                " version) VALUES (1, 2, 1, 10, 16, '2005-01-17', 1)"
            )
        )
        for number, (on, action) in enumerate(
            ((1, "arrangement.paced"), (1, "arrangement.sent"), (2, "pair.added")), 1
        ):
            connection.execute(text(entry.format(number, on, action)))
            body = "INSERT INTO ledger_payload (entry_id, access_list_id, body) VALUES (:id, :on, '{}')"
            connection.execute(text(body), {"id": number, "on": on})
    ok(blank.portal("upgrade", "0031"))

    def read(query: str) -> list[Any]:
        with blank.engine.connect() as connection, owner_writes(connection, *tables):
            return [tuple(row) for row in connection.execute(text(query))]

    assert read("SELECT id, medium, high FROM engagement ORDER BY id") == [(1, 10, 16), (2, None, None)]
    assert read("SELECT entry_id FROM ledger_payload ORDER BY entry_id") == [(2,), (3,)]
    ok(blank.portal("downgrade", "0030"))
    assert read("SELECT count(*) FROM engagement") == [(2,)]
    ok(blank.portal("upgrade", "0031"))
    assert read("SELECT id, medium FROM engagement ORDER BY id") == [(1, 10), (2, None)]


OLD_NOTICE = (
    *(line.replace("'draft'", "'idea'") for line in OLD_ARRANGEMENTS),
    "UPDATE arrangement SET ends_on = '2024-03-31'",
    "UPDATE arrangement SET ends_on = NULL WHERE id = 3",
    "INSERT INTO governance (id, access_list_id, arrangement_id, meetings, board, scrutiny, notice_months, exit_plan,"
    " exit_readiness, data_sharing, equality_impact, assessed, in_terms, created_at, version)"
    " SELECT id, 2, id, '', '', '', months, '', 'not_started', '', '', 0, true, '2005-01-17', 1 FROM ("
    "SELECT 1 AS id, 1 AS months UNION SELECT 2, CAST(NULL AS INTEGER) UNION SELECT 3, 6) AS old",
)


def test_the_last_day_for_notice_is_reckoned_for_what_is_there(blank: Blank) -> None:
    ok(blank.portal("upgrade", "0033"))
    with blank.engine.begin() as connection, owner_writes(connection, "arrangement", "governance"):
        for statement in OLD_NOTICE:
            connection.execute(text(statement))
    ok(blank.portal("upgrade", "0034"))
    kept = "SELECT arrangement_id, CAST(notice_on AS TEXT) FROM governance ORDER BY arrangement_id"
    with blank.engine.connect() as connection, owner_writes(connection, "governance"):
        assert [tuple(row) for row in connection.execute(text(kept))] == [(1, "2024-02-29"), (2, None), (3, None)]
    ok(blank.portal("downgrade", "0033"))
    ok(blank.portal("upgrade"))


def test_how_an_amount_is_settled_may_be_not_known_and_goes_back(blank: Blank) -> None:
    tables = ("arrangement", "party", "money_flow")
    ok(blank.portal("upgrade", "0002"))
    with blank.engine.begin() as connection, owner_writes(connection, *tables):
        for statement in OLD_MONEY[:-1]:
            connection.execute(text(statement))
    ok(blank.portal("upgrade", "0041"))
    kept, unsure = "SELECT id, basis, pence FROM money_flow ORDER BY id", "UPDATE money_flow SET basis = 'not_known'"
    with pytest.raises(IntegrityError), blank.engine.begin() as connection, owner_writes(connection, *tables):
        connection.execute(text(f"{unsure} WHERE id = 1"))
    ok(blank.portal("upgrade", "0042"))
    for step, basis in (("0042", "not_known"), ("0041", "fixed"), ("0042", "fixed")):
        if basis == "not_known":
            with blank.engine.begin() as connection, owner_writes(connection, *tables):
                connection.execute(text(f"{unsure} WHERE id = 1"))
        else:
            ok(blank.portal("downgrade" if step == "0041" else "upgrade", step))
        with blank.engine.connect() as connection, owner_writes(connection, *tables):
            found = [tuple(row) for row in connection.execute(text(kept))]
        assert found == [(1, basis, 260000000), (2, "in_kind", None)]


OLD_SESSIONS = (
    *OLD_ARRANGEMENTS[:2],
    OLD_ARRANGEMENTS[2].replace("'draft'", "'idea'"),
    "INSERT INTO mentoring_session (id, reference, access_list_id, arrangement_id, state, on_date, people, topic,"
    " advice, outcome, logged_by_id, created_at, version)"
    " SELECT id, reference, 2, 2, state, '2005-02-01', '', 'Budgets', '', '', 1, '2005-01-17', 1 FROM ("
    "SELECT 1 AS id, 'AAAA-AAA8' AS reference, 'planned' AS state UNION SELECT 2, 'AAAA-AAA9', 'held') AS old",
)


def test_what_was_called_off_is_planned_again_before_that(blank: Blank) -> None:
    states = "SELECT id, state FROM mentoring_session ORDER BY id"
    ok(blank.portal("upgrade", "0043"))
    with blank.engine.begin() as connection, owner_writes(connection, "arrangement", "mentoring_session"):
        for statement in OLD_SESSIONS:
            connection.execute(text(statement))
    ok(blank.portal("upgrade", "0044"))
    with blank.engine.begin() as connection, owner_writes(connection, "mentoring_session"):
        assert [tuple(row) for row in connection.execute(text(states))] == [(1, "planned"), (2, "held")]
        off = "UPDATE mentoring_session SET {} called_off_why = 'Snow' WHERE id = 1"
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(text(off.format("")))
        connection.execute(text(off.format("state = 'called_off',")))
    ok(blank.portal("downgrade", "0043"))
    with blank.engine.begin() as connection, owner_writes(connection, "mentoring_session"):
        assert [tuple(row) for row in connection.execute(text(states))] == [(1, "planned"), (2, "held")]
    ok(blank.portal("upgrade"))
