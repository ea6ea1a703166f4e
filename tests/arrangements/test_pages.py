"""Case 1 told through the browser by named people, on both databases."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from sqlalchemy import select

from portal import adapters
from portal.data import db
from portal.features.arrangements.models import (
    ArrangementEvidence,
    Measure,
    MentoringSession,
    MoneyFlow,
)
from portal.features.evidence import Evidence
from portal.features.organisations import OrganisationFacts, OrganisationType, create_organisation
from portal.jobs import run_due
from tests.arrangements.conftest import Case
from tests.arrangements.people import LENGTH, day, reference_of, sits
from tests.factories.world import World


def test_swindon_registers_and_kent_confirms(case: Case, world: World) -> None:
    swindon = sits(case, world, case.swindon)
    assert "No arrangements yet" in swindon.reads("/arrangements")
    to = swindon.sends(
        "/arrangements/new", title="Kent mentors Swindon", kind="mentoring", roles=["recipient", "mentee"]
    )
    base = to.removesuffix("/about")
    case.reference = base.rsplit("/", 1)[1]
    page = swindon.reads(f"{base}/tasks")
    assert "3 parts are needed before you can send it: none is done yet. 10 are optional: none is done yet." in page
    swindon.sends(
        f"{base}/about",
        title="Kent mentors Swindon",
        kind="mentoring",
        purpose="Better care",
        **day("starts_on", 17, 1, 2005),
    )
    page = swindon.reads(f"{base}/check")
    assert f'href="{base}/legal-basis">Say which organisation is the accountable body' in page
    page = swindon.reads(f"{base}/legal-basis")
    assert "or say it in your own words below" in page
    assert "(optional)" not in page
    people = {
        "Kent County Council": ["provider", "mentor"],
        "Office of the Deputy Prime Minister": ["funder", "broker"],
        "Department of Health": ["funder"],
        "Bedfordshire County Council": ["observer"],
    }
    for name, roles in people.items():
        reference = reference_of(case, name)
        swindon.sends(f"{base}/parties/add?name={name.split()[-2]}", organisation=reference, roles=roles)
    kent, health = reference_of(case, "Kent County Council"), reference_of(case, "Department of Health")
    odpm, own = reference_of(case, "Office of the Deputy Prime Minister"), reference_of(case, "Swindon Borough Council")
    swindon.sends(f"{base}/money/add", payer=own, payee=kent, basis="fixed", pence="2.6m", purpose="Core management")
    swindon.sends(f"{base}/money/add", payer=odpm, joint_payer=health, payee=kent, basis="fixed", pence="£1,000,000")
    swindon.sends(f"{base}/legal-basis", bases=["lga_1972_101"], accountable_body=own)
    swindon.sends(f"{base}/visits", rhythm="Two or three days a week", visits_per_month="10")
    swindon.sends(
        f"{base}/pairs/add", mentor=kent, mentor_post="Head of finance", mentee=own, mentee_post="Finance manager"
    )
    swindon.sends(
        f"{base}/measures/add/own-rating", name="Stars", labels="0 stars\n1 star\n2 stars\n3 stars",
        baseline="0 stars", **day("baseline_on", 1, 12, 2004), target="2 stars", **day("due_on", 31, 12, 2007),
    )  # fmt: skip
    page = swindon.reads(f"{base}/tasks")
    assert "3 parts are needed before you can send it: all done. 10 are optional: 3 are done." in page
    assert "How everybody will know that it works. 1 measure" in page
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


def test_saving_says_that_a_new_version_is_to_be_confirmed(case: Case, world: World) -> None:
    case.sent()
    swindon, about = sits(case, world, case.swindon), f"/arrangements/{case.reference}/about"
    told: dict[str, Any] = {"title": "Kent helps Swindon", "kind": "mentoring", "purpose": "Better care"}
    for said in (True, False):
        page = swindon.reads(swindon.sends(about, **told, **day("starts_on", 17, 1, 2005)))
        assert ("Saved as version 2. All parties are asked to confirm it, you too" in page) == said
    add = f"/arrangements/{case.reference}/parties/add?name=plym"
    world.organisation("Plymouth City Council")
    plymouth = reference_of(case, "Plymouth City Council")
    page = swindon.reads(swindon.sends(add, organisation=plymouth, roles="observer"))
    assert "Plymouth City Council is added" in page
    assert page.count("govuk-notification-banner--success") == page.count("Saved as version 3") == 1


def test_what_changed_since_is_said_field_by_field(case: Case, world: World) -> None:
    case.sent()
    case.answer(case.kent)
    base = f"/arrangements/{case.reference}"
    swindon, kim = sits(case, world, case.swindon), sits(case, world, case.kent)
    with case.at(case.swindon):
        flow = db.session.scalars(select(MoneyFlow.reference).order_by(MoneyFlow.id)).first()
    own, kent = reference_of(case, "Swindon Borough Council"), reference_of(case, "Kent County Council")
    open_page = kim.reads(f"{base}/answer")
    swindon.sends(
        f"{base}/money/{flow}/change", payer=own, payee=kent, basis="fixed", pence="2.7m", purpose="Core management"
    )
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


def test_a_session_is_logged_and_the_last_repeated(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    told = LENGTH | {"state": "held", "topic": "Invoices", **day("on_date", 1, 2, 2005)}
    assert "Repeat the last one" not in kim.reads(f"{base}/sessions/add")
    to = kim.sends(f"{base}/sessions/add", another="yes", outcome="A list", **told)
    assert "Repeat the last one" in kim.reads(f"{base}/sessions/add")
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
    assert "The target was due on 31 December 2007" in sits(case, world, case.swindon).reads("/")


def test_withdrawn_is_over(case: Case, world: World) -> None:
    case.sent()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    swindon.sends(f"{base}/withdraw")
    assert "Withdrawn" in sits(case, world, case.kent).reads(base)
    page = sits(case, world, case.kent).sends(
        f"{base}/sessions/add", 422, state="held", topic="Late", length="450", **day("on_date", 1, 2, 2005)
    )
    assert "withdrawn" in page


def test_nothing_is_added_to_the_evidence_of_what_was_withdrawn(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    for audience in ("parties", "everyone"):
        kim.sends(
            f"{base}/evidence/add", title=f"For {audience}", audience=audience, upload=(BytesIO(b"One"), "one.txt")
        )
    with case.at(case.kent):
        files = db.session.scalars(select(Evidence.reference).order_by(Evidence.id)).all()
    kim.sends(f"/evidence/{files[0]}/versions/new", note="Newer", upload=(BytesIO(b"Two"), "two.txt"))
    sits(case, world, case.swindon).sends(f"{base}/withdraw")
    for file in files:
        page = kim.sends(f"/evidence/{file}/versions/new", 422, note="Newest", upload=(BytesIO(b"Three"), "three.txt"))
        assert "withdrawn" in page
    with case.at(case.kent):
        assert db.session.scalars(select(Evidence.latest).order_by(Evidence.id)).all() == [2, 1]
