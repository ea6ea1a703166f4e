"""A file goes in, is looked at and never run, and comes out as it was; nothing else is left behind."""

from __future__ import annotations

import base64
import hashlib
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from portal import adapters
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.evidence import Evidence, EvidenceVersion, Kind, actions, add_evidence, add_version
from portal.ledger import LedgerEntry
from portal.web.application import Portal
from tests.evidence.conftest import Shelf, kept_files, upload
from tests.factories.world import World, csrf_token

MEGABYTE = 1_000_000
GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "6-evidence-files"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PAGE = b"<!doctype html><html><script>alert(document.cookie)</script></html>"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OWN_FILES = {
    "minutes.pdf": PDF,
    "page.html": PAGE,
    "logo.svg": PICTURE,
    "accounts.pdf": PAGE,
    "data.xml": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    "broken.zip": b"PK\x03\x04" + b"\x00" * 40,
    "one-byte": b"\x00",
    "tŷ.csv": "enw,swm\ntŷ,=1+1\n".encode(),
}
EICAR = base64.b64decode("WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=")


@pytest.fixture
def limit(app: Portal, monkeypatch: pytest.MonkeyPatch) -> int:
    """The largest file, in bytes, made small: one megabyte."""
    monkeypatch.setitem(app.config, "SETTINGS", app.config["SETTINGS"].model_copy(update={"max_upload_mb": 1}))
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2 * MEGABYTE)
    return MEGABYTE


def send(browser: FlaskClient, reference: str, content: bytes, filename: str, note: str = "newer"):
    """A new version through its page."""
    page = f"/evidence/{reference}/versions/new"
    fields = {"csrf_token": csrf_token(browser, page), "note": note}
    head = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields
    )
    file = f'--edge\r\nContent-Disposition: form-data; name="upload"; filename="{filename}"\r\n\r\n'
    body = head.encode() + file.encode() + content + b"\r\n--edge--\r\n"
    return browser.post(page, data=body, content_type="multipart/form-data; boundary=edge")


@pytest.mark.parametrize("source", ["own", "given"])
def test_every_file_comes_back_byte_for_byte_and_is_never_run(source: str, shelf: Shelf, world: World) -> None:
    files = OWN_FILES if source == "own" else given_files()
    browser = world.browser(shelf.kent)
    references = {}
    with shelf.at(shelf.kent):
        for name, content in files.items():
            references[name] = add_evidence(shelf.list_id, name, (None, None), upload(content, name)).reference
    for name, content in files.items():
        page = browser.get(f"/evidence/{references[name]}")
        assert page.status_code == 200, name
        assert hashlib.sha256(content).hexdigest() in page.text, name
        answer = browser.get(f"/evidence/{references[name]}/versions/1")
        assert answer.data == content, name
        headers = answer.headers
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Length"] == str(len(content))
        assert "sandbox" in headers["Content-Security-Policy"]
        kind = headers["Content-Type"].partition(";")[0]
        assert kind not in {"text/html", "image/svg+xml", "application/xml", "text/xml", "message/rfc822"}, name


def given_files() -> dict[str, bytes]:
    """The files that were given for tests, where they are; the empty one and its like are tested apart."""
    paths = [path for path in sorted(GIVEN.rglob("*")) if path.is_file()] if GIVEN.is_dir() else []
    return {str(path.relative_to(GIVEN)).replace("/", " "): path.read_bytes() for path in paths if path.stat().st_size}


def test_active_files_go_out_as_octets_and_say_so(shelf: Shelf, world: World) -> None:
    browser = world.browser(shelf.kent)
    for name in ("page.html", "logo.svg", "accounts.pdf", "data.xml"):
        reference = shelf.add(OWN_FILES[name], name)
        assert browser.get(f"/evidence/{reference}/versions/1").content_type == "application/octet-stream"
    reference = shelf.add(PAGE + b"<!-- -->", "accounts.pdf")
    page = browser.get(f"/evidence/{reference}").text
    assert "not what its name says" in page
    assert "can do things on your computer" in page
    assert browser.get(f"/evidence/{shelf.add(PDF, 'a.pdf')}/versions/1").content_type == "application/pdf"


