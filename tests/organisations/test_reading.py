"""Reading registers: what is odd is named with its row, what cannot be used stops the file, nothing is guessed."""

import pytest

from portal.core.tables import LIMIT, Unreadable, read_bounded
from portal.features.organisations.rules.issues import Level, row_ranges
from portal.features.organisations.rules.reading import Reading, read_file
from tests.organisations.registers import (
    CHARITY_COLUMNS,
    KETTERING,
    MYSOCIETY_COLUMNS,
    charities,
    council,
    govuk,
    mysociety,
    table,
)


def said(reading: Reading, level: Level = Level.WARNING) -> list[tuple[int | None, str, str]]:
    return [(issue.row, issue.column, issue.message) for issue in reading.issues.of(level)]


def errors(content: bytes) -> list[tuple[int | None, str, str]]:
    return said(read_file(content), Level.ERROR)


def test_a_year_read_as_a_serial_number_is_no_date():
    reading = read_file(
        govuk(("SWD", "Swindon Borough Council", "1905-06-20", ""), ("KEN", "Kent County Council", "", ""))
    )
    assert "starts_on" not in reading.drafts[0].facts
    assert [(row, column) for row, column, _ in said(reading)] == [(2, "start-date")]
    assert "1998" in said(reading)[0][2]


def test_the_same_moved_a_century_is_no_date_either():
    reading = read_file(KETTERING)
    swindon = next(draft for draft in reading.drafts if draft.code == "SWD")
    assert "starts_on" not in swindon.facts
    assert any(row == 6 and column == "start-date" and "1998" in words for row, column, words in said(reading))


def test_a_charity_registered_in_june_2005_is_believed():
    reading = read_file(charities({"no": "1110001", "name": "A", "registered": "2005-06-20"}))
    assert reading.drafts[0].facts["starts_on"] == "2005-06-20"
    assert not said(reading)


@pytest.mark.parametrize(
    ("cell", "read"), [("35156", "1996-04-01"), ("1996-04-01 00:00:00", "1996-04-01"), ("1996", None), ("NA", None)]
)
def test_other_ways_to_write_a_date(cell, read):
    reading = read_file(mysociety(council("SWD", "Swindon", start_date=cell)))
    assert not reading.issues.of(Level.ERROR)
    assert reading.drafts[0].facts.get("starts_on") == read


@pytest.mark.parametrize("cell", ["01/04/1996", "2021-02-30", "April", "9999-01-01", "1996-13-01"])
def test_a_date_that_cannot_be_read_stops_the_file(cell):
    assert [(row, column) for row, column, _ in errors(mysociety(council("SWD", "Swindon", end_date=cell)))] == [
        (2, "end-date")
    ]


def test_an_end_before_the_start_stops_the_file():
    assert errors(mysociety(council("X", "X Council", start_date="2020-04-01", end_date="2019-04-01")))


def test_a_list_of_successors_is_several_successors():
    reading = read_file(KETTERING)
    facts = {draft.code: draft.facts for draft in reading.drafts}
    assert facts["NTH"]["successors"] == ["NNT", "WNT"]
    assert facts["KET"]["successors"] == ["NNT"]
    assert any(row == 3 and column == "replaced-by" and "2 successors" in words for row, column, words in said(reading))


def test_a_literal_na_is_unknown_and_noted():
    reading = read_file(charities({"no": "219177", "name": "FREEMASONS"}))
    notes = said(reading, Level.NOTE)
    assert (2, "charity_company_registration_number", "says NA: read as unknown") in notes
    assert reading.drafts[0].identifiers == [("GB-CHC", "219177")]


def test_leading_zeros_are_kept_and_lost_ones_put_back():
    reading = read_file(
        charities(
            {"no": "219215", "name": "A", "company": "00326093"}, {"no": "222533", "name": "B", "company": "820660"}
        )
    )
    assert [draft.identifiers[1] for draft in reading.drafts] == [("GB-COH", "00326093"), ("GB-COH", "00820660")]
    assert any("starts with a zero" in words for *_, words in said(reading, Level.NOTE))
    assert any(row == 3 and "00820660" in words for row, _, words in said(reading))


@pytest.mark.parametrize("number", ["", "SC012345", "12", "1.1E+06", "ABC", "NA", "=1+1"])
def test_what_is_no_charity_number_stops_the_file(number):
    assert any(column == "registered_charity_number" for _, column, _ in errors(charities({"no": number, "name": "A"})))


def test_damage_that_can_be_undone_is_and_the_rest_is_kept_and_named():
    reading = read_file(
        charities(
            {"no": "219177", "name": "Crèche Ã©lan"},
            {"no": "219178", "name": "Sir Ynys M\u00ef\u00bf\u00bdn"},
            {"no": "219179", "name": "Ladies\u0092 Club"},
            {"no": "219180", "name": "D", "activities": "cr+¿ches, -ú20, family?s"},
        )
    )
    names = [draft.facts["name"] for draft in reading.drafts]
    assert names[:3] == ["Crèche élan", "Sir Ynys Mï¿½n", "Ladies’ Club"]
    assert reading.drafts[3].facts["activities"] == "cr+¿ches, -ú20, family?s"
    assert {row for row, _, words in said(reading) if "damaged" in words} == {2, 3, 4, 5}


def test_names_with_commas_inside_are_told_from_a_list():
    names = "Bristol, City of,Bristol UA,city of bristol"
    reading = read_file(mysociety(council("BST", "Bristol City Council", alt_names=names)))
    listed = [name for name, _, kind in reading.drafts[0].facts["names"] if kind == "alternative"]
    assert listed == ["Bristol, City of", "Bristol UA", "city of bristol"]


