"""Money told through the browser: years, shares, what was paid, figures that differ, an exchange, what was settled."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from portal.core.money import read_pence
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import DifferingFigure, MoneyFlow, PaidYear
from portal.features.arrangements.rules.settled import QUESTIONS
from portal.features.arrangements.rules.terms import frozen
from portal.features.organisations import Organisation
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person, reference_of, sits, statements
from tests.factories.world import World


def flows(case: Case) -> list[str]:
    with case.at(case.swindon) as one:
        return list(
            db.session.scalars(
                select(MoneyFlow.reference).where(MoneyFlow.arrangement_id == one.id).order_by(MoneyFlow.id)
            )
        )


def period(case: Case) -> None:
    """Both sums cover January 2005 to December 2007."""
    with case.at(case.swindon) as one:
        for row in db.session.scalars(select(MoneyFlow).where(MoneyFlow.arrangement_id == one.id)):
            row.period_from, row.period_to = date(2005, 1, 17), date(2007, 12, 31)


@pytest.fixture
def told(case: Case, world: World) -> tuple[Case, str, Person, Person]:
    """Case 1, sent; its address; Sam of Swindon, who registered it, and Kim of Kent, at their browsers."""

    def say() -> None:
        case.begin()
        case.fill()
        period(case)
        case.send()

    world.once(case, say)
    return case, f"/arrangements/{case.reference}", sits(case, world, case.swindon), sits(case, world, case.kent)


Told = tuple[Case, str, Person, Person]


def test_years_are_planned_and_what_was_paid_stands_beside_them(told: Told, world: World) -> None:
    case, base, sam, kim = told
    first, second = flows(case)
    page = kim.reads(f"{base}/money")
    for words in ("Pays £2,600,000 more", "Receives £3,600,000 more", "Not given"):
        assert words in page
    assert "£3.6 million in all." in sam.reads(f"{base}/money/edit")
    page = sam.sends(f"{base}/money/{first}/years", 422, year_2004="lots")
    assert "2004 to 2005 must be an amount of money" in page
    sam.sends(f"{base}/money/{first}/years", year_2004="180,000", year_2005="880000", year_2006="0.88m", year_2007="1")
    page = kim.reads(f"{base}/money")
    assert "the years do not add up. They are £1,940,001 and not £2,600,000." in page
    assert "1 of 4 has confirmed; changed since: money" in kim.reads(base)
    planned: dict[str, Any] = {
        "year_2004": "180,000",
        "year_2005": "880000",
        "year_2006": "880000",
        "year_2007": "660000",
    }
    sam.sends(f"{base}/money/{first}/years", **planned)
    case.answer(case.kent)
    kim.sends(f"{base}/money/{first}/paid/add", year="2004", pence="175,000.50", note="One invoice is late")
    page = kim.reads(f"{base}/money/{first}")
    for words in ("£180,000", "£175,000.50", "£4,999.50 less", "Kent County Council", "One invoice is late"):
        assert words in page
    shown = kim.sends(f"{base}/evidence/add", title="Invoices", audience="parties", upload=(BytesIO(b"1"), "one.txt"))
    (invoices,) = re.findall(r'href="/evidence/([\w-]+)">Invoices', kim.reads(shown))
    (record,) = re.findall(r'href="([^"]+/money/paid/[\w-]+)"', page)
    kim.sends(record, year="2004", pence="175,000.50", note="One invoice is late", evidence=invoices)
    proof = kim.reads(f"/evidence/{invoices}")
    assert "Payments it is given for" in proof
    assert ">Core management</a>: £175,000.50 for 2004 to 2005" in proof
    assert "do not add up" not in kim.reads(f"{base}/money")
    assert "Confirmed by 1 of 4" in kim.reads(base), "what was paid changes nothing that was agreed"
    assert "is recorded already" not in kim.reads(f"{base}/money/{second}/paid/add")
    with case.at(case.kent):
        row = db.session.scalars(select(PaidYear.reference)).one()
    sam.reads(f"{base}/money/paid/{row}", 403)
    kim.sends(f"{base}/money/paid/{row}", year="2005", pence="175000", note="Counted again")
    assert "£705,000 less" in kim.reads(f"{base}/money/{first}")
    odpm = sits(case, world, case.odpm)
    odpm.reads(f"{base}/money/{first}/paid/add", 403)
    odpm.sends(f"{base}/money/{second}/paid/add", year="2004", pence="100000")
    file = kim.browser.get(f"{base}/money/download?format=csv").get_data(as_text=True)
    line = next(line for line in file.splitlines() if "2005 to 2006" in line)
    assert '"880000.00","175000.00","-705000.00"' in line
    assert kim.browser.get(f"{base}/money/download?format=xlsx").status_code == 200


def test_a_cost_is_shared_and_the_shares_must_add_up(told: Told) -> None:
    case, base, sam, kim = told
    own, kent = reference_of(case, "Swindon Borough Council"), reference_of(case, "Kent County Council")

    def parts(mine: str, theirs: str) -> dict[str, Any]:
        return {f"share_{own}": mine, f"share_{kent}": theirs}

    to = sam.sends(f"{base}/money/add", payer=kent, payee=kent, basis="cost_share", pence="1000.01", purpose="A team")
    assert to.endswith("/parts")
    assert "the parts do not add up. They are 0% and not 100%" in kim.reads(f"{base}/money")
    page = sam.sends(to, 422, **parts("60", "40.01"))
    assert "more than 100%" in page
    assert "The parts add up to 90%" in sam.reads(sam.sends(to, **parts("60", "30")))
    stale = sam.reads(to)
    assert "The parts add up" not in sam.reads(sam.sends(to, **parts("33.33", "66.67")))
    conflict = sam.sends(to, 409, page=stale, **parts("50", "50"))
    assert "33.33" in conflict
    page = kim.reads(f"{base}/money")
    assert "do not add up" not in page
    assert "Swindon Borough Council and Kent County Council share a cost of Kent County Council" in page
    for words in ("Bears itself", "£666.71", "£2,600,333.30"):
        assert words in page
    with case.at(case.swindon) as one:
        line = queries.workings(one).party(kent)
        assert "money" in queries.workings(one).uses_of(line.organisation_id)
    row = flows(case)[2]
    page = sam.sends(f"{base}/money/{row}/change", 422, payer=own, payee=kent, basis="fixed", pence="1000.01")
    assert "Take the parts out first" in page


def test_an_exchange_is_valued_against_what_could_be_bought(told: Told) -> None:
    case, base, sam, kim = told
    own, kent = reference_of(case, "Swindon Borough Council"), reference_of(case, "Kent County Council")
    visits: dict[str, Any] = {"payer": own, "payee": kent, "in_kind": "Visits", "officer_days": "12"}
    page = sam.sends(f"{base}/money/add-in-kind", 422, **visits, day_rate="140.50")
    assert "Enter a day rate in whole pounds" in page
    sam.sends(f"{base}/money/add-in-kind", **visits, day_rate="140")
    row = flows(case)[2]
    price: dict[str, Any] = {"pence": "3,500", "per": "one service for a year", "times": "2", "source": "A price list"}
    sam.sends(f"{base}/money/{row}/alternative", **price)
    page = kim.reads(f"{base}/money/{row}")
    for words in ("2 times £3,500 for one service for a year: £7,000", "That saves £5,320.", "12 days at £140 a day"):
        assert words in page
    assert "Gives in kind" in kim.reads(f"{base}/money")
    kim.sends(f"{base}/money/{row}/paid/add", year="2005", days="12.5")
    assert "12.5 days (£1,750)" in kim.reads(f"{base}/money/{row}")
    page = sam.sends(f"{base}/money/{row}/remove", 422)
    assert "What was paid is on the record" in page
    assert f"/money/{row}/parts" not in sam.reads(f"{base}/money/edit")
    assert "Save and continue" not in sam.reads(f"{base}/money/{row}/parts")


def test_a_figure_is_stated_corrected_and_withdrawn_by_its_party(told: Told, world: World) -> None:
    case, base, sam, kim = told
    first, _ = flows(case)
    kim.sends(f"{base}/figures/add", about=first, year="2005", pence="0.9m", source="Our ledger")
    assert "£900,000</strong> for 2005 to 2006" in sam.reads(base)
    assert "£2,600,000" in sam.reads(base), "the agreed figure stays"
    with case.at(case.kent):
        old = db.session.scalars(select(DifferingFigure.reference)).one()
    sam.reads(f"{base}/figures/{old}/correct", 403)
    sam.reads(f"{base}/figures/{old}/withdraw", 403)
    stale = kim.reads(f"{base}/figures/{old}/withdraw")
    kim.sends(f"{base}/figures/{old}/correct", year="2005", pence="0.91m", source="Our ledger, closed")
    kim.sends(f"{base}/figures/{old}/withdraw", 409, page=stale)
    page = sam.reads(f"{base}/figures")
    for words in ("£900,000", "Corrected", "£910,000", "Stands", "Our ledger, closed"):
        assert words in page
    assert "£900,000" not in sam.reads(base)
    with case.at(case.kent):
        new = db.session.scalars(select(DifferingFigure.reference).where(DifferingFigure.withdrawn_at.is_(None))).one()
    assert case.reference in sits(case, world, case.health).reads("/arrangements?differing=yes")
    assert case.reference not in sits(case, world, case.bedfordshire).reads("/arrangements?differing=yes")
    kim.sends(f"{base}/figures/{new}/withdraw")
    assert "Withdrawn" in sam.reads(f"{base}/figures")
    assert case.reference not in kim.reads("/arrangements?differing=yes")
    assert "stays. Change it instead" in sam.sends(f"{base}/money/{first}/remove", 422)


def test_what_is_settled_is_agreed_and_observers_do_not_read_it(told: Told, world: World) -> None:
    case, base, sam, kim = told
    assert "Nothing is said yet about VAT" in kim.reads(f"{base}/money")
    sam.sends(f"{base}/settled/insurance", 422)
    assert sam.reads(f"{base}/settled").count("Not answered</dd>") == len(QUESTIONS)
    sam.sends(f"{base}/settled/insurance", answer="own", note="Checked in March")
    assert "Each party’s own. Checked in March" in sam.reads(f"{base}/settled")
    assert "changed since: what is agreed about money and staff" in kim.reads(base)
    assert "Each party’s own" in kim.reads(f"{base}/money")
    assert "Checked in March" in kim.reads(f"{base}/answer")
    stale = sam.reads(f"{base}/settled/insurance")
    sam.sends(f"{base}/settled/insurance", answer="none")
    conflict = sam.sends(f"{base}/settled/insurance", 409, page=stale, answer="lead", note="Typed with care")
    assert "Typed with care" in conflict
    sam.reads(f"{base}/settled/weather", 404)
    bea = sits(case, world, case.bedfordshire)
    for path in ("/money", f"/money/{flows(case)[0]}", "/figures", "/money/download", "/settled"):
        assert bea.browser.get(base + path).status_code == 403
    una = sits(case, world, case.stranger)
    assert una.browser.get(f"{base}/money").status_code == 404


def test_after_the_end_the_last_bill_is_recorded(told: Told) -> None:
    case, base, _, kim = told
    first, _ = flows(case)
    with case.at(case.swindon) as one:
        one.state = "withdrawn"
    page = kim.sends(f"{base}/money/{first}/paid/add", 422, year="2005", pence="1")
    assert "nothing can be added" in page
    assert "Record what was paid" not in kim.reads(f"{base}/money/{first}")
    with case.at(case.swindon) as one:
        one.state = "ended"
    kim.sends(f"{base}/money/{first}/paid/add", year="2005", pence="1")
    assert "Correct" in kim.reads(f"{base}/money/{first}")


def test_the_page_of_money_takes_as_many_statements_at_any_size(told: Told) -> None:
    case, base, _, kim = told
    small = statements(case, kim, f"{base}/money")
    with case.at(case.swindon) as one:
        ends = (case.swindon.organisation_id, case.kent.organisation_id)
        for _ in range(8):
            row = actions.add_money(one, actions.Money(*ends, pence=read_pence("1000")))
            actions.plan_years(one, row.reference, None, dict.fromkeys(range(2005, 2015), 10000))
        last = row.reference
        _, digest = frozen(queries.workings(one).terms)
        assert queries.newest_terms(one).digest == digest
    assert statements(case, kim, f"{base}/money") == small <= 8
    assert statements(case, kim, f"{base}/money/{last}") <= 8
    assert statements(case, kim, f"{base}/figures") <= 8


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        ("money/{}/years", {"year_2005": "-1"}),
        ("money/{}/paid/add", {"year": "1066", "pence": "1"}),
        ("money/{}/paid/add", {"year": "2005", "pence": "9" * 30}),
        ("money/{}/paid/add", {"year": "2005", "pence": "1", "evidence": "ZZZZ-ZZZZ"}),
        ("figures/add", {"about": "ZZZZ-ZZZZ", "pence": "1", "source": "S"}),
        ("figures/add", {"year": "9999", "pence": "1", "source": "S"}),
        ("settled/vat", {"answer": "perhaps"}),
    ],
)
def test_bad_input_gets_a_message(told: Told, address: str, answers: dict[str, Any]) -> None:
    case, base, sam, _ = told
    page = sam.sends(f"{base}/{address.format(flows(case)[0])}", 422, **answers)
    assert "There is a problem" in page


def test_another_sum_keeps_what_sums_have_in_common_and_may_be_not_settled_yet(case: Case, world: World) -> None:
    case.begin()
    with case.at(case.swindon) as one:
        for who, roles in ((case.kent, ["provider"]), (case.odpm, ["funder"])):
            actions.add_party(one, db.session.get_one(Organisation, who.organisation_id), roles)
    sam, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    own, kent = reference_of(case, "Swindon Borough Council"), reference_of(case, "Kent County Council")
    told: dict[str, Any] = {"basis": "not_known", "purpose": "Core management", "source": "Cabinet report"}
    to = sam.sends(f"{base}/money/add", another="yes", payer=own, payee=kent, pence="2.6m", vat="outside", **told)
    page = sam.reads(to)
    for kept in ('value="not_known" checked', 'value="Core management"', 'value="Cabinet report"', "Nobody else"):
        assert kept in page
    assert 'value="2.6m"' not in page
    for strange in ("", "x", "7K3M-92QD"):
        assert "Core management" not in sam.reads(f"{base}/money/add?like={strange}")
    said = "Not known yet how the amount is settled"
    assert said in sam.reads(f"{base}/check")
    sam.sends(f"{base}/legal-basis", bases=["not-known"], accountable_body=own)
    sam.sends(f"{base}/check")
    assert said in sits(case, world, case.kent).reads(base)
    assert "A fixed amount" not in sam.reads(base)
    (flow,) = flows(case)
    sam.sends(f"{base}/money/{flow}/change", payer=own, payee=kent, pence="2.6m", **{**told, "basis": "fixed"})
    assert "A fixed amount" in sam.reads(base)
