"""What goes out of the register comes back in equal: as JSON with everything, as a list with what a list holds."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.access import Viewer
from portal.core.errors import Invalid, RuleBroken
from portal.core.references import new_reference
from portal.core.tables import Unreadable
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.documents import FORMAT, HEADER, VERSION, open_document, renamed
from portal.features.arrangements.rules.frameworks import Framework
from portal.features.arrangements.rules.terms import FIELDS, frozen
from portal.features.arrangements.rules.terms_read import Known, Rows, known_fields, read_rows
from portal.features.arrangements.views.downloading import OF_EACH
from portal.ledger.cli import commands
from tests.arrangements.conftest import Case
from tests.arrangements.legal_terms import TODAY, legal_rows, terms_from
from tests.arrangements.people import Person, sits
from tests.arrangements.rows import Importer
from tests.downloads.conftest import as_csv, as_xlsx
from tests.factories.world import World

START = '{"format": "accord arrangements"'
KNOWN = Known({"pilot"}, {"waste", "finance"})
ROWS = ("money", "pairs", "measures", "targets", "criteria")


def fill(case: Case) -> None:
    """Everything that is agreed in an arrangement, of every sort."""
    kent, swindon = case.kent.organisation_id, case.swindon.organisation_id
    with case.at(case.swindon) as one:
        facts = actions.About(**{name: getattr(one, name) for name in actions.About.__dataclass_fields__})
        actions.describe_arrangement(one, None, facts, ["adult_social_care", "finance"])
        shared = actions.add_money(one, actions.Money(kent, kent, pence=100_01, basis="cost_share", vat="exempt"))
        actions.share_cost(one, shared.reference, None, {kent: 6_250, swindon: 3_750})
        actions.plan_years(one, shared.reference, None, {2005: 60_00, 2006: 40_01})
        days = actions.Money(
            swindon, kent, in_kind="Officers’ time", officer_days=Decimal("12.5"), day_rate=250_00, purpose="=1+1 | \\"
        )
        kind = actions.add_money(one, days)
        actions.plan_years(one, kind.reference, None, {2005: Decimal("12.5")})
        actions.compare_with_buying(one, kind.reference, None, actions.Alternative(3_500_00, 2, "service", "A quote"))
        actions.settle(one, "vat", None, "none", "As agreed")
        measure = one_measure(one)
        number = actions.MeasureFacts("Calls", "number", "lower", "%", baseline="62.5", baseline_on=date(2004, 12, 1))
        calls = actions.add_measure(one, number)
        aim = actions.set_target(one, calls.reference, "40", date(2007, 1, 1))
        actions.add_point(one, aim.reference, "50.25", date(2006, 1, 1))
        assert measure
        queries.party_of(one, case.odpm.organisation_id).left_on = date(2008, 3, 31)
        decided = actions.JoiningFacts(
            date(2005, 1, 20), "Cabinet", date(2005, 1, 12), "34 | 05", "https://example.org/a"
        )
        actions.set_joining(one, case.kent.organisation_reference, None, decided)
        actions.set_contact(
            one,
            case.kent.organisation_reference,
            None,
            actions.ContactFacts(name="=Pat", post="Head, finance", email="pat@example.org"),
        )
        actions.add_criterion(one, "Two stars", "The commission says so")
        actions.set_governance(one, None, actions.GovernanceFacts("Each month", notice_months=6, exit_plan="Hand back"))


def one_measure(one: Arrangement) -> str:
    return str(queries.workings(one).measures[0].reference)


def without_references(told: dict[str, Any]) -> Any:
    """The terms in a document with what rows say in the place of the references of rows, and the order of the file."""
    terms = told["terms"]
    measures = {key: row["name"] for key, row in terms["measures"].items()}
    earlier = {row["reference"]: row for row in told["earlier_targets"]}

    def plain(row: dict[str, Any]) -> dict[str, Any]:
        named = {"measure": measures[row["measure"]]} if "measure" in row else {}
        if row.get("replaces"):
            named["replaces"] = plain(earlier[row["replaces"]])
        return {name: value for name, value in row.items() if name != "reference"} | named

    found = terms | {section: [plain(row) for row in terms.get(section, {}).values()] for section in ROWS}
    found["targets"].sort(key=lambda row: row["due_on"])
    return found


def taken(person: Person, address: str) -> dict[str, Any]:
    """A document, read."""
    answer = person.browser.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = json.loads(answer.get_data())
    assert (found["format"], found["version"]) == ("accord arrangements", 1)
    return found


KEYS = ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC", "DDDD-DDDD")
STARS = Framework(
    "stars", "Stars", "Commission", ("None  at all", "One", "Two"), "higher", "Prospects", ("poor", "uncertain")
)
SOME = Known({"pilot", "mentoring"}, {"waste", "finance", "libraries"}, (STARS,))


@given(legal_rows(KEYS, SOME.kinds, SOME.services, SOME.frameworks))
@settings(max_examples=40)
def test_whatever_is_agreed_comes_back_as_it_was(agreed: Rows) -> None:
    terms = terms_from(agreed)
    told = {"reference": "7K3M-92QD", "organisations": {}, "terms": terms}
    content = json.dumps({"format": FORMAT, "version": VERSION, "arrangements": [told]}).encode()
    (row,) = open_document(content).rows
    read = read_rows(json.loads(row.cells[HEADER.index("terms")]), SOME, KEYS[0], TODAY)
    assert terms_from(read) == terms
    assert frozen(terms_from(read)) == frozen(terms)


def test_every_field_of_the_terms_can_be_read() -> None:
    assert known_fields() == {section: set(fields) for section, fields in FIELDS.items()}


def test_a_document_comes_back_in_equal(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    fill(case)
    case.send()
    case.answer(case.kent, comment="As agreed.")
    sam = Importer(world.browser(case.swindon))
    document = taken(sam, f"/arrangements/{case.reference}/download")
    told = document["arrangements"][0]
    assert [one["digest"] for one in told["confirmations"]] == [told["versions"][-1]["digest"]] * 2
    assert told["organisations"][case.kent.organisation_reference]["name"] == "Kent County Council"
    content = json.dumps(document).encode()
    names = sam.uploads(content, "ours.json")
    page = sam.reads(sam.matches(names))
    assert "On the record already" in page
    told["reference"] = "0000-0000"
    content = json.dumps(document).encode()
    check = sam.matches(sam.uploads(content, "ours.json"))
    sam.sends(check)
    with case.at(case.swindon):
        made = db.session.scalars(select(Arrangement).order_by(Arrangement.id.desc())).first()
        assert made is not None
        reference = made.reference
    again = taken(sam, f"/arrangements/{reference}/download")["arrangements"][0]
    assert (again["state"], again["versions"]) == ("idea", [])
    assert without_references(again) == without_references(told)
    assert sorted(told["terms"]) == sorted(FIELDS)
    assert "On the record already" in sam.reads(sam.matches(sam.uploads(content, "ours.json")))
    verified = case.app.test_cli_runner().invoke(commands, ["verify"])
    assert verified.exit_code == 0, verified.output
    whole = taken(sam, "/arrangements/download?format=json")
    assert [one["reference"] for one in whole["arrangements"]] == [reference, case.reference]


class Carrier(Importer):
    """Sam of Swindon, who takes arrangements away and brings them in again."""

    def __init__(self, case: Case, world: World, viewer: Viewer | None = None) -> None:
        super().__init__(world.browser(viewer or case.swindon))
        self.case = case

    def takes(self, reference: str) -> dict[str, Any]:
        """The document of one arrangement."""
        found: dict[str, Any] = taken(self, f"/arrangements/{reference}/download")["arrangements"][0]
        return found

    def checks(self, told: dict[str, Any]) -> str:
        """Upload a document as if it came from elsewhere; where the check is."""
        whole = {"format": FORMAT, "version": VERSION, "arrangements": [told | {"reference": new_reference()}]}
        return self.matches(self.uploads(json.dumps(whole).encode(), "theirs.json"))

    def brings(self, told: dict[str, Any]) -> str:
        """Bring one in; its reference here."""
        self.sends(self.checks(told))
        return self.newest

    @property
    def newest(self) -> str:
        """The arrangement that came last."""
        with self.case.at(self.case.swindon):
            return db.session.scalars(select(Arrangement).order_by(Arrangement.id.desc()).limit(1)).one().reference


def test_a_target_that_was_revised_comes_back_with_the_one_before(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    case.send()
    with case.at(case.swindon) as one:
        target = queries.workings(one).targets[0].reference
        for value, due in (("1 star", date(2006, 12, 31)), ("3 stars", date(2009, 1, 1))):
            target = actions.revise_target(one, target, value, due, f"It became {value}").reference
    sam = Carrier(case, world)
    told = sam.takes(case.reference)
    assert sorted(row["label"] for row in told["earlier_targets"]) == ["1 star", "2 stars"]
    case.reference = sam.brings(told)
    again = sam.takes(case.reference)
    assert without_references(again) == without_references(told)
    page = unescape(sam.reads(f"/arrangements/{case.reference}/measures"))
    assert "1 star by 31 December 2006, on" in page
    with case.at(case.swindon) as one:
        newest, measure = next(iter(again["terms"]["targets"])), next(iter(again["terms"]["measures"]))
        with pytest.raises(RuleBroken, match="was replaced"):
            actions.remove_target(one, again["earlier_targets"][0]["reference"])
        actions.remove_target(one, newest)
        standing = [row.label for row in queries.workings(one).targets if row.replaced_on is None]
        assert standing == ["1 star"]
        actions.remove_measure(one, measure)


@given(data=st.data())
@settings(
    max_examples=3, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # to shrink takes minutes here
def test_whatever_comes_in_goes_out_and_comes_back(case: Case, world: World, data: st.DataObject) -> None:
    viewers = [case.swindon, case.kent, case.odpm, case.health]
    keys = [one.organisation_reference for one in viewers]
    with case.at(case.swindon):
        here = queries.known_here()
    agreed = data.draw(legal_rows(keys, here.kinds, here.services, tuple(here.frameworks)))
    names = {one.organisation_reference: {"name": one.organisation_name} for one in viewers}
    told = {"reference": "", "organisations": names, "terms": terms_from(agreed), "earlier_targets": []}
    sam = Carrier(case, world)
    for _ in range(2):
        again = sam.takes(sam.brings(told))
        assert without_references(again) == without_references(told)
        told = again


def test_who_watches_takes_away_what_they_see(case: Case, world: World) -> None:
    case.sent()
    bea = sits(case, world, case.bedfordshire)
    for address in (f"/arrangements/{case.reference}/download", "/arrangements/download?format=json"):
        told = taken(bea, address)["arrangements"][0]
        assert set(told["terms"]) <= {"about", "legal", "parties", "measures", "targets", "criteria"}
        assert not {"versions", "confirmations", "sessions", "paid", "governance", "steps"} & set(told)
        assert "pence" not in json.dumps(told)
    sits(case, world, case.stranger).reads(f"/arrangements/{case.reference}/download", 404)
    assert taken(sits(case, world, case.stranger), "/arrangements/download?format=json")["arrangements"] == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "can be read"), ("[]", "no list"), ('{"format": "x"}', "no list"), (START + "}", "version"),
        (f'{START}, "version": 1, "arrangements": {{}}}}', "no list of"),
        (f'{START}, "version": 1, "arrangements": [{{"terms": "\\ud800"}}]}}', "half of a broken"),
        ('{"a": NaN}', "can be read"), ('{"a":' * 5000, "can be read"), (f'{{"a": {"1" * 5000}}}', "can be read"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_told_so(content: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        open_document(content.encode())


@pytest.mark.parametrize(
    "terms",
    [
        None, [], {"strange": {}}, {"about": []}, {"about": {"title": 5}}, {"parties": {"A": {"roles": ["boss"]}}},
        {"parties": {"A": {"roles": "provider"}}}, {"money": {"1": {"payer": "B", "payee": "A", "pence": True}}},
        {"money": {"1": {"payer": "A", "payee": "A", "pence": 10**30}}}, {"money": 3}, {"targets": {"1": {}}},
        {"money": {"1": {"payer": "A", "payee": "C", "pence": 1, "years": {"x": 1}}}}, {"visits": {"rhythm": {"a": 1}}},
        {"legal": {"accountable_body": "Z"}}, {"measures": {"1": {"name": "x", "scale": "rating", "labels": "one"}}},
        {"pairs": {"1": {"mentor": "A", "mentee": "A"}}}, {"settled": {"vat": {"answer": "perhaps"}}},
        {"about": {"starts_on": "2005-13-01"}}, {"about": {"starts_on": 20050101}}, {"parties": {}},
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused(terms: Any) -> None:
    good = {"about": {"kind": "pilot", "title": "T"}, "parties": {"A": {"roles": ["provider"]}}}
    read_rows(good, KNOWN, "A", date(2006, 1, 1))
    bad = good | terms if isinstance(terms, dict) else terms
    if isinstance(terms, dict) and isinstance(terms.get("about"), dict):
        bad |= {"about": good["about"] | terms["about"]}
    with pytest.raises(Invalid):
        read_rows(renamed(bad, {}), KNOWN, "A", date(2006, 1, 1))


def test_a_document_of_one_who_is_no_party_stays_out(case: Case, world: World) -> None:
    case.sent()
    document = taken(sits(case, world, case.kent), f"/arrangements/{case.reference}/download")
    una = Importer(world.browser(case.stranger))
    check = una.matches(una.uploads(json.dumps(document).encode(), "theirs.json"))
    page = una.reads(check)
    assert "1, because your organisation is not a party" in page
    assert "Import 1" not in page
    bea = Importer(world.browser(case.bedfordshire))
    check = bea.matches(bea.uploads(json.dumps(document).encode(), "theirs.json"))
    assert "1, because your organisation only watches" in bea.reads(check)
    una.sends("/arrangements/import", 422, upload=(BytesIO(b"{"), "x.json"))


SAME = (
    "Kind", "Services",
    "Starts on", "Ends on", "Parties and roles", "What it is for", "Counts as a success when", "Legal basis",
    "Accountable body", "Money", *OF_EACH.values(),
)  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_comes_back_in_equal(case: Case, world: World, kind: str) -> None:
    case.begin()
    case.fill()
    fill(case)
    case.send()
    sam = Importer(world.browser(case.swindon))

    def out() -> tuple[bytes, list[dict[str, Any]]]:
        answer = sam.browser.get(f"/arrangements/download?format={kind}")
        head, *rows = (as_csv if kind == "csv" else as_xlsx)(answer)
        return answer.get_data(), [dict(zip(head, row, strict=True)) for row in rows]

    content, (before,) = out()
    assert "62.5%" in before["Money"]
    assert before["Decided by"].endswith(" | Cabinet")
    assert all(before[title] for title in OF_EACH.values())
    check = sam.uploads(content, f"ours.{kind}")
    assert check.endswith("/check"), "the file says all that would be asked"
    assert "On the record already" in sam.reads(check)
    columns = sam.guessed(check.replace("/check", "/columns"))
    assert columns["column_reference"]
    places = {name.removeprefix("column_"): int(at) for name, at in columns.items() if name != "column_reference"}
    sam.sends(sam.matches(sam.chooses(content, places)))
    _, (after, _) = out()
    assert {name: after[name] for name in SAME} == {name: before[name] for name in SAME}
    watching = as_csv(world.browser(case.bedfordshire).get("/arrangements/download"))
    seen = dict(zip(watching[0], watching[1], strict=True))
    assert (seen["Money"], seen["Lead contact"]) == ("", "")
    assert seen["Counts as a success when"] == before["Counts as a success when"]