def test_a_name_whose_spaces_were_lost_is_not_three_names():
    names = "Rhondda Cynon Taff,rhondda,cynon,taff"
    reading = read_file(mysociety(council("RCT", "Rhondda Cynon Taf County Borough Council", alt_names=names)))
    assert [name for name, _, kind in reading.drafts[0].facts["names"] if kind == "alternative"] == [
        "Rhondda Cynon Taff"
    ]
    assert any(column == "alt-names" for _, column, _ in said(reading))


def test_no_break_spaces_and_double_spaces_are_put_in_order_and_named():
    reading = read_file(mysociety(council("NSM", "North\u00a0Somerset  Council")))
    assert reading.drafts[0].facts["name"] == "North Somerset Council"
    assert [(row, column) for row, column, _ in said(reading)] == [(2, "official-name")]


def test_types_and_nations_nobody_knows():
    reading = read_file(mysociety(council("XXX", "X Council", local_authority_type="ZZZ")))
    assert reading.drafts[0].facts["type"] == "other"
    assert any(column == "local-authority-type" for _, column, _ in said(reading))
    assert errors(mysociety(council("XXX", "X Council", nation="Mercia")))


def test_the_same_row_twice_is_read_once_and_two_different_ones_stop_the_file():
    row = council("KEN", "Kent County Council")
    reading = read_file(mysociety(row, row))
    assert len(reading.drafts) == 1
    assert any(number == 3 for number, *_ in said(reading))
    assert errors(mysociety(row, council("KEN", "Kent Council")))


def test_of_a_log_the_newest_entry_counts():
    reading = read_file(
        govuk(("BUC", "Old Name Council", "", ""), ("BUC", "Buckinghamshire Council", "2020-04-01", ""))
    )
    assert [draft.facts["name"] for draft in reading.drafts] == ["Buckinghamshire Council"]
    assert any(row == 2 and "older entry" in words for row, _, words in said(reading))


def test_a_number_shared_by_two_rows_is_given_to_the_first():
    reading = read_file(
        charities(
            {"no": "219177", "name": "A", "company": "00326093"}, {"no": "219178", "name": "B", "company": "00326093"}
        )
    )
    assert reading.drafts[1].identifiers == [("GB-CHC", "219178")]
    assert any(row == 3 for row, *_ in said(reading))


def test_a_formula_stops_the_file():
    assert errors(charities({"no": "219177", "name": '=HYPERLINK("http://example.org")'}))


def test_ragged_rows_stop_the_file_and_empty_ones_do_not():
    content = mysociety(council("KEN", "Kent County Council"))
    assert errors(content + b"SWD,Swindon\n") == [(3, "", f"has 2 cells where the header has {len(MYSOCIETY_COLUMNS)}")]
    assert not errors(content + b"\n,,,\n" + b"," * 20 + b"\n")


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_byte_order_marks_and_line_ends_make_no_difference(start, line_end):
    reading = read_file(start + KETTERING.replace(b"\n", line_end))
    assert len(reading.drafts) == 5
    assert reading.drafts == read_file(KETTERING).drafts


def test_semicolons_are_read_and_noted():
    rows = [council("KEN", "Kent County Council", alt_names="Kent,kent county")]
    reading = read_file(table(MYSOCIETY_COLUMNS, rows, delimiter=";"))
    assert [draft.facts["name"] for draft in reading.drafts] == ["Kent County Council"]
    assert any("semicolons" in words for *_, words in said(reading, Level.NOTE))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n\n \n", "empty"),
        (b",".join(name.encode() for name in CHARITY_COLUMNS) + b"\n", "no rows"),
        (b"PK\x03\x04rest", "workbook"),
        (b"a,b\x00c\n", "binary"),
        ("local-authority-code\n".encode("utf-16"), "UTF-16"),
        (
            "registered_charity_number,charity_name\n219177,Ysgol Môn\n".encode("latin-1"),
            "Line 2 is not written in UTF-8",
        ),
        (b"org_id,alternative_name,set_as_primary,\nGB-CHC-1107583,The Foundation,\n", "do not know this file"),
        (b"mutual_id,company_id,name\nGB-MPR-1,GB-COH-1,Club\n", "mysociety"),
        (b"registered_charity_number,charity_name,charity_name\n1,2,3\n", "twice"),
        (b'registered_charity_number,charity_name\n219177,"never closed\n', "quotation marks"),
        (b"registered_charity_number,charity_name\n219177," + b"x" * 200_000 + b"\n", "too long"),
        (b"=cmd|' /C calc'!A0,b\n1,2\n", "do not know this file"),
    ],
)
def test_what_is_no_register_is_refused_in_plain_words(content, words):
    with pytest.raises(Unreadable, match=words):
        read_file(content)


def test_insisting_on_a_register_names_the_missing_columns():
    with pytest.raises(Unreadable, match="local-authority-code, nation, official-name"):
        read_file(charities({"no": "219177", "name": "A"}), "mysociety")


def test_a_file_that_is_too_large_is_refused_without_reading_it_all():
    class Endless:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(Unreadable, match="25 MB"):
        read_bounded(endless)  # type: ignore[arg-type]
    assert endless.given <= LIMIT + 2_000_000


def test_a_nul_or_a_bidi_mark_in_a_name_stops_the_file():
    assert errors(charities({"no": "219177", "name": "A\u202eB"}))
    assert errors(charities({"no": "219177", "name": "A\u0081B"}))


def test_the_file_says_how_far_its_knowledge_reaches():
    assert str(read_file(KETTERING).as_of) == "2021-04-01"
    assert str(read_file(govuk(("KEN", "Kent County Council", "", ""))).as_of) == "2020-02-29"


def test_rows_are_listed_in_ranges():
    assert row_ranges([9, 2, 3, 4, 4]) == "2–4, 9"
