"""All that happened to an arrangement, page by page, each reader as far as it is on its two lists."""

from __future__ import annotations

import functools
import operator
import re
from html import unescape

import pytest
from sqlalchemy import select

from portal import ledger
from portal.data import db
from portal.features.arrangements import actions
from portal.ledger import LedgerEntry
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person, sits
from tests.factories.world import World

LINE = re.compile(r'class="accord-timeline__item">\s*<h2[^>]*>(.*?)</h2>', re.DOTALL)


def walked(person: Person, address: str, rel: str) -> list[list[str]]:
    """The lines of each page from ``address`` on, following the links that say ``rel``."""
    pages = []
    while address:
        page = person.reads(address)
        pages.append(LINE.findall(page))
        link = re.search(rf'href="([^"]+)" rel="{rel}"', page)
        address = unescape(link.group(1)) if link else ""
    return pages


def test_it_is_read_whole_in_both_directions(case: Case, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.features.arrangements.queries.timeline.PAGE_SIZE", 4)
    case.sent()
    with case.at(case.swindon) as one:
        lists = (one.access_list_id, one.inner_list_id)
        there = len(db.session.scalars(select(LedgerEntry.id).where(LedgerEntry.access_list_id.in_(lists))).all())
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    assert "See all that happened" in swindon.reads(base)
    pages = walked(swindon, f"{base}/history", "next")
    assert len(pages) > 1
    assert functools.reduce(operator.iadd, pages, [])
    assert sum(len(page) for page in pages) == there
    back = walked(swindon, f"{base}/history?page=last", "prev")
    assert [line for page in reversed(back) for line in page] == [line for page in pages for line in page]


def test_who_only_watches_reads_nothing_of_the_inner_list(case: Case, world: World) -> None:
    case.sent()
    with case.at(case.bedfordshire) as one:
        outer = select(LedgerEntry.action).where(LedgerEntry.access_list_id == one.access_list_id)
        actions_seen = db.session.scalars(outer.order_by(LedgerEntry.sequence)).all()
        seen = len(actions_seen) - actions_seen.index("arrangement.sent")
        assert not db.session.scalars(
            select(LedgerEntry.id).where(LedgerEntry.access_list_id == one.inner_list_id)
        ).all()
    watching, base = sits(case, world, case.bedfordshire), f"/arrangements/{case.reference}"
    assert sum(len(page) for page in walked(watching, f"{base}/history", "next")) == seen
    for key in ("i1", "o0", "o999", "x1", "o", "o-1", "o" + "9" * 30):
        watching.reads(f"{base}/history?after={key}", 404)
    sits(case, world, case.stranger).reads(f"{base}/history", 404)


def test_who_only_watches_is_not_told_who_confirmed_last_refused_or_what_was_drafted(case: Case, world: World) -> None:
    case.sent()
    for viewer in (case.kent, case.odpm, case.health):
        case.answer(viewer)
    watching, kent = sits(case, world, case.bedfordshire), sits(case, world, case.kent)
    address = f"/arrangements/{case.reference}"
    home, page = watching.reads("/"), watching.reads(address)
    assert "sent <a" in home
    for told in ("last party to confirm", "added a party", "added a measure"):
        assert told not in home, told
    for told in ("Every party has confirmed", "Added Kent"):
        assert told not in page, told
    assert "last party to confirm" in kent.reads("/")
    assert "added a measure" not in kent.reads("/")
    assert "Every party has confirmed" in kent.reads(address)
    assert "Added Kent" in kent.reads(f"{address}/history")


def test_who_only_watches_is_not_told_of_mentoring(case: Case, world: World) -> None:
    case.sent()
    swindon, watching = (sits(case, world, viewer) for viewer in (case.swindon, case.bedfordshire))
    with case.at(case.swindon) as one:
        actions.set_visits(one, None, "Every day", 20)
        ledger.record("arrangement.paced", one, {})
    base = f"/arrangements/{case.reference}"
    for address in ("/", base, f"{base}/history"):
        assert "hanged the expected visits" in swindon.reads(address)
        assert "expected visits" not in watching.reads(address), "nor of what older versions told everybody"
    with case.at(case.bedfordshire):
        entries = select(LedgerEntry.id).where(LedgerEntry.action == "arrangement.paced")
        assert len(db.session.scalars(entries).all()) == 1
