"""Two parties answer one statement and do not agree: nobody's answer is printed as the answer."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from portal.access import Viewer, grant_access
from portal.data import GrantRole
from portal.features.feedback import Stance, reply_to
from portal.features.feedback.rules import ANSWER_END, ANSWER_PART, answers
from tests.feedback.conftest import Case
from tests.harness.pages import Page

BOTH = "Disputed by Kent County Council, accepted by Swindon Borough Council"
KENT_SAYS, SWINDON_SAYS = "Rates rose by 2 per cent a year.", "We saw the same in our own contracts."


@pytest.fixture
def swindon(case: Case) -> Viewer:
    """Somebody at a second party to the arrangement."""
    made = case.world.person("Swindon Borough Council", name="Sue of Swindon")
    with case.at(case.council):
        grant_access(case.arrangement.access_list_id, made.organisation_id, GrantRole.PARTY, "Buys home care too")
    return made


def words(page: str) -> str:
    return " ".join(Page(page).words.split())


def test_every_page_names_who_says_what(case: Case, swindon: Viewer) -> None:
    reference = case.say()
    forum, sue = case.world.browser(case.forum), case.world.browser(swindon)
    opened = Page(sue.get(f"/feedback/{reference}/replies/new").text).posting()[-1]
    with case.at(case.council):
        reply_to(case.statement(reference), Stance.DISPUTED, KENT_SAYS)
    assert "Disputed by" not in forum.get("/feedback").text

    sent = opened.filled() | {"stance": ["accepted"], "words": [SWINDON_SAYS]}
    answer = sue.post(f"/feedback/{reference}/replies/new", data=sent)
    page = Page(answer.text)
    assert answer.status_code == 409, "somebody else answered meanwhile"
    assert KENT_SAYS in page.words
    assert SWINDON_SAYS in page.words
    assert "it stands beside what is saved now" in page.words
    assert sue.post(f"/feedback/{reference}/replies/new", data=page.posting()[-1].filled()).status_code == 303

    for browser in (forum, sue):
        for address in ("/feedback", f"/feedback/{reference}", f"/arrangements/{case.about}"):
            shown = words(browser.get(address).text)
            assert "Disputed by Kent County Council Accepted by Swindon Borough Council" in shown, address
    assert BOTH + ": what you said" in words(forum.get("/").text)
    rows = list(csv.DictReader(StringIO(forum.get("/feedback/download?format=csv").get_data().decode("utf-8-sig"))))
    assert [row["Reply"] for row in rows] == [BOTH]

    with case.at(swindon):
        reply_to(case.statement(reference), Stance.DISPUTED, "On second thoughts we do not.")
    assert "Disputed by" not in forum.get(f"/feedback/{reference}").text, "now they agree"


def test_each_organisation_counts_once_and_in_order() -> None:
    def stored(*said: tuple[int, Stance, str]) -> str:
        return ANSWER_END.join(ANSWER_PART.join((str(number), stance, name)) for number, stance, name in said)

    kent, swindon = (12, Stance.DISPUTED, "Kent"), (7, Stance.ACCEPTED, "Swindon")
    assert answers(None) == []
    assert answers(stored(kent)) == [(Stance.DISPUTED, "")]
    assert answers(stored(kent, swindon)) == [(Stance.ACCEPTED, "Swindon"), (Stance.DISPUTED, "Kent")]
    assert answers(stored(kent, (13, Stance.DISPUTED, "Swindon"))) == [(Stance.DISPUTED, "")]
