"""Money added up: nothing is lost or made, whatever the shares, years and days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleBroken
from portal.features.arrangements.rules import money, money_checks, money_words, terms, terms_words
from portal.features.arrangements.rules.settled import QUESTIONS

PENCE = st.integers(1, 10**13)
NAMES = {1: "Kent", 2: "Swindon", 3: "Medway"}
REFERENCES = {1: "AAAA-AAAA", 2: "BBBB-BBBB", 3: "CCCC-CCCC"}


def flow(id_: int = 1, pence: int | None = 100, **changed: Any) -> Any:
    facts: dict[str, Any] = {
        "reference": f"M{id_}", "payer_id": 2, "joint_payer_id": None, "payee_id": 1, "in_kind": "", "purpose": "",
        "source": "", "period_from": None, "period_to": None, "vat": None, "officer_days": None, "day_rate": None,
        "alternative_pence": None, "alternative_per": "", "alternative_times": None, "alternative_source": "",
        "basis": "fixed" if pence is not None else "in_kind",
    }  # fmt: skip
    return SimpleNamespace(id=id_, pence=pence, **{**facts, **changed})


def share(who: int, hundredths: int, flow_id: int = 1) -> Any:
    return SimpleNamespace(money_flow_id=flow_id, organisation_id=who, hundredths=hundredths)


def year(at: int, pence: int | None = None, days: Decimal | None = None, flow_id: int = 1) -> Any:
    return SimpleNamespace(money_flow_id=flow_id, year=at, pence=pence, days=days)


@st.composite
def sharing(draw: st.DrawFn) -> dict[int, int]:
    """Shares of up to three parties, the whole or less."""
    left, shares = money.EVERYTHING, {}
    for who in (1, 2, 3):
        shares[who] = draw(st.integers(0, left))
        left -= shares[who]
    return {who: part for who, part in shares.items() if part}


@given(PENCE, sharing())
def test_parts_and_rest_are_the_whole(pence: int, shares: dict[int, int]) -> None:
    parts, rest = money.split(pence, shares)
    assert sum(parts.values()) + rest == pence
    assert rest >= 0
    assert all(abs(parts[who] * money.EVERYTHING - pence * part) < money.EVERYTHING for who, part in shares.items())
    if sum(shares.values()) == money.EVERYTHING:
        assert rest == 0


@st.composite
def flows(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Up to six flows of every basis between three parties, with their shares."""
    found, shares = [], []
    for id_ in range(draw(st.integers(0, 6))):
        payer, payee, third = draw(st.permutations([1, 2, 3]))
        kind = draw(st.sampled_from(["fixed", "capped", "joint", "cost_share", "in_kind", "not_known"]))
        ends = {"payer_id": payer, "payee_id": payee}
        if kind == "in_kind":
            days = Decimal(draw(st.integers(1, 10**6))).scaleb(-2)
            found.append(flow(id_, None, **ends, officer_days=days, day_rate=draw(st.integers(1, 5000)) * 100))
        else:
            basis = "fixed" if kind == "joint" else kind
            joint = third if kind == "joint" else None
            found.append(flow(id_, draw(PENCE), **ends, basis=basis, joint_payer_id=joint))
        if kind == "cost_share":
            shares += [share(who, part, id_) for who, part in draw(sharing()).items()]
    return found, shares


@given(flows())
def test_what_all_pay_is_what_all_receive(made: tuple[list[Any], list[Any]]) -> None:
    found, shares = made
    totals = money.totals(found, shares)
    assert sum(one.pays + one.bears for one in totals) == money.whole(one.pence for one in found)
    assert sum(one.pays for one in totals) == sum(one.receives for one in totals)
    assert sum(one.net for one in totals) == 0
    worths = [money.worth(one.officer_days, one.day_rate) or 0 for one in found]
    assert sum(one.gives_in_kind for one in totals) == sum(one.gets_in_kind for one in totals) == sum(worths)


@given(st.integers(0, 10**7), st.integers(1, 10**5))
def test_a_hundredth_of_a_day_is_worth_whole_pence(hundredths: int, pounds: int) -> None:
    assert money.worth(Decimal(hundredths).scaleb(-2), pounds * 100) == hundredths * pounds


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_financial_year_runs_from_april_to_march(day: date) -> None:
    at = money.year_of(day)
    assert date(at, 4, 1) <= day <= date(at + 1, 3, 31)


def test_the_years_of_a_period_are_those_it_touches() -> None:
    assert list(money.years_between(date(2005, 1, 17), date(2007, 12, 31))) == [2004, 2005, 2006, 2007]
    assert len(money.years_between(date(2005, 1, 17), date(9999, 12, 31))) == money.MOST_YEARS
    assert len(money.years_between(date(2005, 4, 1), None)) == 5
    assert not money.years_between(None, date(2005, 4, 1))


@given(st.lists(PENCE, min_size=1, max_size=5), st.integers(-1, 1))
def test_years_add_up_or_the_page_says_so(amounts: list[int], off: int) -> None:
    agreed = sum(amounts) + off
    planned = [year(2005 + at, pence) for at, pence in enumerate(amounts)]
    one = money.FlowYears(flow(pence=agreed), (), planned)
    assert one.planned_in_all == sum(amounts)
    assert sum(found.planned or 0 for found in money.by_year([one])) == sum(amounts)
    assert bool(money_words.faults([one], NAMES)) == (off != 0)
    capped = money.FlowYears(flow(pence=agreed, basis="capped"), (), planned)
    assert bool(money_words.faults([capped], NAMES)) == (off < 0)


