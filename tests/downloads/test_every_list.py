"""Every list of the demo: its file holds the same records in the same order as its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from portal import downloads
from portal.demo.cast import DOMAIN, PASSWORD
from portal.web.application import Portal
from tests.downloads.conftest import as_csv, as_xlsx, column
from tests.factories.world import csrf_token
from tests.harness.databases import PostgresDatabases, SqliteDatabases

REFERENCE = r"([0-9A-Z]{4}-[0-9A-Z]{4})"
MENTORED = (
    "SELECT reference FROM arrangement a WHERE EXISTS (SELECT 1 FROM mentoring_session s WHERE s.arrangement_id = a.id)"
)

JOINED_UP = "SELECT reference FROM arrangement WHERE title = 'Joined-up work on worklessness'"


@dataclass(frozen=True)
class Listed:
    """A list: its address, the address of one of its rows, how it is turned round, a filter, and who reads it."""

    address: str
    row: str
    turned: str
    narrowed: str
    reader: str = "manager.swindon"
    under: str = MENTORED
    """SQL for the arrangement whose list it is, where it is one's."""


LISTS = {
    "arrangements": Listed("/arrangements", "/arrangements/", "oldest", "state=agreed"),
    "feedback": Listed("/feedback", "/feedback/", "oldest", "kind=claim", "manager.kent"),
    "evidence": Listed("/evidence", "/evidence/", "oldest", "kind=document"),
    "audits": Listed("/engagements", "/engagements/", "oldest", "state=open"),
    "organisations": Listed("/organisations", "/organisations/", "z-a", "type=council"),
    "sessions": Listed("/arrangements/{ref}/sessions", "/arrangements/{ref}/sessions/", "oldest", ""),
    "risks": Listed("/arrangements/{ref}/risks", "/risks/", "lowest", "state=closed", "manager.kent", JOINED_UP),
    "lessons": Listed("/lessons", "/lessons/", "oldest", "tells=advice"),
}


def signed_in(app: Portal, who: str) -> FlaskClient:
    browser = app.test_client()
    sent = {"email": f"{who}@{DOMAIN}", "password": PASSWORD, "csrf_token": csrf_token(browser, "/sign-in")}
    assert browser.post("/sign-in", data=sent).status_code == 303
    return browser


def on_screen(browser: FlaskClient, address: str, row: str) -> list[str]:
    """The references of every row of every page, each once."""
    found: list[str] = []
    while address:
        page = browser.get(address)
        assert page.status_code == 200
        main = page.text[page.text.index("<main") :]
        found += re.findall(f'href="{row}{REFERENCE}"', main)
        following = re.search(r'href="([^"]+)" rel="next"', main)
        address = unescape(following[1]) if following else ""
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("name", LISTS)
def test_the_file_holds_what_the_pages_show(
    demo_app: Portal, database: SqliteDatabases | PostgresDatabases, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "AT_A_TIME", 2)
    listed = LISTS[name]
    engine = create_engine(database.admin_url)
    with engine.connect() as connection:
        under = connection.execute(text(listed.under)).scalars().first()
    engine.dispose()
    address, row = (part.format(ref=under) for part in (listed.address, listed.row))
    browser = signed_in(demo_app, listed.reader)
    there = on_screen(browser, address, row)
    assert there, "the demo has too little to try this list"
    for query in ("", f"sort={listed.turned}", listed.narrowed, f"{listed.narrowed}&sort={listed.turned}"):
        shown = on_screen(browser, f"{address}?{query}", row)
        table = as_csv(browser.get(f"{address}/download?{query}"))
        assert column(table, "Reference") == shown, query
        workbook = as_xlsx(browser.get(f"{address}/download?format=xlsx&{query}"))
        assert column(workbook, "Reference") == shown, query
        assert workbook[0] == table[0]
        if query == f"sort={listed.turned}":
            assert shown == list(reversed(there))


@pytest.mark.parametrize(
    "name", [name for name in LISTS if name not in {"organisations", "sessions", "risks", "lessons"}]
)
def test_an_organisation_outside_takes_away_nothing(demo_app: Portal, name: str) -> None:
    browser = signed_in(demo_app, "manager.other-auditor")
    assert len(as_csv(browser.get(f"{LISTS[name].address}/download"))) == 1
    assert len(as_xlsx(browser.get(f"{LISTS[name].address}/download?format=xlsx"))) == 1
