"""What goes out of the register comes back in equal: as JSON with everything, as a list with what a list holds."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from portal.core.errors import Invalid
from portal.core.tables import Unreadable
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.documents import HEADER, open_document, renamed
from portal.features.arrangements.rules.terms import FIELDS
from portal.features.arrangements.rules.terms_read import known_fields, read_rows
from portal.ledger.cli import commands
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person, sits
from tests.arrangements.test_arrangement_imports import Importer
from tests.downloads.conftest import as_csv, as_xlsx
from tests.factories.world import World

START = '{"format": "accord arrangements"'
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
        actions.add_criterion(one, "Two stars", "The commission says so")
        actions.set_governance(one, None, actions.GovernanceFacts("Each month", notice_months=6, exit_plan="Hand back"))


def one_measure(one: Arrangement) -> str:
    return str(queries.workings(one).measures[0].reference)


def without_references(terms: dict[str, Any]) -> Any:
    """Terms with rows in an order of their own in the place of references."""
    measures = {key: row["name"] for key, row in terms["measures"].items()}
    plain = dict(terms)
    for section in ROWS:
        rows = [dict(row) for row in terms[section].values()]
        for row in rows:
            row.pop("replaces", None)
            if section == "targets":
                row["measure"] = measures[row["measure"]]
        plain[section] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    return plain


def taken(person: Person, address: str) -> dict[str, Any]:
    """A document, read."""
    answer = person.browser.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = json.loads(answer.get_data())
    assert (found["format"], found["version"]) == ("accord arrangements", 1)
    return found


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
    assert without_references(again["terms"]) == without_references(told["terms"])
    assert sorted(told["terms"]) == sorted(FIELDS)
    assert "On the record already" in sam.reads(sam.matches(sam.uploads(content, "ours.json")))
    verified = case.app.test_cli_runner().invoke(commands, ["verify"])
    assert verified.exit_code == 0, verified.output
    whole = taken(sam, "/arrangements/download?format=json")
    assert [one["reference"] for one in whole["arrangements"]] == [reference, case.reference]


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
    read_rows(good, {"pilot"}, "A", date(2006, 1, 1))
    bad = good | terms if isinstance(terms, dict) else terms
    if isinstance(terms, dict) and isinstance(terms.get("about"), dict):
        bad |= {"about": good["about"] | terms["about"]}
    with pytest.raises(Invalid):
        read_rows(renamed(bad, {}), {"pilot"}, "A", date(2006, 1, 1))


def test_a_document_of_one_who_is_no_party_stays_out(case: Case, world: World) -> None:
    case.sent()
    document = taken(sits(case, world, case.kent), f"/arrangements/{case.reference}/download")
    una = Importer(world.browser(case.stranger))
    check = una.matches(una.uploads(json.dumps(document).encode(), "theirs.json"))
    assert "Your organisation must be one of its parties" in una.reads(check)
    assert len(HEADER) == 4
    una.sends("/arrangements/import", 422, upload=(BytesIO(b"{"), "x.json"))


SAME = (
    "Kind", "Services",
    "Starts on", "Ends on", "Parties and roles", "What it is for", "Counts as a success when", "Legal basis",
    "Accountable body", "Money",
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
    columns = sam.guessed(sam.uploads(content, f"ours.{kind}"))
    assert columns["column_reference"]
    assert "On the record already" in sam.reads(sam.matches(sam.chooses(content)))
    places = {name.removeprefix("column_"): int(at) for name, at in columns.items() if name != "column_reference"}
    sam.sends(sam.matches(sam.chooses(content, places)))
    _, (after, _) = out()
    assert {name: after[name] for name in SAME} == {name: before[name] for name in SAME}
    watching = as_csv(world.browser(case.bedfordshire).get("/arrangements/download"))
    seen = dict(zip(watching[0], watching[1], strict=True))
    assert (seen["Money"], seen["Counts as a success when"]) == ("", before["Counts as a success when"])
