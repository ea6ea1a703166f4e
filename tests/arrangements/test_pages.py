"""Case 1 told through the browser by named people, on both databases."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from portal import adapters
from portal.access import Viewer
from portal.data import db
from portal.features.arrangements import actions
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    Measure,
    MentoringPair,
    MentoringSession,
    MoneyFlow,
    Reading,
)
from portal.features.organisations import Organisation, OrganisationFacts, OrganisationType, create_organisation
from portal.jobs import run_due
from tests.arrangements.conftest import Case
from tests.factories.world import World

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')

LENGTH = {"length": "other", "other_length": "90 minutes"}


class Person:
    """Somebody at a browser."""

    def __init__(self, browser: FlaskClient) -> None:
        self.browser = browser

    def reads(self, address: str, status: int = 200) -> str:
        """The words of a page."""
        answer = self.browser.get(address)
        assert answer.status_code == status, (address, answer.status_code, answer.get_data(as_text=True)[-2000:])
        return answer.get_data(as_text=True)

    def sends(self, address: str, status: int = 303, page: str = "", **answers: Any) -> str:
        """Fill in the form at ``address`` and send it; where it leads, or the page shown again."""
        html = page or self.reads(address)
        form = html[html.index("<main") :]
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(form)}
        answer = self.browser.post(address, data={**hidden, **answers}, content_type="multipart/form-data")
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, (address, answer.status_code, errors(text))
        return answer.headers["Location"] if status == 303 else text


def errors(html: str) -> list[str]:
    start = html.find("govuk-error-summary__list")
    return re.findall(r"<li>(.*?)</li>", html[start : html.find("</ul>", start)]) if start > 0 else [html[-1500:]]


def day(name: str, d: int, m: int, y: int) -> dict[str, Any]:
    return {f"{name}-day": str(d), f"{name}-month": str(m), f"{name}-year": str(y)}


def sits(case: Case, world: World, viewer: Viewer) -> Person:
    return Person(world.browser(viewer))


def reference_of(case: Case, name: str) -> str:
    with case.at(case.swindon):
        return db.session.scalars(select(Organisation.reference).where(Organisation.name == name)).one()


def test_swindon_registers_and_kent_confirms(case: Case, world: World) -> None:
    swindon = sits(case, world, case.swindon)
    assert "No arrangements yet" in swindon.reads("/arrangements")
    to = swindon.sends(
        "/arrangements/new", title="Kent mentors Swindon", kind="mentoring", roles=["recipient", "mentee"]
    )
    base = to.removesuffix("/tasks")
    case.reference = base.rsplit("/", 1)[1]
    assert "0 of 6 parts" in swindon.reads(to)
    swindon.sends(
        f"{base}/about",
        title="Kent mentors Swindon",
        kind="mentoring",
        purpose="Better care",
        **day("starts_on", 17, 1, 2005),
    )
    people = {
        "Kent County Council": ["provider", "mentor"],
        "Office of the Deputy Prime Minister": ["funder", "broker"],
        "Department of Health": ["funder"],
        "Bedfordshire County Council": ["observer"],
    }
    for name, roles in people.items():
        swindon.sends(f"{base}/parties/add/{reference_of(case, name)}", roles=roles)
    kent, health = reference_of(case, "Kent County Council"), reference_of(case, "Department of Health")
    odpm, own = reference_of(case, "Office of the Deputy Prime Minister"), reference_of(case, "Swindon Borough Council")
    swindon.sends(f"{base}/money/add", payer=own, payee=kent, pence="2.6m", purpose="Core management")
    swindon.sends(f"{base}/money/add", payer=odpm, joint_payer=health, payee=kent, pence="£1,000,000")
    swindon.sends(f"{base}/legal-basis", legal_basis="Local Government Act 1972, section 101", accountable_body=own)
    swindon.sends(f"{base}/visits", rhythm="Two or three days a week", visits_per_month="10")
    swindon.sends(
        f"{base}/pairs/add", mentor=kent, mentor_post="Head of finance", mentee=own, mentee_post="Finance manager"
    )
    to = swindon.sends(
        f"{base}/measures/add", name="Stars", scale="rating", direction="higher",
        labels="0 stars\n1 star\n2 stars\n3 stars", baseline="0 stars", **day("baseline_on", 1, 12, 2004),
    )  # fmt: skip
    swindon.sends(to, rating="2 stars", **day("due_on", 31, 12, 2007))
    assert "6 of 6 parts" in swindon.reads(f"{base}/tasks")
    page = swindon.reads(f"{base}/check")
    assert "£2,600,000" in page
    assert "Kent County Council can see all of it" in page
    assert not case.sees(case.kent)
    swindon.sends(f"{base}/check", page=page)
    kim = sits(case, world, case.kent)
    assert "Confirmed by 1 of 4" in kim.reads(base)
    kim.sends(f"{base}/answer", decision="confirmed")
    page = kim.reads(base)
    assert "Confirmed by 2 of 4" in page
    assert "£3.6 million in all" in page
    assert "£2,600,000" in page
    assert "Confirmed by 2 of 4" in swindon.reads("/arrangements")
    run_due(case.app)
    with case.app.app_context():
        mail: Any = adapters.mail()
        sent_to = {message["To"] for message in mail.outbox}
    assert {world.emails[one.person_id] for one in (case.kent, case.odpm, case.health, case.bedfordshire)} <= sent_to


def test_observers_and_strangers(case: Case, world: World) -> None:
    case.sent()
    base = f"/arrangements/{case.reference}"
    bea = sits(case, world, case.bedfordshire)
    page = bea.reads(base)
    assert "Kent mentors Swindon" in page
    assert "Stars for social services" in page
    assert "Party to this arrangement (funder)" in page
    assert "(5)" in page
    for secret in ("2,600,000", "£3.6", "Confirmed", "Head of finance", "Log a session", "/sessions"):
        assert secret not in page
    bea.reads(f"{base}/sessions", 403)
    bea.reads(f"{base}/answer", 403)
    bea.reads(f"{base}/money", 403)
    una = sits(case, world, case.stranger)
    for path in ("", "/sessions", "/answer", "/tasks", "/check", "/money", "/sessions/add"):
        assert una.browser.get(base + path).status_code == 404


def test_what_changed_since_is_said_field_by_field(case: Case, world: World) -> None:
    case.sent()
    case.answer(case.kent)
    base = f"/arrangements/{case.reference}"
    swindon, kim = sits(case, world, case.swindon), sits(case, world, case.kent)
    with case.at(case.swindon):
        flow = db.session.scalars(select(MoneyFlow.reference).order_by(MoneyFlow.id)).first()
    own, kent = reference_of(case, "Swindon Borough Council"), reference_of(case, "Kent County Council")
    open_page = kim.reads(f"{base}/answer")
    swindon.sends(f"{base}/money/{flow}", payer=own, payee=kent, pence="2.7m", purpose="Core management")
    assert "2 of 4 have confirmed; changed since: money" in kim.reads(base)
    again = kim.sends(f"{base}/answer", 409, page=open_page, decision="disputed", comment="Typed with care")
    assert "It changed while you were reading" in again
    assert "Typed with care" in again
    page = kim.reads(f"{base}/answer")
    assert "What changed since version 1" in page
    assert "£2,600,000" in page
    assert "£2,700,000" in page
    kim.sends(f"{base}/answer", page=page, decision="confirmed")
    assert "Confirmed by 1 of 4" in kim.reads(base)


def test_two_people_change_one_thing(case: Case, world: World) -> None:
    case.sent()
    base = f"/arrangements/{case.reference}"
    sam, also = sits(case, world, case.swindon), sits(case, world, case.swindon)
    page = also.reads(f"{base}/about")
    facts = {"title": "Kent mentors Swindon", "kind": "mentoring", **day("starts_on", 17, 1, 2005)}
    sam.sends(f"{base}/about", purpose="What Sam typed", **facts)
    conflict = also.sends(f"{base}/about", 409, page=page, purpose="What the other typed", **facts)
    assert "What Sam typed" in conflict
    assert "What the other typed" in conflict
    with case.at(case.swindon):
        flow = db.session.scalars(select(MoneyFlow.reference).order_by(MoneyFlow.id)).first()
    own, kent = reference_of(case, "Swindon Borough Council"), reference_of(case, "Kent County Council")
    page = also.reads(f"{base}/money/{flow}")
    sam.sends(f"{base}/money/{flow}", payer=own, payee=kent, pence="2.7m")
    conflict = also.sends(f"{base}/money/{flow}", 409, page=page, payer=own, payee=kent, pence="2.8m")
    assert "£2,700,000" in conflict
    assert "2.8m" in conflict


def test_sent_twice_is_done_once(case: Case, world: World) -> None:
    case.sent()
    kim = sits(case, world, case.kent)
    address = f"/arrangements/{case.reference}/sessions/add"
    page = kim.reads(address)
    told = LENGTH | {"state": "held", "topic": "Invoices", **day("on_date", 1, 2, 2005)}
    for _ in range(2):
        kim.sends(address, page=page, **told)
    with case.at(case.kent):
        assert len(db.session.scalars(select(MentoringSession)).all()) == 1


def test_a_session_is_logged_and_the_last_repeated(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    told = LENGTH | {"state": "held", "topic": "Invoices", **day("on_date", 1, 2, 2005)}
    to = kim.sends(f"{base}/sessions/add", another="yes", outcome="A list", **told)
    assert 'value="Invoices"' in kim.reads(to)
    assert "1 hour 30 minutes" in kim.reads(f"{base}/sessions")
    page = kim.sends(f"{base}/sessions/add", 422, state="held", topic="No length", **day("on_date", 1, 2, 2005))
    assert "Say how long the session was" in page
    assert "No length" in page
    with case.at(case.kent):
        row = db.session.scalars(select(MentoringSession.reference)).one()
    kim.sends(f"{base}/sessions/{row}/change", outcome="Two lists", **told)
    assert "Two lists" in kim.reads(base)


def test_a_reading_a_figure_and_evidence(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    with case.at(case.kent):
        measure = db.session.scalars(select(Measure.reference)).one()
    to = kim.sends(
        f"{base}/measures/{measure}/readings/add",
        rating="1 star",
        source="The Commission",
        **day("on_date", 1, 12, 2005),
    )
    assert "1 star" in kim.reads(to)
    kim.sends(f"{base}/figures/add", pence="3.66m", period="over three years", source="A trade paper")
    kim.sends(
        f"{base}/evidence/add",
        title="Minutes of the board",
        audience="parties",
        upload=(BytesIO(b"Two stars were reached."), "minutes.txt"),
    )
    page = kim.reads(base)
    for words in ("1 star", "£3.66 million", "over three years", "A trade paper", "Minutes of the board"):
        assert words in page
    seen = sits(case, world, case.bedfordshire).reads(base)
    assert "1 star" in seen
    assert "Minutes of the board" not in seen
    assert "3.66" not in seen
    with case.at(case.kent) as one:
        row = db.session.scalars(select(ArrangementEvidence)).one()
        assert (row.arrangement_id, row.inner_arrangement_id) == (None, one.id)


def test_find_an_organisation_by_name(case: Case, world: World) -> None:
    case.begin()
    with case.at(case.swindon):
        create_organisation("Plymouth City Council", OrganisationType.COUNCIL, OrganisationFacts())
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    assert "Plymouth City Council" in swindon.reads(f"{base}/parties/add?name=plym")
    assert "Nothing found" in swindon.reads(f"{base}/parties/add?name=zzz")
    swindon.reads(f"{base}/parties/add?name=%00%E2%80%AE")


def test_home_says_what_waits(case: Case, world: World) -> None:
    case.sent()
    assert "To confirm" in sits(case, world, case.kent).reads("/")
    case.answer(case.kent)
    assert "To confirm" not in sits(case, world, case.kent).reads("/")
    assert "the target was due on 31 December 2007" in sits(case, world, case.swindon).reads("/")


def test_withdrawn_is_over(case: Case, world: World) -> None:
    case.sent()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    swindon.sends(f"{base}/withdraw")
    assert "Withdrawn" in sits(case, world, case.kent).reads(base)
    page = sits(case, world, case.kent).sends(
        f"{base}/sessions/add", 422, state="held", topic="Late", length="450", **day("on_date", 1, 2, 2005)
    )
    assert "withdrawn" in page


def test_withdrawing_what_has_changed_since_is_refused(case: Case, world: World) -> None:
    case.sent()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    stale = swindon.reads(f"{base}/withdraw")
    with case.at(case.swindon) as one:
        actions.set_visits(one, None, "Once a week", 4)
    swindon.sends(f"{base}/withdraw", 409, stale)
    with case.at(case.swindon) as one:
        assert one.state != "withdrawn"


def test_removing_a_row_that_has_changed_since_is_refused(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    with case.at(case.swindon):
        rows: list[Any] = [
            db.session.scalars(select(model).order_by(model.id)).all()[0]
            for model in (MoneyFlow, MentoringPair, Measure)
        ]
        pages = [
            f"{base}/{place}/{row.reference}/remove"
            for place, row in zip(("money", "pairs", "measures"), rows, strict=True)
        ]
    stale = [swindon.reads(page) for page in pages]
    with case.at(case.swindon):
        money, pair, measure = (db.session.merge(row) for row in rows)
        money.source, pair.focus, measure.name = "The minutes", "Budgets", "Stars"
    for page, html in zip(pages, stale, strict=True):
        swindon.sends(page, 409, html)
        swindon.sends(page)


def statements(case: Case, person: Person, address: str) -> int:
    counted = []
    with case.app.app_context():
        engine = db.engine

    def count(*_: Any) -> None:
        counted.append(1)

    event.listen(engine, "before_cursor_execute", count)
    person.reads(address)
    event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_the_story_takes_as_many_statements_at_any_size(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    kim.reads(base)
    small = {path: statements(case, kim, base + path) for path in ("", "/sessions")}
    with case.at(case.kent) as one:
        measure = db.session.scalars(select(Measure)).one()
        db.session.add_all(sessions(one, case.kent.organisation_id, 2000))
        db.session.add_all(readings(measure, case.kent.organisation_id, 300))
    large = {path: statements(case, kim, base + path) for path in ("", "/sessions")}
    assert small == large
    assert max(large.values()) <= 8
    with case.at(case.kent):
        reference = db.session.scalars(select(Measure.reference)).one()
    assert statements(case, kim, f"{base}/measures/{reference}") <= 8
    assert statements(case, kim, "/arrangements") <= 8


def sessions(one: Arrangement, by: int, many: int) -> list[MentoringSession]:
    facts = {"access_list_id": one.inner_list_id, "arrangement_id": one.id, "state": "held", "minutes": 60}
    start = date(2005, 1, 17)
    return [
        MentoringSession(**facts, on_date=start + timedelta(days=n), topic=f"Topic {n}", logged_by_id=by)
        for n in range(many)
    ]


def readings(measure: Measure, by: int, many: int) -> list[Reading]:
    facts = {"access_list_id": measure.access_list_id, "measure_id": measure.id, "label": "1 star", "source": "S"}
    start = date(2005, 1, 17)
    return [
        Reading(**facts, value=Decimal(1), on_date=start + timedelta(days=n), recorded_by_id=by) for n in range(many)
    ]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "' OR 1=1 --", "Ty\u0302 Ha\u0301f", "𝕳𝖊𝖑𝖑𝖔"])
def test_odd_words_stay_words(case: Case, world: World, text: str) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    kim.sends(
        f"{base}/sessions/add", state="held", length="225", topic=text, outcome=text, **day("on_date", 1, 2, 2005)
    )
    assert "<script>alert" not in kim.reads(base)


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        ("money/add", {"payer": "ZZZZ-ZZZZ", "payee": "ZZZZ-ZZZZ", "pence": "1"}),
        ("money/add", {"pence": "1e9"}),
        ("money/add", {"pence": "-5", "in_kind": "x" * 300}),
        ("about", {"title": "a\x00b", "kind": "nonsense", **day("starts_on", 31, 2, 2005)}),
        ("about", {"title": "\u202eabc", "purpose": "x" * 6000}),
        ("pairs/add", {"mentor": "1", "mentor_post": ""}),
        ("measures/add", {"name": "M", "scale": "number", "baseline": "NaN", "baseline_on-year": "x"}),
        ("measures/add", {"name": "M", "scale": "rating", "direction": "higher", "labels": "one"}),
        ("visits", {"rhythm": "often", "visits_per_month": "9" * 30}),
        ("legal-basis", {"legal_basis": "\ufffe", "accountable_body": "x"}),
        ("sessions/add", {"state": "held", "length": "other", "other_length": "0", "topic": "t"}),
    ],
)  # fmt: skip
def test_hostile_input_gets_a_message(case: Case, world: World, address: str, answers: dict[str, str]) -> None:
    case.sent()
    swindon = sits(case, world, case.swindon)
    page = swindon.sends(f"/arrangements/{case.reference}/{address}", 422, **answers)
    assert "There is a problem" in page


def test_unknown_fields_and_other_records_are_refused(case: Case, world: World) -> None:
    case.sent()
    first = case.reference
    case.begin()
    swindon = sits(case, world, case.swindon)
    swindon.sends(f"/arrangements/{first}/visits", 400, rhythm="often", owner="me")
    with case.at(case.swindon):
        flow = db.session.scalars(select(MoneyFlow.reference)).first()
    swindon.reads(f"/arrangements/{case.reference}/money/{flow}", 404)
    swindon.reads(f"/arrangements/{first}/money/0000-0000", 404)
    swindon.reads(f"/arrangements/{first}/money/not-a-reference", 404)
    swindon.reads("/arrangements?after=0000-0000", 404)
    swindon.reads("/arrangements?kind=%00&state=x&party=%F0%9F%98%80")
