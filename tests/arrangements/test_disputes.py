"""A dispute waits for whoever is to mend it, and what was said stays to be read."""

from __future__ import annotations

import re

import pytest

from portal.features.arrangements import actions
from portal.features.arrangements.models import Decision
from portal.features.arrangements.panels import _waiting
from tests.arrangements.conftest import Case
from tests.arrangements.people import sits
from tests.factories.world import World

WHY = "The amount should be £2.66 million"


def waiting(page: str) -> str:
    """What stands under “Waiting for you”."""
    return page[page.index("Waiting for you") : page.index("What changed")]


def said_by_kent(page: str) -> tuple[str, str]:
    """The tag and the words of Kent in the table of parties."""
    row = page[page.index("Kent County Council</th>") :]
    row = row[: row.index("</tr>")]
    words = re.search(r'<div class="accord-said"><p[^>]*>(.*?)</p>', row)
    return re.findall(r"govuk-tag--\w+\">(.*?)<", row)[0], words.group(1) if words else ""


def test_a_dispute_waits_at_home_for_who_leads_it_until_it_is_mended(case: Case, world: World) -> None:
    case.sent()
    swindon, kent = sits(case, world, case.swindon), sits(case, world, case.kent)
    case.answer(case.kent, Decision.DISPUTED, WHY)
    case.answer(case.odpm, Decision.DISPUTED, "Not so")
    case.answer(case.odpm)
    told = waiting(swindon.reads("/"))
    assert "Kent County Council disputed version 1" in told
    assert "Office of the Deputy Prime Minister" not in told
    assert "disputed version" not in waiting(kent.reads("/"))
    assert case.reference in swindon.reads("/arrangements?answers=disputed")
    assert case.reference not in sits(case, world, case.bedfordshire).reads("/arrangements?answers=disputed")
    with case.at(case.swindon) as one:
        actions.set_visits(one, None, "Once a week", 4)
    assert "disputed version" not in waiting(swindon.reads("/"))
    assert case.reference not in swindon.reads("/arrangements?answers=disputed")
    assert said_by_kent(swindon.reads(f"/arrangements/{case.reference}")) == ("Disputed version 1", WHY)
    case.answer(case.kent)
    assert said_by_kent(swindon.reads(f"/arrangements/{case.reference}")) == ("Confirmed", "")


def test_home_says_how_many_more_are_disputed(case: Case, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.features.arrangements.queries.lists.MOST_WAITING", 1)
    _waiting.cache_clear()
    case.sent()
    swindon = sits(case, world, case.swindon)
    case.answer(case.kent, Decision.DISPUTED, WHY)
    assert "more<" not in waiting(swindon.reads("/"))
    case.answer(case.odpm, Decision.DISPUTED, "Not so")
    told = waiting(swindon.reads("/"))
    assert '<a class="govuk-link" href="/arrangements?answers=disputed">1 more<' in told
    _waiting.cache_clear()
