"""Names, kinds and headers of files, whatever they are called."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from portal.core.errors import RuleBroken
from portal.features.evidence.models import Kind
from portal.features.evidence.rules import (
    OCTETS,
    check_period,
    declared_type,
    disposition,
    kind_of,
    safe_filename,
    served_type,
    types_differ,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("Adroddiad tŷ.docx", "Adroddiad tŷ.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\plan.xlsx", "plan.xlsx"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie- x=1.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("null\x00byte.txt", "nullbyte.txt"),
        (".htaccess", "htaccess"),
        ("con.txt", "file-con.txt"),
        ("", "file"),
        ("...", "file"),
        ("\ud800.pdf", "pdf"),
        ("notes.", "notes"),
    ],
)
def test_a_name_is_made_safe(given_name: str, kept: str) -> None:
    assert safe_filename(given_name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = safe_filename("ŷ" * 300 + ".docx")
    assert kept.endswith("ŷ.docx")
    assert len(kept.encode()) <= 255


@given(st.text(max_size=400))
def test_any_name_can_be_kept_and_sent(name: str) -> None:
    kept = safe_filename(name)
    assert kept
    assert len(kept.encode("utf-8")) <= 255
    assert not set(kept) & set('/\\:*?"<>|')
    assert all(unicodedata.category(character)[0] != "C" for character in kept)
    assert safe_filename(kept) == kept
    header = disposition(kept)
    assert header.isascii()
    assert header.isprintable()
    said, options = parse_options_header(header)
    assert said == "attachment"
    assert options == {"filename": kept}


def test_what_a_browser_could_run_goes_out_as_octets() -> None:
    for name in (
        "text/html",
        "image/svg+xml",
        "application/xml",
        "text/x-script",
        "message/rfc822",
        "application/xhtml+xml",
    ):
        assert served_type(name, active=False) == OCTETS
    assert served_type("application/pdf", active=True) == OCTETS
    assert served_type("application/pdf", active=False) == "application/pdf"


def test_a_file_that_is_not_what_its_name_says() -> None:
    assert types_differ(declared_type("accounts.pdf"), "text/html")
    assert types_differ(declared_type("photo.PNG"), "application/x-executable")
    assert not types_differ(declared_type("photo.jpeg"), "image/jpeg")
    assert not types_differ(declared_type("README"), "text/plain")
    assert not types_differ(declared_type("list.csv"), "text/plain")
    assert not types_differ(declared_type("old.doc"), OCTETS)


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        (WORD, Kind.DOCUMENT),
        ("application/pdf", Kind.DOCUMENT),
        ("application/vnd.ms-excel.sheet.macroEnabled.12", Kind.SPREADSHEET),
        ("text/csv", Kind.SPREADSHEET),
        ("application/vnd.oasis.opendocument.presentation", Kind.PRESENTATION),
        ("image/svg+xml", Kind.IMAGE),
        ("message/rfc822", Kind.MAIL),
        ("application/gzip", Kind.ARCHIVE),
        ("application/xml", Kind.WEB),
        ("text/plain", Kind.TEXT),
        (OCTETS, Kind.OTHER),
    ],
)
def test_kinds(media_type: str, kind: Kind) -> None:
    assert kind_of(media_type) is kind


def test_a_period_is_in_order() -> None:
    check_period(None, None)
    check_period(date(2005, 1, 17), date(2005, 1, 17))
    with pytest.raises(RuleBroken):
        check_period(date(2005, 1, 17), date(2005, 1, 16))
