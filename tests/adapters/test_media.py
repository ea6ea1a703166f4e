"""What a file really is, on the real files and on what people do to names."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.adapters.media import HEAD, detect
from portal.adapters.media_types import EMPTY, UNKNOWN

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "6-evidence-files"
OFFICE = "application/vnd.openxmlformats-officedocument."
LOCKED = "application/x-ooxml-protected"
DOCX = f"{OFFICE}wordprocessingml.document"
XLSX = f"{OFFICE}spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"

BY_SUFFIX = {
    ".pdf": "application/pdf",
    ".eml": "message/rfc822",
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".odt": ODT,
    ".docm": "application/vnd.ms-word.document.macroEnabled.12",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".msg": "application/vnd.ms-outlook",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".html": "text/html",
    ".xml": "application/xml",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".json": "application/json",
    ".rtf": "application/rtf",
    ".mbox": "application/mbox",
    ".zip": "application/zip",
    ".gz": "application/gzip",
    ".tar": "application/x-tar",
    ".b64": "text/plain",
    "": "application/x-empty",
}
OTHERWISE = {
    "encrypted.docx": LOCKED,
    "protected_normal_case.docx": LOCKED,
    "testEXCEL_protected_passtika.xlsx": LOCKED,
    "testAppleSingleFile.pdf": "application/applefile",
    "testODTnotaZipFile.odt": "text/plain",
    "dtd.xml": "text/html",
}
NEEDS_PASSWORD = {"libreoffice-writer-password.pdf", "testPassword4Spaces.pdf", "testZipEncrypted.zip"}
ACTIVE = {".svg", ".html", ".docm", ".xlsm"}


def shared_files() -> list[Path]:
    return sorted(path for path in SHARED.rglob("*") if path.is_file())


def read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def test_every_shared_file_is_what_it_is() -> None:
    """Those in OTHERWISE are not what their name says: locked, damaged, or something else inside."""
    files = shared_files()
    assert len(files) > 90
    found = {path.name: detect(read(path), path.name) for path in files}
    expected = {path.name: OTHERWISE.get(path.name, BY_SUFFIX[path.suffix]) for path in files}
    assert {name: kind.name for name, kind in found.items()} == expected


def test_what_needs_a_password_says_so() -> None:
    found = {path.name for path in shared_files() if detect(read(path), path.name).locked}
    assert found == NEEDS_PASSWORD | {name for name, kind in OTHERWISE.items() if kind == LOCKED}


def test_what_can_act_says_so() -> None:
    found = {path.name for path in shared_files() if detect(read(path), path.name).active}
    assert found == {path.name for path in shared_files() if path.suffix in ACTIVE} | {"dtd.xml"}


def test_a_name_does_not_overrule_the_bytes() -> None:
    for path in shared_files():
        if path.suffix in {".pdf", ".docx", ".png", ".html", ".svg", ".xls", ".rtf"}:
            assert detect(read(path), "minutes.csv") == detect(read(path), path.name)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"", "application/x-empty"),
        (b"MZ\x90\0\x03\0\0\0", "application/x-executable"),
        (b"\x7fELF\x02\x01\x01\0", "application/x-executable"),
        (b"#!/bin/sh\nrm -r /", "text/x-script"),
        (b"MZ is how my name begins", "text/plain"),
        (b"BMW is a car", "text/plain"),
        (b"\xef\xbb\xbf<html><body>", "text/html"),
        (b"  \r\n<!doctype html>", "text/html"),
        (b"<!-- hello --><svg onload='alert(1)'>", "image/svg+xml"),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "text/html"),
        (b"5 < 6 and <b> is a letter", "text/plain"),
        ("Cyfarfod yn y tŷ".encode(), "text/plain"),
        ("tŷ".encode()[:-1], "text/plain"),
        (b"a\0b", "application/octet-stream"),
        (b"\n\n%PDF-1.7", "application/pdf"),
        (b"we wrote %PDF-1.7", "text/plain"),
        (b"From: a@example.org\r\nTo: b@example.org\r\n\r\nHello", "message/rfc822"),
        (b"Dear Ann,\nFrom: me\n", "text/plain"),
        (b"PK\x03\x04", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    ],
)
def test_small_heads(head: bytes, name: str) -> None:
    assert detect(head, "file.bin").name == name


def packed(**entries: bytes) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return box.getvalue()


def test_a_zip_that_holds_a_document_is_a_zip() -> None:
    assert detect(packed(word__readme_DOT_txt=b"not Word"), "a.docx").name == DOCX
    assert detect(packed(reports__word_DOT_docx=b"inside"), "a.docx").name == "application/zip"


def test_a_java_program_is_one() -> None:
    kind = detect(packed(**{"META-INF__MANIFEST_DOT_MF": b"Main-Class: x"}), "a.zip")
    assert (kind.name, kind.active) == ("application/java-archive", True)


def test_an_older_office_file_whose_directory_is_far_is_told_by_its_name() -> None:
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(HEAD)
    assert [detect(head, f"a{suffix}").name for suffix in (".doc", ".xls", ".ppt", ".pdf")] == [
        "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/x-ole-storage",
    ]  # fmt: skip
    assert detect(head, "a.msi").active


def test_a_bomb_in_the_content_types_does_not_go_off() -> None:
    bomb = packed(**{"[Content_Types]_DOT_xml": bytes(50_000_000)})
    assert detect(bomb[:HEAD], "bomb.docx").name == "application/zip"


@given(st.binary(max_size=4000), st.text(max_size=20))
def test_no_bytes_and_no_name_break_it(head: bytes, filename: str) -> None:
    assert detect(head, filename).title


@given(st.sampled_from(shared_files()), st.data())
def test_no_damage_breaks_it(path: Path, data: st.DataObject) -> None:
    head = bytearray(read(path))
    for _ in range(data.draw(st.integers(1, 5))):
        if head:
            head[data.draw(st.integers(0, len(head) - 1))] = data.draw(st.integers(0, 255))
    del head[data.draw(st.integers(0, len(head))) :]
    assert detect(bytes(head), path.name) != (UNKNOWN if not head else EMPTY)
