"""Money in the stories: what case 1 costs year by year, the cost that case 3 carries, the exchange of case 5.

Totals and prices are facts of the cases; how they fall on years, and how many days are given, is made up.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select

from portal.access import viewing
from portal.core import clock
from portal.data import db
from portal.demo.cast import Cast
from portal.demo.steps import find
from portal.features.arrangements import Arrangement, MoneyFlow, actions
from portal.features.evidence import Evidence

POUND = 100
FROM_SWINDON = ((2004, 180_000), (2005, 880_000), (2006, 880_000), (2007, 660_000))
FROM_DEPARTMENTS = ((2004, 100_000), (2005, 400_000), (2006, 350_000), (2007, 150_000))
SETTLED = (
    ("vat", "charged", "Kent’s invoices show VAT."),
    ("liabilities", "own", ""),
    ("insurance", "own", "Both insurers were told in January 2005."),
    ("transfer", "none", ""),
    ("secondment", "section_113", "Kent manages and pays its people; Swindon may direct them for the work agreed."),
)


def of_swindon(cast: Cast, arrangement: Arrangement) -> None:
    """£2.6 million from Swindon, £1 million from two departments between them, and a paper that says £3.66 million."""
    for payer, joint_payer, years, purpose, source in (
        ("swindon", None, FROM_SWINDON, "Management of social services", "The two councils’ agreement"),
        ("odpm", "health", FROM_DEPARTMENTS, "Support for the pilot", "The departments’ announcement"),
    ):
        money = actions.Money(
            payer_id=cast.organisation_id(payer),
            joint_payer_id=cast.organisation_id(joint_payer) if joint_payer else None,
            payee_id=cast.organisation_id("kent"),
            pence=sum(pounds for _, pounds in years) * POUND,
            purpose=purpose,
            period_from=date(2005, 1, 17),
            period_to=date(2007, 12, 31),
            source=source,
            vat="added" if joint_payer is None else "outside",
        )
        flow = actions.add_money(arrangement, money)
        actions.plan_years(arrangement, flow.reference, None, {year: pounds * POUND for year, pounds in years})
    actions.state_figure(
        arrangement,
        actions.Figure(366_000_000, "A later account in the trade press", "three years", "Against £3.6 million here"),
    )
    for question, answer, note in SETTLED:
        actions.settle(arrangement, question, None, answer, note)


def paid_by_swindon(cast: Cast, reference: str) -> None:
    """What was paid up to March 2005, each recorded by an end of it; the departments’ part came short."""
    for address, pounds, note in (
        ("officer.swindon", 180_000, "Two invoices, January and March 2005"),
        ("officer.kent", 75_000, "The last quarter came in April"),
    ):
        with clock.pinned(datetime(2005, 6, 7, 10, tzinfo=UTC)), viewing(cast.viewer(address)):
            arrangement = find(reference)
            flows = _flows(arrangement)
            minutes = db.session.scalars(select(Evidence.reference).where(Evidence.title.startswith("Minutes"))).first()
            flow, evidence = (flows[0], minutes or "") if address == "officer.swindon" else (flows[1], "")
            actions.record_paid(arrangement, flow, actions.Paid(2004, pounds * POUND, note=note, evidence=evidence))


def _flows(arrangement: Arrangement) -> list[str]:
    return list(
        db.session.scalars(
            select(MoneyFlow.reference).where(MoneyFlow.arrangement_id == arrangement.id).order_by(MoneyFlow.id)
        )
    )


def of_mystery_shopping(cast: Cast, arrangement: Arrangement) -> None:
    """Each council gives the other officers’ time for two services, which could be bought for £3,500 each a year."""
    for giver, taker in (("uttlesford", "colchester"), ("colchester", "uttlesford")):
        money = actions.Money(
            payer_id=cast.organisation_id(giver),
            payee_id=cast.organisation_id(taker),
            in_kind="Officers’ time: visits and calls",
            officer_days=Decimal(12),
            day_rate=140 * POUND,
            period_from=date(2007, 9, 1),
            period_to=date(2008, 8, 31),
            source="Action plan, August 2007",
        )
        flow = actions.add_money(arrangement, money)
        actions.plan_years(arrangement, flow.reference, None, {2007: Decimal(7), 2008: Decimal(5)})
        price = actions.Alternative(3_500 * POUND, 2, "one service for a year", "Prices of companies, August 2007")
        actions.compare_with_buying(arrangement, flow.reference, None, price)


def of_worklessness(cast: Cast, arrangement: Arrangement) -> None:
    """The service that finds people work costs Kent £1.3 million a year."""
    kent, years = cast.organisation_id("kent"), (2008, 2009, 2010)
    money = actions.Money(
        payer_id=kent,
        payee_id=kent,
        pence=1_300_000 * POUND * len(years),
        basis="cost_share",
        purpose="Kent Supported Employment, about 45 full-time posts",
        period_from=date(2008, 4, 1),
        period_to=date(2011, 3, 31),
        source="Kent’s account of the service, 2008",
    )
    flow = actions.add_money(arrangement, money)
    actions.share_cost(arrangement, flow.reference, None, {kent: 10_000})
    actions.plan_years(arrangement, flow.reference, None, dict.fromkeys(years, 1_300_000 * POUND))
