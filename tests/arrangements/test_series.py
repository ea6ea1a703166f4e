"""A series of readings comes in from a spreadsheet: mapped, shown first, all or nothing, nothing twice."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import actions
from portal.features.arrangements.jobs import day_of
from portal.features.arrangements.models import Measure, Reading
from portal.imports import ImportDraft, keep_upload
from portal.ledger import LedgerEntry
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person, day, sits
from tests.factories.world import World

INDICATORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "7-indicators"
COUNTS = b"""area_name,period,indicator,measure,units,value
England,April 2021,Claimant count,Count,Persons,2255825
Swindon,April 2021,Claimant count,Count,Persons,"7,955"
Swindon,April 2021,Claimants as a share,Percentage,Persons,5.3
Swindon,May 2021,Claimant count,Count,Persons,7640
Swindon,May 2021,Claimants as a share,Percentage,Persons,NA
Swindon,June 2021,Claimant count,Count,Persons,c
"""
COLUMNS: dict[str, Any] = {
    "column_period": "1",
    "column_value": "5",
    "column_area": "0",
    "column_indicator": "2",
    "column_unit": "3",
}
SOURCE: dict[str, Any] = {"source": "Office for National Statistics", "begins": "4"}


@pytest.fixture
def claimants(case: Case) -> str:
    """Where the number of claimants is measured."""

    def say() -> None:
        case.begin()
        case.fill()
        with case.at(case.swindon) as one:
            facts = actions.MeasureFacts(
                "Claimants", "number", "lower", unit="people", baseline="9000", baseline_on=date(2020, 4, 30)
            )
            case.measure = actions.add_measure(one, facts).reference
            actions.set_target(one, case.measure, "5000", date(2021, 5, 1))
        case.send()

    case.world.once(case, say)
    return f"/arrangements/{case.reference}/measures/{case.measure}"


def uploads(person: Person, base: str, content: bytes, name: str = "claimants.csv") -> str:
    """Upload a file; where its columns are chosen."""
    return person.sends(f"{base}/readings/import", upload=(BytesIO(content), name))


def chosen(person: Person, columns: str, rows: dict[str, Any], wanted: dict[str, Any] | None = None) -> str:
    """Choose columns and rows; where it is checked."""
    return person.sends(person.sends(columns, **(wanted or COLUMNS)), **SOURCE, **rows)


def readings(case: Case) -> list[tuple[date | None, date, Decimal]]:
    with case.at(case.swindon):
        rows = db.session.scalars(select(Reading).order_by(Reading.on_date, Reading.id))
        return [(row.period_from, row.on_date, row.value) for row in rows]


def test_a_series_is_mapped_shown_and_recorded_once(case: Case, world: World, claimants: str) -> None:
    swindon = sits(case, world, case.swindon)
    columns = uploads(swindon, claimants, COUNTS)
    page = swindon.sends(columns, status=422, column_period="1", column_value="1")
    assert "You have chosen this column above already" in page
    assert "Choose the column with the value" in swindon.sends(columns, status=422, column_period="1", column_value="")
    page = swindon.reads(columns)
    assert "6 rows and 6 columns" in page
    assert "F: value (2255825)" in page
    assert page.count(" selected>") == 5
    rows = swindon.sends(columns, **COLUMNS)
    page = swindon.reads(rows)
    assert [one in page for one in (">England<", ">Swindon<", ">Claimant count<")] == [True] * 3
    check = swindon.sends(rows, **SOURCE, rows_area="1", rows_indicator="0", rows_unit="0")
    assert readings(case) == []
    page = swindon.reads(check)
    for words in ("Record 2 readings", "30 April 2021", "1 April 2021 to 30 April 2021", "7,955 people", "1 have no"):
        assert words in page
    assert swindon.sends(check) == claimants
    assert readings(case) == [
        (date(2021, 4, 1), date(2021, 4, 30), Decimal(7955)),
        (date(2021, 5, 1), date(2021, 5, 31), Decimal(7640)),
    ]
    with case.at(case.swindon):
        assert [row.content for row in db.session.scalars(select(ImportDraft))] == [""]
        assert db.session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.id.desc())).first() == (
            "readings.imported"
        )
    page = swindon.reads(claimants)
    assert "2 readings are recorded" in page
    assert "Office for National Statistics" in page


def test_imported_again_nothing_is_recorded_twice(case: Case, world: World, claimants: str) -> None:
    swindon = sits(case, world, case.swindon)
    rows = {"rows_area": "1", "rows_indicator": "0", "rows_unit": "0"}
    swindon.sends(chosen(swindon, uploads(swindon, claimants, COUNTS), rows))
    check = chosen(swindon, uploads(swindon, claimants, COUNTS), rows)
    page = swindon.reads(check)
    assert "Recorded already" in page
    assert "Record 2 readings" not in page
    assert "on the record already" in swindon.sends(check, status=422)
    assert len(readings(case)) == 2


def test_another_figure_of_the_same_source_corrects_and_keeps_the_old(case: Case, world: World, claimants: str) -> None:
    swindon = sits(case, world, case.swindon)
    rows = {"rows_area": "1", "rows_indicator": "0", "rows_unit": "0"}
    swindon.sends(chosen(swindon, uploads(swindon, claimants, COUNTS), rows))
    check = chosen(swindon, uploads(swindon, claimants, COUNTS.replace(b"7640", b"7650")), rows)
    assert "Corrects an earlier reading" in swindon.reads(check)
    swindon.sends(check)
    assert [value for _, _, value in readings(case)] == [Decimal(7955), Decimal(7640), Decimal(7650)]
    page = swindon.reads(claimants)
    assert "<s>7,640 people</s>" in page
    assert "A correction: The source gave another figure later" in page


def test_a_wrong_row_is_named_and_nothing_is_recorded(case: Case, world: World, claimants: str) -> None:
    swindon = sits(case, world, case.swindon)
    content = b"Month,Claimants\nApril 2021,7955\nMay 2021,lots\n2021/13,1\nApril 2021,8000\n"
    columns = {"column_period": "0", "column_value": "1"}
    check = chosen(swindon, uploads(swindon, claimants, content), {}, columns)
    page = swindon.reads(check)
    for words in (
        ">3<",
        "Write the value as a number",
        ">4<",
        "Write the period like",
        ">5<",
        "Row 2 has another figure",
    ):
        assert words in page
    assert "Record " not in re.sub(r"<title>.*?</title>", "", page).split("<form", 2)[-1]
    swindon.sends(check, status=422)
    swindon.sends(check, forget="yes")
    swindon.reads(check, 404)
    assert readings(case) == []


REFUSED = {
    b"": "The file is empty",
    b"a,b\n": "there is nothing to import",
    b"a,b\n1,2,3\n": "Row 2 has 3 cells where the header has 2",
    b"a,b\n1,\xff\n": "Line 2 is not written in UTF-8",
    "a,b\n1,\u202e2\n".encode(): "Row 2, column “b”, has a hidden character that changes the direction of text",
    b"PK\x03\x04nonsense": "cannot be opened as an Excel workbook",
    b"a\n" + b"1\n" * 20_001: "more than 20,000 rows",
    b",".join([b"a"] * 101) + b"\n1\n": "101 columns",
    b"a,b\n" + b"x" * 6_000_000: "larger than 5 MB",
}


def test_what_cannot_be_read_is_refused_in_words(case: Case, world: World, claimants: str) -> None:
    with case.at(case.swindon) as one:
        for content, words in REFUSED.items():
            with pytest.raises(RuleBroken, match=words):
                keep_upload(FileStorage(BytesIO(content)), "readings", one.inner_list_id)
    swindon = sits(case, world, case.swindon)
    page = swindon.sends(f"{claimants}/readings/import", status=422, upload=(BytesIO(b"a,b\n"), "file.csv"))
    assert "there is nothing to import" in page


def test_only_its_bringer_finds_a_file_and_for_a_day(case: Case, world: World, claimants: str) -> None:
    swindon, colleague = sits(case, world, case.swindon), world.person("Swindon Borough Council")
    columns = uploads(swindon, claimants, COUNTS)
    assert "Go on with “claimants.csv”" in swindon.reads(f"{claimants}/readings/import")
    for other in (colleague, case.kent):
        person = sits(case, world, other)
        person.reads(columns, 404)
        assert "claimants.csv" not in person.reads(f"{claimants}/readings/import")
    sits(case, world, case.bedfordshire).reads(columns, 403)
    with clock.pinned(clock.now() + timedelta(days=2)):
        sits(case, world, case.swindon).reads(columns, 404)
        later = sits(case, world, case.kent)
        uploads(later, claimants, COUNTS)
    with case.at(case.swindon):
        assert [row.person_id for row in db.session.scalars(select(ImportDraft))] == [case.kent.person_id]


def test_a_file_that_nobody_went_on_to_import_goes_in_the_night(case: Case, world: World, claimants: str) -> None:
    uploads(sits(case, world, case.swindon), claimants, COUNTS)
    for later, left in ((timedelta(hours=1), 1), (timedelta(days=2), 0)):
        with case.app.app_context(), clock.pinned(clock.now() + later):
            day_of(case.swindon.organisation_id)
            db.session.commit()
        with case.at(case.swindon):
            assert len(db.session.scalars(select(ImportDraft)).all()) == left


def test_a_reading_is_corrected_and_the_old_one_stays(case: Case, world: World, claimants: str) -> None:
    swindon, bedfordshire = sits(case, world, case.swindon), sits(case, world, case.bedfordshire)
    swindon.sends(f"{claimants}/readings/add", value="4000", source="Swindon", **day("on_date", 1, 6, 2021))
    page = swindon.reads(claimants)
    correct = re.findall(r'href="([^"]+/correct)"', page)[0]
    wrong = {"value": "4000", "source": "Swindon", **day("on_date", 1, 6, 2021)}
    assert "Enter why it is corrected" in swindon.sends(correct, status=422, **wrong)
    assert "what the reading says already" in swindon.sends(correct, status=422, reason="None", **wrong)
    swindon.sends(correct, **wrong | {"value": "4100"}, reason="Typed wrongly")
    swindon.reads(correct, 404)
    page = bedfordshire.reads(claimants)
    assert "<s>4,000 people</s>" in page
    assert "A correction: Typed wrongly" in page
    assert "/correct" not in page
    with case.at(case.swindon):
        measure = db.session.scalars(select(Measure).where(Measure.name == "Claimants")).one()
        old, new = db.session.scalars(select(Reading).where(Reading.measure_id == measure.id).order_by(Reading.id))
        assert (old.value, new.value, new.replaces_id) == (Decimal(4000), Decimal(4100), old.id)
