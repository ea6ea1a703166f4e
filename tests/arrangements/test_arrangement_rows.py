"""What the rows of a file of arrangements say, cell by cell."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid
from portal.core.text import normal_line
from portal.features.arrangements.rules.arrangement_rows import Asked, Flow, Said, flow_line, join_rows
from portal.features.arrangements.rules.joining import Contact
from portal.features.arrangements.rules.party_rows import ABOUT_EACH, COMMAS, WHOLE, Named, each_said, party_line
from portal.features.arrangements.rules.words import ROLES
from tests.arrangements.rows import ASKED, SHARED, read


def test_a_row_says_what_is_in_it() -> None:
    assert read() == Said("Waste")
    said = read(parties="Kent County Council | Provider, mentor | Leads; pays\nMedway Council", roles="recipient")
    assert said.parties == (
        Named("Kent County Council", ("provider", "mentor"), "Leads; pays"),
        Named("Medway Council", ("recipient",)),
    )
    assert [one.name for one in read(parties="A; B ;; NA").parties] == ["A", "B"]
    assert [one.name for one in read(Asked("", {}, parted=COMMAS), parties="A, B").parties] == ["A", "B"]
    assert [one.name for one in read(Asked("", {}, parted=WHOLE), parties="A; B, C").parties] == ["A; B, C"]
    assert read(starts_on="2021-10-11 00:00:00", ends_on="2022-04-30T00:00:00Z").ends_on == date(2022, 4, 30)
    assert read(starts_on="2021/22", ends_on="March 2023").starts_on == date(2021, 4, 1)
    assert read(amount="2.6m", payer="A", payee="B").flows == (Flow("A", "B", 260_000_000),)
    assert read(amount="45,000", payer="A").value == "£45,000 from A"
    assert read(amount="0").value == ""
    assert read(kind="SHARED service").kind == "shared_service"
    assert read(Asked("", {}, signs=True), title="Telford &amp; Wrekin").title == "Telford & Wrekin"
    assert read(purpose="NA").purpose == ""


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("title", ""), ("title", "x" * 201), ("kind", "Marriage"), ("roles", "boss"), ("starts_on", "40179"),
        ("ends_on", "31/02/2005"), ("amount", "lots"), ("amount", "1.234"), ("purpose", "x" * 5001),
        ("joined_on", "soon"), ("joined_on", "A | 2005 | 2006"), ("decision_body", "Cabinet\nBoard"),
        ("decision_link", "javascript:alert(1)"), ("lead_contact", "Pat"), ("lead_contact", "pat@example.org"),
        ("lead_contact", "a, b, c, 01234 567890"), ("lead_contact", "A | Pat | Head | pat at example | "),
        ("money", "fixed | £1"), ("parties", "x" * 301), ("parties", "A | boss"), ("payer", "x" * 201),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_row_is_said_at_its_cell(field: str, cell: str) -> None:
    with pytest.raises(Invalid) as wrong:
        read(ASKED, **{field: cell})
    assert set(wrong.value.errors) == {field}


def test_rows_with_one_key_are_one_arrangement() -> None:
    rows = [
        (2, read(key="1", parties="A", roles="provider")),
        (3, read(key="1", title="", parties="B", starts_on="2005")),
        (4, read(key="2", title="")),
        (5, read(key="1", title="Refuse", parties="A", roles="funder")),
    ]
    together, wrong = join_rows(rows)
    assert together[0][1].parties == (Named("A", ("provider", "funder")), Named("B"))
    assert together[0][1].starts_on == date(2005, 1, 1)
    assert [(row, field) for row, field, _ in wrong] == [(4, "title"), (5, "title")]


def test_the_real_hubs_are_joined_by_their_key() -> None:
    """319 councils, a row each, are 134 hubs; 12 districts of Kent have one."""
    with (SHARED / "local-authority-to-hub.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    said = [
        read(
            title=row["informal-hub-name"], key=row["hub"], parties=row["informal-local-authority-name"],
            purpose=row["lrf-area"],
        )
        for row in rows
    ]  # fmt: skip
    together, wrong = join_rows(enumerate(said, 2))
    assert len(together) == 134
    assert {field for _, field, _ in wrong} <= {"purpose"}
    kent = next(one for _, one in together if one.key == "kent-county-council")
    assert len(kent.parties) == 12


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30).map(normal_line)
CALLED = TEXT.map(lambda text: f"{text} Council".strip())
DAY = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
REACHED = st.sampled_from(
    [("pat@example.org", ""), ("", "01234 567890"), ("pat@example.org", "+44 1234 (567) 890 x 5")]
)
CONTACTS = st.builds(lambda post, name, ways: Contact(name, post, *ways), CALLED, TEXT, REACHED)
PARTNERS = st.builds(
    Named, CALLED, st.sets(st.sampled_from(list(map(str, ROLES)))).map(lambda roles: tuple(sorted(roles))), TEXT, DAY,
    DAY, TEXT, DAY, TEXT, st.sampled_from(["", "https://example.org/a?b=1#c"]), st.none() | CONTACTS,
)  # fmt: skip


@given(
    st.lists(PARTNERS, max_size=4, unique_by=lambda one: one.name),
    st.lists(
        st.builds(Flow, CALLED, CALLED, st.integers(1, 10**12), st.just(""), CALLED, TEXT, DAY, DAY, TEXT,
                  st.sampled_from(["fixed", "capped", "cost_share", "not_known"]),
                  st.lists(st.tuples(CALLED, st.integers(1, 10_000)), max_size=3).map(tuple)),
        max_size=3,
    ),
)  # fmt: skip
def test_what_is_written_into_a_cell_is_read_from_it(parties: list[Named], flows: list[Flow]) -> None:
    lines = {"parties": "\n".join(map(party_line, parties)), "money": "\n".join(map(flow_line, flows))}
    said = read(ASKED, **lines, **{column: each_said(parties, column) for column in ABOUT_EACH})
    assert [replace(one, roles=tuple(sorted(one.roles))) for one in said.parties] == parties
    assert said.flows == tuple(flows)


def test_what_a_cell_says_holds_for_the_partners_of_its_row() -> None:
    pat = Contact("Pat Officer", "Head of partnerships", "pat@example.org", "01234 567890")
    said = read(
        parties="A; B", joined_on="17 January 2005\nB | 1 March 2006", decision_body="Cabinet", left_on="C | 2007",
        lead_contact="pat@example.org, Pat Officer; Head of partnerships, 01234 567890",
    )  # fmt: skip
    a, b, c = said.parties
    assert a == Named("A", joined_on=date(2005, 1, 17), decision_body="Cabinet", lead_contact=pat)
    assert b == replace(a, name="B", joined_on=date(2006, 3, 1))
    assert c == Named("C", left_on=date(2007, 12, 31))
    together, wrong = join_rows([(2, read(key="1", parties="A", joined_on="2005")),
                                 (3, read(key="1", parties="A", joined_on="2006", left_on="2007"))])  # fmt: skip
    assert together[0][1].parties[0].left_on == date(2007, 12, 31)
    assert [(row, field) for row, field, _ in wrong] == [(3, "joined_on")]
