"""The forum takes away what it said, and nobody takes away what others said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from portal import downloads
from portal.access import MembershipRole
from portal.core import clock
from portal.data import db
from portal.features.feedback import Kind, Stance, reply_to
from portal.features.feedback.queries import EXCERPT
from portal.features.organisations import Membership
from tests.downloads.conftest import SAID, as_csv, as_xlsx, column
from tests.feedback.conftest import WORDS, Case
from tests.feedback.test_pages import MOST_STATEMENTS, counted

FILES = ("csv", "xlsx")


def numbers(words: list[Any]) -> list[int]:
    """Which of the thirty statements these are."""
    return [3 if "1+1" in one else int(one[7:9]) for one in words]


@pytest.mark.usefixtures("small_steps")
def test_all_pages_of_the_list_come_in_its_order(case: Case) -> None:
    browser = case.world.browser(case.council)
    for read, kind in ((as_csv, "csv"), (as_xlsx, "xlsx")):
        newest = column(read(browser.get(f"/feedback/download?format={kind}")), "Words")
        assert numbers(newest) == list(reversed(range(SAID)))
        oldest = column(read(browser.get(f"/feedback/download?format={kind}&sort=oldest")), "Words")
        assert numbers(oldest) == list(range(SAID))


@pytest.mark.usefixtures("small_steps")
def test_the_file_is_narrowed_as_the_list_is(case: Case) -> None:
    browser = case.world.browser(case.council)
    claims = as_csv(browser.get("/feedback/download?kind=claim&sort=oldest"))
    assert numbers(column(claims, "Words")) == list(range(1, SAID, 3))
    assert set(column(claims, "Kind")) == {"Claim"}
    assert len(as_csv(browser.get("/feedback/download?state=closed"))) == 1
    assert len(as_csv(browser.get("/feedback/download?about=0000-0000"))) == 1


def test_where_the_reader_stands_in_the_list_does_not_matter(case: Case) -> None:
    browser = case.world.browser(case.council)
    assert len(as_csv(browser.get("/feedback/download?page=last&after=0000-0000"))) == SAID + 1


def test_the_file_says_what_the_page_says(case: Case) -> None:
    reference = case.say("W" * (EXCERPT + 60), kind=Kind.SUGGESTION)
    with case.at(case.council):
        reply_to(case.statement(reference), Stance.DISPUTED, "Not so.")
    browser = case.world.browser(case.council)
    head, first = as_xlsx(browser.get("/feedback/download?format=xlsx"))[:2]
    row = dict(zip(head, first, strict=True))
    assert row["Reference"] == reference
    assert row["Said on"].date() == clock.today()
    assert (row["Said by"], row["About"]) == ("Dartford Voluntary Organisations Forum", "Buying home care in Kent")
    assert (row["Kind"], row["Who speaks"], row["How far"]) == ("Suggestion", "As a contractor", "Answered")
    assert (row["Reply"], row["Outcome on"], row["Words"]) == ("Disputed", None, "W" * EXCERPT + "…")
    csv = as_csv(browser.get("/feedback/download"))
    assert csv[0] == head
    assert column(csv, "Said on")[0] == clock.today().isoformat()
    assert "'=1+1" in column(csv, "Words")
    assert "=1+1" in column(as_xlsx(browser.get("/feedback/download?format=xlsx")), "Words")


def test_the_day_is_that_of_london() -> None:
    assert downloads.day_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert downloads.day_of(None) is None


@pytest.mark.parametrize("kind", FILES)
def test_a_browser_saves_it_and_keeps_no_other_copy(case: Case, kind: str) -> None:
    browser = case.world.browser(case.council)
    answer = browser.get(f"/feedback/download?format={kind}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="feedback-{clock.today()}.{kind}"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert int(answer.headers["Content-Length"]) == len(answer.get_data())
    assert ("spreadsheetml" if kind == "xlsx" else "text/csv") in str(answer.mimetype)


def test_a_format_that_we_do_not_make_is_not_found(case: Case) -> None:
    browser = case.world.browser(case.council)
    for asked in ("pdf", "", "csv%00", "../csv", "xls"):
        assert browser.get(f"/feedback/download?format={asked}").status_code == 404


@pytest.mark.parametrize("kind", FILES)
def test_a_list_that_is_too_long_is_cut_and_its_name_says_so(
    case: Case, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "AT_A_TIME", 7)
    browser = case.world.browser(case.council)
    for most, cut in ((SAID - 10, True), (SAID, False)):
        monkeypatch.setattr(downloads, "MOST_ROWS", most)
        answer = browser.get(f"/feedback/download?format={kind}")
        assert len(as_csv(answer) if kind == "csv" else as_xlsx(answer)) == 1 + most
        assert (f"-first-{most}." in answer.headers["Content-Disposition"]) is cut


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("kind", FILES)
def test_a_stranger_takes_away_nothing_of_others(case: Case, kind: str) -> None:
    case.say("Ashford's own words.", by=case.other)
    for viewer in (case.stranger, case.other):
        browser = case.world.browser(viewer)
        answer = browser.get(f"/feedback/download?format={kind}&about={case.about}")
        table = as_csv(answer) if kind == "csv" else as_xlsx(answer)
        mine = ["Ashford's own words."] if viewer is case.other else []
        assert column(table, "Words") == mine
        assert WORDS.encode() not in answer.get_data()


@pytest.mark.parametrize("kind", FILES)
def test_a_removed_member_and_a_visitor_get_no_file(case: Case, kind: str) -> None:
    browser = case.world.browser(case.forum)
    address = f"/feedback/download?format={kind}"
    assert browser.get(address).status_code == 200
    with case.app.app_context():
        gone = update(Membership).where(Membership.person_id == case.forum.person_id)
        db.session.execute(gone.values(ended_at=clock.now()))
        db.session.commit()
    for answer in (browser.get(address), case.app.test_client().get(address)):
        assert "Content-Disposition" not in answer.headers
        assert answer.status_code in {302, 303, 401, 403}
        assert b"Number" not in answer.get_data()


def test_whoever_may_read_the_list_may_take_it_away(case: Case) -> None:
    reader = case.world.person("Kent County Council", MembershipRole.VIEWER)
    assert len(as_csv(case.world.browser(reader).get("/feedback/download"))) == SAID + 1


def test_it_asks_little_writes_nothing_and_is_whole_before_it_leaves(case: Case) -> None:
    browser = case.world.browser(case.council)
    browser.get("/feedback/download")
    commits: list[Any] = []

    def note(session: Session) -> None:
        commits.append(session)

    event.listen(Session, "after_commit", note)
    try:
        with counted(case) as sent:
            answer = browser.get("/feedback/download?format=xlsx", buffered=False)
        with counted(case) as later:
            assert len(as_xlsx(answer)) == SAID + 1
    finally:
        event.remove(Session, "after_commit", note)
    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)
    assert later == []
    assert commits == []


def test_the_oldest_first_cost_what_the_newest_do(case: Case) -> None:
    browser = case.world.browser(case.council)
    sent = {}
    for address in ("/feedback", "/feedback?sort=oldest", "/feedback?sort=oldest&kind=claim&page=last"):
        browser.get(address)
        with counted(case) as statements:
            assert browser.get(address).status_code == 200
        sent[address] = len(statements)
    assert len(set(sent.values())) == 1, sent


def test_the_page_offers_what_it_shows(case: Case) -> None:
    page = case.world.browser(case.council).get("/feedback?kind=claim&sort=oldest").text
    for kind in FILES:
        assert f'href="/feedback/download?kind=claim&amp;sort=oldest&amp;format={kind}"' in page
    assert f"up to {downloads.MOST_ROWS:,} rows" in page
    assert '<option value="oldest" selected>' in page
    empty = case.world.browser(case.stranger).get("/feedback?sort=oldest").text
    assert "/feedback/download" not in empty
    assert "No feedback yet" in empty