def test_the_download_says_its_name_in_every_way(shelf: Shelf, world: World) -> None:
    reference = shelf.add(PDF, "../../C:\\tŷ \u202e“fdp”\x00.pdf")
    answer = world.browser(shelf.kent).get(f"/evidence/{reference}/versions/1")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"ty fdp.pdf\"; filename*=UTF-8''t%C5%B7%20%E2%80%9Cfdp%E2%80%9D.pdf"
    )


def test_nothing_is_left_when_a_file_is_refused(shelf: Shelf, limit: int) -> None:
    for content, words in ((b"", "empty"), (b"x" * (limit + 1), "MB or smaller"), (EICAR, "virus")):
        with pytest.raises(RuleBroken, match=words), shelf.at(shelf.kent):
            add_evidence(shelf.list_id, "Plan", (None, None), upload(content, "plan.txt"))
    with pytest.raises(RuleBroken, match="period"), shelf.at(shelf.kent):
        add_evidence(shelf.list_id, "Plan", (date(2005, 1, 2), date(2005, 1, 1)), upload(b"plan", "plan.txt"))
    assert kept_files(shelf.app) == []
    with shelf.at(shelf.kent):
        assert db.session.scalars(select(Evidence)).all() == []


def test_the_given_virus_is_refused(shelf: Shelf) -> None:
    given = GIVEN / "hostile-strings" / "eicar.txt.b64"
    content = base64.b64decode(given.read_bytes()) if given.exists() else EICAR
    with pytest.raises(RuleBroken, match="virus"), shelf.at(shelf.kent):
        add_evidence(shelf.list_id, "Plan", (None, None), upload(content, "eicar.com"))
    assert kept_files(shelf.app) == []


def test_a_rolled_back_transaction_leaves_no_file(shelf: Shelf) -> None:
    def add_and_fail() -> None:
        with shelf.at(shelf.kent):
            add_evidence(shelf.list_id, "Plan", (None, None), upload(b"plan", "plan.txt"))
            assert len(kept_files(shelf.app)) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    assert kept_files(shelf.app) == []


def test_the_sweep_takes_old_files_without_a_row_and_no_others(shelf: Shelf) -> None:
    shelf.add(b"kept", "kept.txt")
    with shelf.app.app_context():
        orphan = adapters.storage().put(BytesIO(b"orphan"), 100).key
        assert actions.sweep() == 0
    with shelf.app.app_context(), clock.pinned(clock.now() + timedelta(days=2)):
        assert actions.sweep() == 1
    left = kept_files(shelf.app)
    assert len(left) == 1
    assert orphan not in left


def test_a_newer_version_stands_beside_the_earlier(shelf: Shelf, world: World) -> None:
    reference = shelf.add(b"first draft", "plan.txt", "Plan")
    browser = world.browser(shelf.swindon)
    answer = send(browser, reference, PDF, "plan.pdf", "Page 4 was missing")
    assert answer.status_code == 303
    page = browser.get(f"/evidence/{reference}").text
    assert "Version 2, the newest" in page
    assert "Page 4 was missing" in page
    assert "Earlier versions" in page
    assert browser.get(f"/evidence/{reference}/versions/1").data == b"first draft"
    assert browser.get(f"/evidence/{reference}/versions/2").data == PDF
    for number in (0, 3, 99999999):
        assert browser.get(f"/evidence/{reference}/versions/{number}").status_code == 404
    with shelf.at(shelf.kent):
        actions_done = db.session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.id)).all()
        assert actions_done == ["evidence.added", "evidence.version_added"]
        assert db.session.scalars(select(Evidence.kind)).all() == [Kind.DOCUMENT]


def test_the_same_bytes_again_are_named(shelf: Shelf, world: World) -> None:
    reference = shelf.add(PDF, "plan.pdf")
    answer = send(world.browser(shelf.kent), reference, PDF, "another name.pdf")
    assert answer.status_code == 422
    assert "This is the same file as version 1" in answer.text
    assert len(kept_files(shelf.app)) == 1


