"""Migrations by which names and titles that are there already come to be found, up and down, on both databases."""

from __future__ import annotations

from sqlalchemy import text

from portal.data.migrating import owner_writes
from tests.house.blank import Blank, ok, rows
from tests.house.test_data_steps import OLD_ARRANGEMENTS, OLD_PERSON


def test_what_is_there_is_found_by_its_title(blank: Blank) -> None:
    ok(blank.portal("upgrade", "0037"))
    with blank.engine.begin() as connection, owner_writes(connection, "arrangement"):
        for statement in OLD_ARRANGEMENTS:
            connection.execute(text(statement.replace("'draft'", "'idea'")))
        for number, title in enumerate(("Tŷ & tŷ", "…", "x" * 70), 1):
            asked = {"title": title, "id": number}
            connection.execute(text("UPDATE arrangement SET title = :title WHERE id = :id"), asked)
    ok(blank.portal("upgrade", "0038"))
    kept = "SELECT arrangement_id, access_list_id, word FROM title_word ORDER BY arrangement_id, word"
    with blank.engine.connect() as connection, owner_writes(connection, "title_word"):
        found = [tuple(row) for row in connection.execute(text(kept))]
    assert found == [(1, 1, "and"), (1, 1, "ty"), (3, 1, "x" * 60)]
    ok(blank.portal("downgrade", "0037"))
    assert rows(blank, "SELECT count(*) FROM organisation") == [(1,)]
    ok(blank.portal("upgrade"))


HIDDEN_NAMES = (
    "INSERT INTO organisation (id, reference, name, sort_name, type, created_at, version) VALUES"
    " (1, 'AAAA-AAAA', 'Swin\u00addon & Kent', 'swin don and kent', 'council', '2005-01-17', 1),"
    " (2, 'AAAA-AAAB', 'Kent', 'kent', 'council', '2005-01-17', 1)",
    "INSERT INTO organisation_name (id, organisation_id, name, language, kind) VALUES"
    " (1, 1, 'Swin\u00addon & Kent', 'en', 'official'), (2, 1, 'T\u0177', 'cy', 'short'),"
    " (3, 2, 'Kent', 'en', 'official')",
    "INSERT INTO organisation_identifier (id, organisation_id, scheme, value) VALUES (1, 1, 'GB-LAE', 'SWD')",
    "INSERT INTO organisation_term (organisation_id, term) VALUES"
    " (1, 'swin'), (1, 'don'), (1, 'and'), (1, 'kent'), (1, 'ty'), (1, 'swd'), (1, 'gblaeswd'),"
    " (2, 'kent'), (2, 'kept')",
)


def test_names_with_hidden_characters_are_folded_anew(blank: Blank) -> None:
    terms = "SELECT term FROM organisation_term WHERE organisation_id = {} ORDER BY term"
    found = [(one,) for one in ("and", "gblaeswd", "kent", "swd", "swindon", "ty")]
    ok(blank.portal("upgrade", "0038"))
    with blank.engine.begin() as connection:
        for statement in HIDDEN_NAMES:
            connection.execute(text(statement))
    for step in ("0039", "0038", "0039"):
        ok(blank.portal("downgrade" if step == "0038" else "upgrade", step))
        assert rows(blank, terms.format(1)) == found
        assert rows(blank, terms.format(2)) == [("kent",), ("kept",)], "what was right is left alone"
        assert rows(blank, "SELECT sort_name FROM organisation ORDER BY id") == [("swindon and kent",), ("kent",)]


def test_initials_are_added_to_what_names_are_found_by(blank: Blank) -> None:
    ok(blank.portal("upgrade", "0044"))
    with blank.engine.begin() as connection:
        for statement in HIDDEN_NAMES:
            connection.execute(text(statement))
        called = "UPDATE organisation_name SET name = 'Office of the Deputy Prime Minister' WHERE id = 1"
        connection.execute(text(called))
    for step in ("0045", "0044", "0045"):
        ok(blank.portal("downgrade" if step == "0044" else "upgrade", step))
        found = rows(blank, "SELECT term FROM organisation_term WHERE organisation_id = 1 ORDER BY term")
        assert found == [(one,) for one in ("and", "don", "gblaeswd", "kent", "odpm", "swd", "swin", "ty")]
        assert rows(blank, "SELECT count(*) FROM organisation_term WHERE organisation_id = 2") == [(2,)]


def test_evidence_comes_to_be_found_by_the_words_of_its_title(blank: Blank) -> None:
    ok(blank.portal("upgrade", "0045"))
    folded = "SELECT folded_title FROM evidence ORDER BY id"
    add = (
        "INSERT INTO evidence (id, reference, access_list_id, title, folded_title, kind, latest, organisation_id,"
        " person_id, created_at, version)"
        " VALUES (:id, :reference, 1, :title, :folded, 'document', 1, 1, 1, '2005-01-17', 1)"
    )
    titles = ("Ac\u00adtion: T\u0177 & co", "\u2026", "Plain")
    with blank.engine.begin() as connection, owner_writes(connection, "evidence"):
        for statement in (*OLD_ARRANGEMENTS[:2], OLD_PERSON):
            connection.execute(text(statement))
        for number, title in enumerate(titles, 1):
            row = {"id": number, "reference": f"AAAA-AAA{number}", "title": title, "folded": title.lower()}
            connection.execute(text(add), row)
    for step, way in (("0046", "upgrade"), ("0045", "downgrade"), ("0046", "upgrade")):
        ok(blank.portal(way, step))
        with blank.engine.begin() as connection, owner_writes(connection, "evidence"):
            found = list(connection.execute(text(folded)).scalars())
        assert found == (["action ty and co", "\u2026", "plain"] if step == "0046" else [one.lower() for one in titles])
