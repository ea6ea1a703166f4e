"""Case 1: Kent takes over core management of Swindon's social services and mentors its people (January 2005)."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from portal.access import viewing
from portal.core import clock
from portal.core.periods import Period, months
from portal.data import db
from portal.demo import money
from portal.demo.cast import Cast
from portal.demo.files import text_file
from portal.demo.kent_visits import agree_pairs, log_visits
from portal.demo.steps import confirm, find
from portal.features.arrangements import (
    Arrangement,
    Criterion,
    Direction,
    Judgement,
    Kind,
    Measure,
    Readiness,
    Role,
    Scale,
    Step,
    actions,
)
from portal.features.evidence import add_evidence

WATCHERS = ("bedfordshire", "birmingham", "cumbria", "ealing", "scilly", "oldham", "plymouth", "swindon-carers")
STARS = "Stars for Swindon’s social services"
KENTS_STARS = "Stars for Kent’s social services, beside them"
CONTACTS = (
    ("kent", actions.ContactFacts(post="Head of partnerships", email="partnerships@kent.example.org")),
    ("odpm", actions.ContactFacts(name="The desk for local government", phone="020 7946 0000")),
)
CPA = "Comprehensive Performance Assessment of Swindon"
DECEMBER_2004 = months(2004, 12, 1)


def _at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def tell(cast: Cast) -> str:
    """Tell the story; give the arrangement's reference."""
    with clock.pinned(_at(2005, 1, 10)), viewing(cast.viewer("manager.swindon")):
        arrangement = _draft(cast)
        reference = arrangement.reference
    with clock.pinned(_at(2005, 1, 14)), viewing(cast.viewer("manager.swindon")):
        actions.send_arrangement(find(reference))
    for key, contact in CONTACTS:
        with clock.pinned(_at(2005, 1, 17, 9)), viewing(cast.viewer(f"manager.{key}")):
            actions.set_contact(find(reference), cast.organisation(key).reference, None, contact)
    for moment, address in (
        (_at(2005, 1, 17), "manager.kent"),
        (_at(2005, 1, 19), "manager.odpm"),
        (_at(2005, 1, 20), "manager.health"),
    ):
        with clock.pinned(moment), viewing(cast.viewer(address)):
            confirm(find(reference))
    with clock.pinned(_at(2005, 1, 20, 12)), viewing(cast.viewer("manager.swindon")):
        actions.take_step(find(reference), Step.START)
    log_visits(cast, reference)
    _record_progress(cast, reference)
    money.paid_by_swindon(cast, reference)
    return reference


def _draft(cast: Cast) -> Arrangement:
    arrangement = actions.create_arrangement(
        actions.About(
            kind=Kind.MENTORING,
            title="Kent mentors Swindon’s social services",
            purpose=(
                "Kent runs the core management of Swindon’s social services and passes on how it does so. Swindon was"
                " rated at no stars and Kent at three. Kent’s middle managers work beside Swindon’s on financial"
                " controls and back-office systems, and each of Swindon’s cabinet members and officers has a mentor"
                " in the same post at Kent."
            ),
            starts_on=date(2005, 1, 17),
            ends_on=date(2007, 12, 31),
            success_gate="The pilot must be shown to have worked before any other council takes up this form.",
        ),
        [Role.RECIPIENT, Role.MENTEE, Role.ACCOUNTABLE_BODY],
        ["adult_social_care", "childrens_services", "finance"],
    )
    for key, roles in (
        ("kent", [Role.PROVIDER, Role.MENTOR]),
        ("odpm", [Role.FUNDER, Role.BROKER]),
        ("health", [Role.FUNDER]),
        *((watcher, [Role.OBSERVER]) for watcher in WATCHERS),
    ):
        actions.add_party(arrangement, cast.organisation(key), roles)
    decided = actions.JoiningFacts(decision_body="Cabinet", decision_on=date(2005, 1, 7), decision_minute="101 of 2005")
    actions.set_joining(arrangement, cast.organisation("swindon").reference, None, decided)
    money.of_swindon(cast, arrangement)
    actions.set_legal_basis(arrangement, None, "", cast.organisation_id("swindon"), ["lga_1972_113"])
    agree_pairs(cast, arrangement)
    _measures(arrangement)
    _governance(arrangement)
    return arrangement


