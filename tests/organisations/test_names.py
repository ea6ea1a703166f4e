"""Names fold alike however they are typed; crowded cells come apart; damage is mended only for certain."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.tables import Unreadable
from portal.features.organisations.rules.names import (
    as_initials,
    folded,
    initials_of,
    search_terms,
    split_names,
    terms_of,
    without_repeats,
    written_out,
)
from portal.features.organisations.rules.oddities import mended, serial_day, signs_of_damage, spreadsheet_year
from portal.features.organisations.rules.reading import read_file

LATIN = st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x17F, categories=["Lu", "Ll"]), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tŷ Hafan", "ty hafan"),
        ("King’s Lynn", "Kings Lynn"),
        ("Bath & North", "BATH AND NORTH"),
        ("Ynys Môn", "ynys mon"),
    ],
)
def test_names_fold_alike(one, other):
    assert folded(one) == folded(other)


def test_an_organisation_is_found_by_words_codes_and_org_ids():
    terms = terms_of(["Kent County Council"], [("GB-LAE", "KEN")])
    assert {"kent", "county", "council", "kcc", "ken", "gblaeken"} == terms
    assert search_terms("GB-LAE-KEN") == ["gblaeken"]
    assert search_terms("Kent  coun") == ["kent", "coun"]
    assert search_terms("'; --") == []
    assert written_out("cc") == ("cc", "county", "city")
    assert written_out("kent") == ("kent",)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Office of the Deputy Prime Minister", "odpm"),
        ("Northumberland, Tyne and Wear NHS Foundation Trust", "ntwnft"),
        ("Tŷ Hafan & the Élan", "the"),
        ("Kent", ""),
        ("The Council", ""),
        ("…", ""),
    ],
)
def test_initials_leave_out_the_small_words(name, initials):
    assert initials_of(name) == initials


def test_only_capitals_or_parted_letters_are_read_as_initials():
    assert [as_initials(one) for one in ("ODPM", "O.D.P.M.", "o d p m")] == ["odpm"] * 3
    assert [as_initials(one) for one in ("Odpm", "A", "KENT CC", "ABCDEFGHIJK", "", "…", "R2D2")] == [""] * 7


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_search_finds_what_was_put_in(text):
    assert folded(folded(text)) == folded(text)
    terms = terms_of([text], [])
    assert all(any(term.startswith(asked) for term in terms) for asked in search_terms(folded(text)))


@given(st.lists(st.text("abc defg", min_size=1).map(str.strip).filter(bool), max_size=6, unique=True))
def test_a_plain_list_of_names_comes_apart_into_its_names(names):
    apart = split_names(",".join(names))
    assert set(apart) <= set(names)
    assert {folded(name) for name in names if " " in name} <= {folded(name) for name in apart}


def test_repeats_are_kept_once_in_their_first_spelling():
    assert without_repeats(["Kent", "KENT", "Kent CC"], {"kent cc"}) == ["Kent"]


@given(LATIN)
def test_utf8_read_as_latin1_is_mended_back(text):
    damaged = text.encode().decode("latin-1")
    assert mended(damaged) == text


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20)))
def test_plain_text_is_left_alone(text):
    assert mended(text) is None


@pytest.mark.parametrize("text", ["Crèche", "Sir Gâr", "Tŷ’r Afon", "Ysgol Ŵy", "café – bar", "½ Moon", "£20", "Åse"])
def test_good_words_are_not_damaged(text):
    assert mended(text) is None
    assert signs_of_damage(text) == []


@pytest.mark.parametrize(
    ("damaged", "whole"), [("â€™s", "’s"), ("Ã©", "é"), ("Â£5", "£5"), ("ÔÇô", "–"), ("Ladies\x92", "Ladies’")]
)
def test_known_damage(damaged, whole):
    assert mended(damaged) == whole


@given(st.integers(1850, 2100))
def test_every_year_typed_into_a_date_column_is_recognised(year):
    day = date(1899, 12, 30) + timedelta(days=year)
    assert spreadsheet_year(day, shifted=False) == year
    assert serial_day(str(year)) is None


@given(st.dates(date(1906, 1, 1), date(2004, 12, 31)) | st.dates(date(2006, 1, 1), date(2100, 1, 1)))
def test_other_days_are_believed(day):
    assert spreadsheet_year(day, shifted=True) is None


@given(st.binary(max_size=400))
def test_no_file_makes_the_reader_stumble(content):
    with suppress(Unreadable):
        read_file(b"registered_charity_number,charity_name,date_of_registration\n" + content)