def test_faults_of_the_form_are_named_at_the_field(shelf: Shelf, world: World, limit: int) -> None:
    reference = shelf.add(PDF, "plan.pdf")
    browser = world.browser(shelf.kent)
    for content, filename, words in (
        (b"", "empty.txt", "The file is empty"),
        (EICAR, "plan.txt", "virus"),
        (b"", "", "Choose a file"),
    ):
        answer = send(browser, reference, content, filename)
        assert answer.status_code == 422, filename
        assert words in answer.text
    answer = send(browser, reference, b"plan", "plan.txt", note="")
    assert answer.status_code == 422
    assert "Choose the file again. It was not kept" in answer.text
    assert "It can be up to 1 MB" in answer.text
    assert "MB or smaller" in send(browser, reference, b"x" * (limit + 1), "big.txt").text
    refused = send(browser, reference, b"x" * (limit + MEGABYTE), "bigger.txt")
    assert refused.status_code == 413
    assert "The most you can send at once is 1 MB" in refused.text
    assert len(kept_files(shelf.app)) == 1


def test_versions_cannot_be_changed(shelf: Shelf) -> None:
    shelf.add(PDF, "plan.pdf")

    def rename() -> None:
        with shelf.at(shelf.kent):
            db.session.scalars(select(EvidenceVersion)).one().filename = "other.pdf"

    def delete() -> None:
        with shelf.at(shelf.kent):
            db.session.delete(db.session.scalars(select(EvidenceVersion)).one())

    for attempt in (rename, delete):
        with pytest.raises(DBAPIError):
            attempt()


def test_two_versions_at_once_do_not_share_a_number(shelf: Shelf) -> None:
    shelf.add(PDF, "plan.pdf")

    def overtaken() -> None:
        with shelf.at(shelf.kent):
            evidence = db.session.scalars(select(Evidence)).one()
            db.session.connection().exec_driver_sql("UPDATE evidence SET version = version + 1")
            add_version(evidence, upload(b"second", "plan.txt"), "newer")

    with pytest.raises(StaleDataError):
        overtaken()
    assert len(kept_files(shelf.app)) == 1


def test_nobody_off_the_list_learns_anything(shelf: Shelf, world: World) -> None:
    reference = shelf.add(PDF, "plan.pdf", "A plan of our own")
    browser = world.browser(shelf.stranger)
    unknown = browser.get("/evidence/0000-0000")
    for page in ("", "/versions/1", "/versions/new"):
        answer = browser.get(f"/evidence/{reference}{page}")
        assert answer.status_code == 404
    assert browser.get(f"/evidence/{reference}").data == unknown.data
    assert "A plan of our own" not in browser.get("/evidence").text
    assert world.app.test_client().get(f"/evidence/{reference}/versions/1").status_code in {302, 303, 401}


def test_the_list_filters_by_kind_and_by_how_a_title_starts(shelf: Shelf, world: World) -> None:
    shelf.add(PDF, "plan.pdf", "Action plan of 2007")
    shelf.add(b"a,b\n1,2\n", "plan.csv", "Accounts")
    browser = world.browser(shelf.kent)
    every = browser.get("/evidence").text
    assert "Action plan of 2007" in every
    assert "Accounts" in every
    sheets = browser.get("/evidence?kind=spreadsheet").text
    assert "Accounts" in sheets
    assert "Action plan" not in sheets
    found = browser.get("/evidence?title=aCTION").text
    assert "Action plan of 2007" in found
    assert "Accounts" not in found
    for odd in ("?title=%00", "?title=" + "x" * 5000, "?kind=nothing", "?title=%25", "?after=zzz"):
        assert browser.get("/evidence" + odd).status_code in {200, 404}


def test_a_title_with_hidden_characters_is_found_with_and_without_them(shelf: Shelf, world: World) -> None:
    hidden = "Ac\u00adtion \u0646\u200c\u0647"
    shelf.add(PDF, "plan.pdf", hidden)
    shelf.add(b"a,b\n1,2\n", "plan.csv", "Accounts")
    browser = world.browser(shelf.kent)
    for typed, found in ((hidden, hidden), ("Action \u0646", hidden), ("acTI", hidden), ("Acc\u00adounts", "Accounts")):
        page = browser.get("/evidence", query_string={"title": typed}).text
        assert page.count("<article") == 1
        assert f">{found}</a>" in page


def test_the_list_turns_its_pages(shelf: Shelf, world: World) -> None:
    with shelf.at(shelf.kent):
        for number in range(30):
            add_evidence(shelf.list_id, f"Paper {number:02}", (None, None), upload(f"{number}".encode(), "a.txt"))
    browser = world.browser(shelf.swindon)
    first = browser.get("/evidence").text
    assert "Paper 29" in first
    assert "Paper 04" not in first
    last = browser.get("/evidence?page=last").text
    assert "Paper 00" in last
