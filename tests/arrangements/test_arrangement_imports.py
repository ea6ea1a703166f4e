"""Arrangements come in from a spreadsheet: names are matched by a person, all or nothing, nothing twice."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.access import MembershipRole, viewing
from portal.core.errors import Invalid
from portal.core.text import normal_line
from portal.data import db
from portal.features.arrangements.models import Arrangement, MoneyFlow, Party, PartyRole
from portal.features.arrangements.rules.arrangement_rows import (
    Asked,
    Flow,
    Said,
    flow_line,
    join_rows,
    read_arrangement,
)
from portal.features.arrangements.rules.joining import Contact
from portal.features.arrangements.rules.party_rows import ABOUT_EACH, COMMAS, WHOLE, Named, each_said, party_line
from portal.features.arrangements.rules.words import ROLES
from portal.features.arrangements.views import arrangement_imports
from portal.features.organisations import Organisation
from tests.arrangements.people import Person
from tests.conftest import REAL
from tests.factories.world import World

SHARED = REAL / "3-shared-services"
ASKED = Asked("shared_service", {"mentoring": "Mentoring", "shared_service": "Shared service"}, ("other",))
NAMES = (
    "title", "parties", "roles", "key", "kind", "purpose", "starts_on", "ends_on", "legal_basis", "accountable_body",
    "amount", "payer", "payee", "money", "success_gate", "services", "reference", "only", *ABOUT_EACH,
)  # fmt: skip


def cells(**given: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, "") | {"title": "Waste"} | given


def read(asked: Asked = ASKED, **given: str) -> Said:
    return read_arrangement(cells(**given), asked)


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


class Importer(Person):
    """Somebody who brings a file in."""

    def uploads(self, content: bytes, name: str = "ours.csv") -> str:
        """Upload a file; where its columns are chosen."""
        return self.sends("/arrangements/import", upload=(BytesIO(content), name))

    def chooses(self, content: bytes, columns: dict[str, int] | None = None, **answers: Any) -> str:
        """Upload a file, take its columns as guessed or as given, and say what holds for every row; where names or the
        check are."""
        page = self.uploads(content)
        given = self.guessed(page) if columns is None else {f"column_{name}": str(at) for name, at in columns.items()}
        defaults = {"kind": "shared_service", "own_roles": "provider", "partner_roles": "recipient", "parted": "listed"}
        check = self.sends(self.sends(page, 303, "", **given), 303, "", **{**defaults, **answers})
        answer = self.browser.get(check)
        return answer.headers["Location"] if answer.status_code == 303 else check

    def guessed(self, page: str) -> dict[str, str]:
        """What is chosen already on a page of selects."""
        found = re.findall(r'<select[^>]* name="(\w+)"(.*?)</select>', self.reads(page), re.DOTALL)
        chosen = {name: re.search(r'value="([^"]+)" selected', options) for name, options in found}
        return {name: one[1] for name, one in chosen.items() if one}

    def matches(self, page: str, words: dict[str, str] | None = None, status: int = 303) -> str:
        """Answer the names of a file as they are guessed, and those in ``words`` (end of the name, part of the answer);
        where that leads."""
        html = unescape(self.reads(page))
        answers = self.guessed(page)
        for label, field, options in re.findall(
            r'<label[^>]*for="(name_\w+)">(.*?) *(?:\(optional\))?</label>.*?<select(.*?)</select>', html, re.DOTALL
        ):
            for part, wanted in (words or {}).items():
                if field.endswith(part):
                    found = next(
                        value
                        for value, text in re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', options)
                        if wanted in text
                    )
                    answers[label] = found
        return self.sends(page, status, "", **answers)


class Desk:
    """The partnership manager of Kent with a file, and councils in the directory."""

    def __init__(self, world: World) -> None:
        self.world = world
        for name in ("Medway Council", "Swindon Borough Council", "Blackpool Borough Council", "Wyre Borough Council"):
            world.organisation(name)
        self.viewer = world.person("Kent County Council", name="Kim of Kent")
        self.kim = Importer(world.browser(self.viewer))

    def rows(self, *columns: Any) -> list[tuple[Any, ...]]:
        """What stands in the database, as Kim sees it."""
        with self.world.app.app_context(), viewing(self.viewer):
            return [tuple(row) for row in db.session.execute(select(*columns).order_by(columns[0]))]

    @property
    def parties(self) -> dict[str, dict[str, list[str]]]:
        """Roles of the parties of every arrangement, by title and name."""
        found: dict[str, dict[str, list[str]]] = {}
        with self.world.app.app_context(), viewing(self.viewer):
            for title, name, role in db.session.execute(
                select(Arrangement.title, Organisation.name, PartyRole.role)
                .join(Party, Party.arrangement_id == Arrangement.id)
                .join(Organisation, Organisation.id == Party.organisation_id)
                .join(PartyRole, PartyRole.party_id == Party.id)
                .order_by(Arrangement.id, Party.id, PartyRole.role)
            ):
                found.setdefault(title, {}).setdefault(name, []).append(role)
        return found


@pytest.fixture
def desk(world: World) -> Desk:
    """Kim at her desk."""
    return Desk(world)


TABLE = b"""Title,Partners,Roles,Kind,Start date,End date,Amount,Payer,Payee,Purpose
Shared waste team,Medway council; SWINDON BOROUGH COUNCIL,recipient,Joint team or shared post,2024-04-01,2027-03-31,"45,000",Medway Council,Kent County Council,Fewer lorries
Legal advice,Medway Council,,,April 2023,,1000,,,
"""  # noqa: E501


def test_forty_rows_become_ideas_that_only_we_see(desk: Desk, world: World) -> None:
    names = desk.kim.chooses(TABLE)
    page = desk.kim.reads(names)
    assert "4 are spelt as in the list" in page
    check = desk.kim.matches(names)
    page = desk.kim.reads(check)
    for words in ("Import 2 arrangements", "Medway Council; Swindon Borough Council", "£45,000", "from 1 April 2023"):
        assert words in page
    assert desk.parties == {}
    desk.kim.sends(check, page=page)
    assert desk.parties == {
        "Shared waste team": {
            "Kent County Council": ["provider"],
            "Medway Council": ["recipient"],
            "Swindon Borough Council": ["recipient"],
        },
        "Legal advice": {"Kent County Council": ["provider"], "Medway Council": ["recipient"]},
    }
    assert desk.rows(MoneyFlow.pence) == [(4_500_000,)]
    facts = desk.rows(Arrangement.id, Arrangement.state, Arrangement.kind, Arrangement.starts_on, Arrangement.purpose)
    assert [row[1:] for row in facts] == [
        ("idea", "joint_team", date(2024, 4, 1), "Fewer lorries"),
        ("idea", "shared_service", date(2023, 4, 1), "Money in the file: £1,000."),
    ]
    assert "Brought it in from a file" in desk.kim.reads(f"/arrangements/{desk.rows(Arrangement.reference)[0][0]}")
    medway = Person(world.browser(world.person("Medway Council")))
    assert "Shared waste team" not in medway.reads("/arrangements")
    page = desk.kim.reads(desk.kim.matches(desk.kim.chooses(TABLE)))
    assert "On the record already" in page
    assert "Import 2" not in page


def test_a_row_that_is_wrong_keeps_everything_out(desk: Desk, world: World) -> None:
    bad = TABLE + b"=1+1,Medway Council,boss,,40179,,,,,\n,Nobody,,,,,,,,\n"
    check = desk.kim.matches(desk.kim.chooses(bad), {"Nobody": "Leave it out"})
    page = desk.kim.reads(check)
    for words in (">4<", ">5<", "must be roles like", "must be a day", "must say what the arrangement is called"):
        assert words in page
    desk.kim.sends(check, 422, page=page)
    assert desk.parties == {}
    viewer = world.person("Kent County Council", MembershipRole.VIEWER)
    Person(world.browser(viewer)).reads("/arrangements/import", 403)
    Person(world.browser(world.person("Medway Council"))).reads(check, 404)


WEST = "West Mercia Energy (A Local Authority Joint Committee of Shropshire Council, Worcestershire County Council)"
JOINT = f"""Title,Buyer name
Gas,"{WEST}"
Power,"{WEST}."
Oil,West Mercia Energy
Bulky matters,Blackpool Council and Wyre Council
Roads,Medway Councill
""".encode()


def test_a_joint_committee_spelt_several_ways_is_one_party(desk: Desk) -> None:
    names = desk.kim.chooses(JOINT, parted="whole")
    page = unescape(desk.kim.matches(names, status=422))
    for name in (WEST, "West Mercia Energy", "Blackpool Council and Wyre Council", "Medway Councill"):
        assert f"Choose what “{name}” is" in page
    assert f"Choose what “{WEST}.” is" not in page, "spelt alike but for the full stop"
    answers = {
        "County Council)": "add it",
        "West Mercia Energy": f"The same as “{WEST}”",
        "Wyre Council": "Several: Blackpool Borough Council and Wyre Borough Council",
        "Councill": "Another organisation",
    }
    adding = desk.kim.matches(names, answers)
    assert desk.kim.matches(names, answers) == adding, "what waits is asked again"
    finding = desk.kim.sends(adding, name="West Mercia Energy", type="joint")
    assert "Nothing found" in desk.kim.reads(f"{finding}?name=zzz")
    page = desk.kim.reads(f"{finding}?name=Medw")
    reference = re.search(r'name="organisation" type="radio" value="([^"]+)"', page)
    assert reference
    check = desk.kim.sends(f"{finding}?name=Medw", organisation=reference[1])
    page = desk.kim.reads(check)
    assert "West Mercia Energy (to be added)" in page
    assert desk.rows(Organisation.id, Organisation.name)[-1][1] != "West Mercia Energy", "nothing is written yet"
    desk.kim.sends(check, page=page)
    us = {"Kent County Council": ["provider"]}
    west = us | {"West Mercia Energy": ["recipient"]}
    assert desk.parties == {
        "Gas": west,
        "Power": west,
        "Oil": west,
        "Bulky matters": us | {"Blackpool Borough Council": ["recipient"], "Wyre Borough Council": ["recipient"]},
        "Roads": us | {"Medway Council": ["recipient"]},
    }
    assert [name for _, name in desk.rows(Organisation.id, Organisation.name)].count("West Mercia Energy") == 1
    later = f'Title,Partners\nWater,"{WEST.upper()}"\n'.encode()
    assert "1 is spelt as in the list" in desk.kim.reads(desk.kim.chooses(later)), "the directory knows the spellings"


def test_only_a_manager_adds_an_organisation(desk: Desk, world: World) -> None:
    clerk = Importer(world.browser(world.person("Kent County Council", MembershipRole.CONTRIBUTOR)))
    names = clerk.chooses(b"Title,Partners\nWater,Anglian Waters\n")
    assert "add it" not in clerk.reads(names)
    check = clerk.matches(names, {"Waters": "keep the name in the words"})
    clerk.sends(check)
    assert desk.rows(Arrangement.id, Arrangement.purpose)[0][1].startswith("Named in the file")
    assert desk.parties == {"Water": {"Kent County Council": ["provider"]}}


def test_the_real_contracts_come_in(desk: Desk) -> None:
    """Three notices of one joint committee that is spelt two ways, and one of two councils in one cell."""
    with (SHARED / "uk_contracts_finder.csv").open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    wanted = [row for row in rows if "West Mercia" in row[5] or " and Wyre" in row[5]]
    text = io.StringIO()
    csv.writer(text).writerows([head, *wanted])
    names = desk.kim.chooses(text.getvalue().encode(), parted="whole", signs="yes")
    answers = {"Herefordshire Council)": "add it", "and Wyre Council": "Several"}
    adding = desk.kim.matches(names, answers)
    desk.kim.sends(desk.kim.sends(adding, name="West Mercia Energy", type="joint"))
    west = {title for title, who in desk.parties.items() if "West Mercia Energy" in who}
    assert len(west) == 3
    assert {"Wyre Borough Council"} < set(desk.parties["Bulky Matters"])
    assert len(desk.rows(Party.organisation_id)) == 4 + 3 + 2


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


def test_the_real_shared_posts_are_chosen_by_a_column(desk: Desk) -> None:
    content = (SHARED / "trafford_council_shared_posts.csv").read_bytes()
    page = desk.kim.uploads(content)
    columns = {"column_title": "4", "column_purpose": "13", "column_only": "9", "column_starts_on": "2"}
    rows = desk.kim.sends(page, 303, "", **columns)
    asked = unescape(desk.kim.reads(rows))
    shared = re.search(r'<option value="(\d+)">Shared</option>', asked)
    assert shared
    answers = {"kind": "joint_team", "own_roles": "provider", "partner_roles": "recipient", "parted": "whole"}
    check = desk.kim.sends(rows, 303, "", rows_only=shared[1], **answers)
    page = desk.kim.reads(check)
    assert "STaR" in page
    assert "1 July 2025" in page
    desk.kim.sends(check, page=page)
    assert len(desk.parties) >= 3


def test_a_file_that_cannot_be_is_refused_whole(desk: Desk) -> None:
    for content, words in (
        (b"Title\n\xe9t\xe9\n", "is not written in UTF-8"),
        ((",".join(f"c{at}" for at in range(10_000)) + "\nx\n").encode(), "The file has 10000 columns"),
        ("Title,Partners\nWaste \u202e,\n".encode(), "Row 2, column “Title”, has a hidden character"),
        (b"{}", "no list of arrangements"),
        (b"Title,Partners\n", "nothing to import"),
    ):
        page = desk.kim.sends("/arrangements/import", 422, upload=(BytesIO(content), "ours.csv"))
        assert words in page


def test_too_much_at_once_is_told_before_anything_is_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.features.arrangements.actions.arrangement_imports.MOST_ARRANGEMENTS", 2)
    rows = "".join(f"Number {at},Medway Council\n" for at in range(3))
    page = desk.kim.reads(desk.kim.matches(desk.kim.chooses(f"Title,Partners\n{rows}".encode())))
    assert "2 come in at once" in page
    assert "Import 3" not in page
    monkeypatch.setattr(arrangement_imports, "MOST_NAMES", 2)
    names = desk.kim.chooses(f"Title,Partners\n{rows.replace('Medway', 'A; B; Medway')}".encode())
    assert "The rows name 3 organisations" in desk.kim.reads(names)
    assert desk.kim.sends(names).endswith("/columns")


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
                  st.sampled_from(["fixed", "capped", "cost_share"]),
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