@given(sharing())
def test_shares_add_up_or_the_page_says_so(shares: dict[int, int]) -> None:
    one = money.FlowYears(flow(basis="cost_share"), [share(who, part) for who, part in shares.items()])
    together = sum(shares.values())
    found = money_words.faults([one], NAMES)
    assert bool(found) == (together != money.EVERYTHING)
    if found:
        assert f"the parts do not add up. They are {money_words.share_words(together)} and not 100%" in found[0]


def test_days_planned_and_given_are_compared_and_valued() -> None:
    one = money.FlowYears(
        flow(pence=None, officer_days=Decimal("12.5"), day_rate=14_000),
        (),
        [year(2007, days=Decimal(7)), year(2008, days=Decimal("5.5"))],
        [year(2007, days=Decimal(6))],
    )
    first = one.years[0]
    assert (first.planned, first.paid, first.difference) == (98_000, 84_000, -14_000)
    assert first.difference_in_days == -1
    assert money_words.faults([one], NAMES) == []
    assert money.by_year([one]) == []


def test_what_is_saved_is_said() -> None:
    given: dict[str, Any] = {"officer_days": Decimal(12), "day_rate": 14_000, "in_kind": "Visits"}
    bought: dict[str, Any] = {"alternative_pence": 350_000, "alternative_times": 2}
    saving = money.saving(flow(pence=None, **given, **bought))
    assert saving is not None
    assert (saving.bought, saving.given, saving.saved) == (700_000, 168_000, 532_000)
    assert money_words.saving_words(saving).endswith("That saves £5,320.")
    assert money_words.saving_words(money.Saving(100, 300)).endswith("Buying it would cost £2 less.")
    assert "not valued" in money_words.saving_words(money.Saving(100, None))
    assert money_words.bought_words(350_000, 2, "one service") == "2 times £3,500 for one service: £7,000"
    assert money.saving(flow(pence=None, **given)) is None


def built(found: list[Any], **rows: Any) -> terms.Terms:
    arrangement = SimpleNamespace(
        kind="mentoring", title="T", purpose="", starts_on=None, ends_on=None, success_gate="", legal_basis="",
        accountable_body_id=None, rhythm="", visits_per_month=None,
    )  # fmt: skip
    parts = {"parties": [], "pairs": [], "measures": [], "targets": [], **rows}
    return terms.terms_of(arrangement, {**parts, "money": found}, REFERENCES)


def test_what_was_agreed_before_is_not_changed_by_what_was_not_asked_then() -> None:
    made = built([flow(), flow(2, None, in_kind="Two days")])
    assert "settled" not in made
    old = {
        "payer": "BBBB-BBBB", "joint_payer": "", "payee": "AAAA-AAAA", "pence": 100, "in_kind": "", "purpose": "",
        "period_from": None, "period_to": None, "source": "",
    }  # fmt: skip
    assert made["money"]["M1"] == old
    assert made["money"]["M2"] == old | {
        "payer": "BBBB-BBBB",
        "payee": "AAAA-AAAA",
        "pence": None,
        "in_kind": "Two days",
    }


def test_every_new_fact_is_told_when_it_changes_and_read_when_it_is_there() -> None:
    names = {reference: NAMES[id_] for id_, reference in REFERENCES.items()}
    before = built([flow(basis="cost_share")])
    answer = SimpleNamespace(question="vat", answer="charged", note="Monthly")
    after = built(
        [flow(basis="cost_share", vat="exempt")],
        shares=[share(1, 6000), share(2, 4000)],
        planned=[year(2005, 60), year(2006, 40)],
        settled=[answer],
    )
    told = {(one.section, one.field): one.after for one in terms_words.compare(before, after, names)}
    assert told["Money", "Parts of the cost"] == "Kent 60%, Swindon 40%"
    assert told["Money", "By financial year"] == "2005 to 2006: £0.60; 2006 to 2007: £0.40"
    assert told["Money", "VAT"] == "No VAT, because it is exempt"
    assert ("What is agreed about money and staff", "Added") in told
    assert terms.sections_changed(before, after) == ["money", "what is agreed about money and staff"]
    read = dict(terms_words.lines(after, names)[3][2])
    assert read == {"VAT": f"{QUESTIONS['vat'].answers['charged']}. Monthly"}
    (label, words), *_ = terms_words.lines(after, names)[2][2]
    assert label == "Kent and Swindon share a cost of Kent"
    kind = built([flow(pence=None, in_kind="Time: two days")])
    assert terms_words.lines(kind, names)[2][2] == [("Swindon to Kent", "Time: two days")]
    assert "Parts: Kent 60%, Swindon 40%" in words
    assert terms.organisations_in(after) == {"AAAA-AAAA", "BBBB-BBBB"}
    assert terms_words.compare(after, terms.thawed(terms.frozen(after)[0]), names) == []


def test_years_that_can_be_recorded_have_begun() -> None:
    arrangement = SimpleNamespace(starts_on=date(2005, 4, 1), ends_on=None)
    today = date(2007, 6, 1)
    assert money_checks.years_to_record(flow(), arrangement, today) == [2007, 2006, 2005, 2004]
    late = SimpleNamespace(starts_on=today + timedelta(days=900), ends_on=None)
    assert money_checks.years_to_record(flow(), late, today) == []


@pytest.mark.parametrize(
    ("basis", "shares"),
    [
        ("fixed", {1: 100}),
        ("cost_share", {1: 6000, 2: 5000}),
        ("cost_share", {9: 100}),
        ("cost_share", {3: 100}),
        ("cost_share", {1: -1, 2: 100}),
    ],
)
def test_shares_that_cannot_be(basis: str, shares: dict[int, int]) -> None:
    with pytest.raises(RuleBroken):
        money_checks.check_shares(basis, shares, {1: ("provider",), 2: ("recipient",), 3: ("observer",)})