def _governance(arrangement: Arrangement) -> None:
    """Who decides, what is to be done by when, and what the pilot must show before others take up its form."""
    facts = actions.GovernanceFacts(
        meetings="The joint board, each month",
        board="The two cabinet members and the two directors. Each council decides on its own money.",
        notice_months=6,
        exit_plan="Kent’s managers leave service by service, each once its Swindon counterpart runs it alone.",
        exit_readiness=Readiness.DRAFTED,
    )
    actions.set_governance(arrangement, None, facts)
    for name, day in (
        ("First report to both cabinets", date(2005, 4, 30)),
        ("Second report to both cabinets", date(2006, 4, 30)),
    ):
        actions.add_milestone(arrangement, actions.MilestoneFacts(name, day))
    actions.add_criterion(
        arrangement, "Social services have two stars", "The rating of the Commission for Social Care Inspection in 2007"
    )
    actions.add_criterion(
        arrangement, "Swindon’s managers run the service without Kent’s", "The joint board looks at it at the end"
    )


def _measures(arrangement: Arrangement) -> None:
    stars = actions.add_measure(arrangement, _rating(STARS, "csci_stars", "No stars", date(2004, 12, 1)))
    target = actions.set_target(arrangement, stars.reference, "Two stars", date(2007, 12, 31))
    actions.add_point(arrangement, target.reference, "One star", date(2005, 12, 31))
    for name, framework, baseline, on in (
        (KENTS_STARS, "csci_stars", "Three stars", date(2004, 12, 1)),
        (CPA, "cpa_category", "Poor", date(2003, 12, 18)),
        ("Children’s services: December judgement", "csci_judgement", "1 of 4", DECEMBER_2004),
        ("Adults’ services: December judgement", "csci_judgement", "2 of 4", DECEMBER_2004),
    ):
        actions.add_measure(arrangement, _rating(name, framework, baseline, on))


def _rating(name: str, framework: str, baseline: str, on: date | Period) -> actions.MeasureFacts:
    when = on if isinstance(on, Period) else Period(on, on)
    return actions.MeasureFacts(
        name, Scale.RATING, Direction.HIGHER, "", "", baseline, when.end, framework, baseline_from=when.since
    )


def _record_progress(cast: Cast, reference: str) -> None:
    with clock.pinned(_at(2005, 2, 1)), viewing(cast.viewer("officer.swindon")):
        arrangement = find(reference)
        cpa = _measure(arrangement, CPA)
        weak = actions.ReadingFacts("Weak", date(2004, 12, 16), "Audit Commission, 2004")
        actions.record_reading(arrangement, cpa, weak)
    with clock.pinned(_at(2005, 6, 6)), viewing(cast.viewer("officer.swindon")):
        arrangement = find(reference)
        for title, name, words in EVIDENCE:
            evidence = add_evidence(
                arrangement.inner_list_id, title, (date(2005, 1, 24), date(2005, 5, 31)), text_file(name, words)
            )
            actions.attach_evidence(arrangement, evidence)
    with clock.pinned(_at(2005, 12, 5)), viewing(cast.viewer("officer.swindon")):
        arrangement = find(reference)
        proof = add_evidence(arrangement, LETTER[0], (date(2005, 12, 1), date(2005, 12, 1)), text_file(*LETTER[1:]))
        actions.attach_evidence(arrangement, proof)
        judge = "Commission for Social Care Inspection"
        one_star = actions.ReadingFacts("One star", date(2005, 12, 1), judge, evidence=proof.reference)
        actions.record_reading(arrangement, _measure(arrangement, STARS), one_star)
    with clock.pinned(_at(2005, 12, 12)), viewing(cast.viewer("manager.kent")):
        arrangement = find(reference)
        criterion = db.session.scalars(
            select(Criterion.reference).where(Criterion.arrangement_id == arrangement.id).order_by(Criterion.id)
        ).all()[0]
        actions.judge(
            arrangement, criterion, None, Judgement.NOT_SHOWN, "One star was reached in 2005. Two are due in 2007."
        )


def _measure(arrangement: Arrangement, name: str) -> str:
    return db.session.scalars(
        select(Measure.reference).where(Measure.arrangement_id == arrangement.id, Measure.name == name)
    ).one()


EVIDENCE = (
    (
        "Month-end checklist",
        "month-end-checklist.csv",
        "Step,Owner,Working day\nClose purchase orders,Team managers,1\nCheck placements,Finance,2\nReport,Finance,3\n",
    ),
    (
        "Minutes of the joint board, May 2005",
        "joint-board-2005-05.txt",
        "The board heard that forty visits had been made since January and that month-end now closes on day three.\n",
    ),
)
LETTER = (
    "The commission’s letter with the star rating of 2005",
    "star-rating-2005.txt",
    "Swindon’s social services are rated at one star. A year before they had none.\n",
)
