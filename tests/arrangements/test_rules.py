"""The rules without a database: terms, their comparison, values, sums, what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid, RuleBroken
from portal.core.money import exact
from portal.features.arrangements.models import Decision, Role, Scale, State
from portal.features.arrangements.rules import (
    checks,
    lifecycle,
    measure_checks,
    mentoring,
    standing,
    tasks,
    terms,
    terms_words,
    words,
)
from portal.features.arrangements.rules.kinds import KindOf
from portal.features.arrangements.rules.settled import QUESTIONS

NAMES = {"AAAA-AAAA": "Kent", "BBBB-BBBB": "Swindon"}
KIND = KindOf("mentoring", "Mentoring", "", ("about", "parties", "money", "legal"), ("about", "parties", "legal"))
IDS = {1: "AAAA-AAAA", 2: "BBBB-BBBB"}


def arrangement(**changed: Any) -> Any:
    facts = {
        "kind": "mentoring",
        "title": "Kent mentors Swindon",
        "purpose": "Better care",
        "starts_on": date(2005, 1, 17),
        "ends_on": None,
        "success_gate": "",
        "legal_basis": "Local Government Act 1972, section 101",
        "legal_bases": "lga_1972_101",
        "accountable_body_id": 2,
        "rhythm": "",
        "visits_per_month": None,
        "registered_by_id": 2,
        "terms_number": 0,
    }
    return SimpleNamespace(**{**facts, **changed})


def flow(reference: str, pence: int | None = 260_000_000, **changed: Any) -> Any:
    facts = {"payer_id": 2, "joint_payer_id": None, "payee_id": 1, "in_kind": "", "purpose": "", "source": ""}
    facts |= {"id": reference, "basis": "fixed" if pence is not None else "in_kind"}
    facts |= {"officer_days": None, "day_rate": None}
    days = {"period_from": date(2005, 1, 17), "period_to": date(2008, 1, 16)}
    return SimpleNamespace(reference=reference, pence=pence, **{**facts, **days, **changed})


def party(organisation_id: int, *roles: str) -> Any:
    return SimpleNamespace(organisation_id=organisation_id, roles=roles, note="", left_on=None)


def built(one: Any = None, money: Any = (), parties: Any = None) -> terms.Terms:
    parties = parties or [party(1, "provider"), party(2, "recipient")]
    rows = {"parties": parties, "money": money, "pairs": [], "measures": [], "targets": []}
    return terms.terms_of(one or arrangement(), rows, IDS)


@given(st.permutations([flow("M1"), flow("M2", 5), flow("M3", None, in_kind="Two days")]))
def test_the_order_of_rows_changes_no_digest(money: list[Any]) -> None:
    assert terms.frozen(built(money=money)) == terms.frozen(built(money=sorted(money, key=lambda row: row.reference)))


@given(st.text(max_size=40), st.integers(1, 10**13))
def test_what_is_thawed_is_what_was_frozen(title: str, pence: int) -> None:
    made = built(arrangement(title=title), [flow("M1", pence)])
    text, digest = terms.frozen(made)
    assert terms.thawed(text) == made
    assert terms_words.compare(made, terms.thawed(text), NAMES) == []
    assert len(digest) == 64


@given(st.integers(1, 10**13), st.integers(1, 10**13))
def test_a_changed_amount_is_told_in_words(before: int, after: int) -> None:
    changes = terms_words.compare(built(money=[flow("M1", before)]), built(money=[flow("M1", after)]), NAMES)
    told = [terms_words.Change("Money", f"Swindon to Kent: {exact(after)}", "Amount", exact(before), exact(after))]
    assert changes == ([] if before == after else told)


def test_rows_added_and_removed_are_told() -> None:
    old, new = built(money=[flow("M1")]), built(parties=[party(1, "provider"), party(2, "mentee", "recipient")])
    assert [(one.section, one.field) for one in terms_words.compare(old, new, NAMES)] == [
        ("Parties", "Roles"),
        ("Money", "Removed"),
    ]
    assert terms.sections_changed(old, new) == ["parties", "money"]
    assert dict(terms_words.lines(old, NAMES)[2][2]) == {
        "Swindon to Kent": "£2,600,000. 17 January 2005 to 16 January 2008. A fixed amount",
    }


@pytest.mark.parametrize("typed", ["4,8", "5,2%", "1,2,3", "12,34", ",5", "1,0000"])
def test_a_comma_never_changes_a_number(typed: str) -> None:
    with pytest.raises(RuleBroken):
        measure_checks.read_value(typed, Scale.NUMBER, [])


@given(st.text(max_size=30))
def test_a_value_is_a_finite_number_or_a_message(typed: str) -> None:
    try:
        value, label = measure_checks.read_value(typed, Scale.NUMBER, [])
    except RuleBroken:
        return
    assert value.is_finite()
    assert label == ""
    assert Decimal(words.number_words(value).replace(",", "")) == value


def test_a_rating_is_read_in_any_case() -> None:
    assert measure_checks.read_value(" ONE star ", Scale.RATING, ["No stars", "One star"]) == (Decimal(1), "One star")
    with pytest.raises(RuleBroken, match="No stars, One star"):
        measure_checks.read_value("2", Scale.RATING, ["No stars", "One star"])


@pytest.mark.parametrize(
    ("typed", "label"), [("0", "No stars"), ("1", "One star"), ("1 Star", "One star"), ("2", "2 of 4")]
)
def test_a_rating_is_read_by_the_number_that_its_label_begins_with(typed: str, label: str) -> None:
    assert measure_checks.read_value(typed, Scale.RATING, ["No stars", "One star", "2 of 4"])[1] == label


@pytest.mark.parametrize("typed", ["1", "1 of 3", "0"])
def test_a_number_that_means_no_label_or_two_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, match="Poor, One, One of two"):
        measure_checks.read_value(typed, Scale.RATING, ["Poor", "One", "One of two"])


@pytest.mark.parametrize(
    ("money", "field"),
    [
        (flow("M", payer_id=9), "payer"),
        (flow("M", payee_id=2), "payee"),
        (flow("M", payee_id=3), "payee"),
        (flow("M", None), "pence"),
        (flow("M", in_kind="days"), "pence"),
        (flow("M", 0), "pence"),
        (flow("M", joint_payer_id=1), "joint_payer"),
        (flow("M", period_to=date(2004, 1, 1)), "period_to"),
    ],
)
def test_money_that_cannot_be(money: Any, field: str) -> None:
    with pytest.raises(Invalid) as broken:
        checks.check_money(money, {1: ("provider",), 2: ("recipient",), 3: ("observer",)})
    assert field in broken.value.errors


def test_an_observer_only_observes() -> None:
    checks.check_roles([Role.OBSERVER])
    for roles, owner in (([], False), ([Role.OBSERVER, Role.FUNDER], False), ([Role.OBSERVER], True)):
        with pytest.raises(RuleBroken):
            checks.check_roles(roles, owner=owner)


def test_what_is_missing_is_said_before_sending() -> None:
    bare = arrangement(purpose="", legal_basis="", accountable_body_id=None)
    facts = checks.Facts(bare, {2: ("recipient",), 3: ("observer",)}, KIND)
    assert [part for part, _ in tasks.lacking(facts)] == ["about", "parties", "legal"]
    assert tasks.progress(facts)["money"] == "optional"
    with pytest.raises(RuleBroken):
        tasks.check_sending(facts)
    tasks.check_sending(checks.Facts(arrangement(), {1: ("provider",), 2: ("recipient",)}, KIND))
    for bases, asked in (("", False), ("not-known", True)):
        open_yet = checks.Facts(
            arrangement(legal_basis="", legal_bases=bases), {1: ("provider",), 2: ("recipient",)}, KIND, money=1
        )
        tasks.check_sending(open_yet)
        assert tasks.progress(open_yet)["legal"] == "in progress"
        led = tasks.next_optional(open_yet, "money")
        assert (led.name if led else "") == ("" if asked else "legal"), "what nobody was asked is asked"


def test_a_task_says_what_it_still_needs() -> None:
    every = ("about", "parties", "money", "settled", "legal", "mentoring", "measures")
    facts = checks.Facts(
        arrangement(starts_on=None, accountable_body_id=None, rhythm="Two days a week", visits_per_month=None),
        {1: ("provider",), 3: ("observer",)},
        replace(KIND, tasks=every),
        settled=1,
        measures=2,
        without_baseline=1,
    )
    far, beneath = tasks.progress(facts), tasks.hints(facts)
    for task, needed in {
        "about": "Say when the arrangement starts",
        "parties": "2 parties who take part are needed, beside observers. There is 1: add at least one more",
        "settled": f"1 of {len(QUESTIONS)} questions is answered",
        "legal": "Say which organisation is the accountable body",
        "mentoring": "No pair is named yet",
        "measures": "1 of 2 has no baseline yet",
    }.items():
        assert far[task] == "in progress"
        assert beneath[task].endswith(f". {needed}")
    assert beneath["money"] == "Who pays whom, or gives what in kind"
    assert tasks.hints(replace(facts, settled=2))["settled"].endswith("questions are answered")


def test_words_of_a_standing() -> None:
    confirmed, disputed = standing.Word(1, Decision.CONFIRMED), standing.Word(1, Decision.DISPUTED)
    stands = standing.standing(1, [1, 2, 3], [(1, confirmed), (2, confirmed)], {})
    assert stands.words == "Confirmed by 2 of 3"
    changed = {2: ["money"], 3: ["targets", "money"]}
    assert standing.standing(3, [1, 2, 3], [(1, confirmed), (2, confirmed)], changed).words == (
        "2 of 3 have confirmed; changed since: money and targets"
    )
    assert standing.standing(1, [1, 2], [(1, confirmed), (1, disputed)], {}).words == (
        "Confirmed by 0 of 2; disputed by 1"
    )


@given(st.sampled_from(list(State)), st.sampled_from(list(lifecycle.Step)))
def test_nothing_leads_out_of_withdrawn(state: State, step: lifecycle.Step) -> None:
    if lifecycle.allowed(state, step):
        assert state != State.WITHDRAWN
        assert lifecycle.after(state, step) in State
    else:
        with pytest.raises(RuleBroken):
            lifecycle.after(state, step)


def test_events_in_words() -> None:
    assert words.event_words("target.set", {"name": "Stars", "value": "2 stars", "day": "2007-12-31"}) == (
        "Set a target for Stars: 2 stars by 31 December 2007"
    )
    assert words.event_words("target.set", {}) == "Set a target for"
    assert words.event_words("statement.made", {}) == ""
    assert mentoring.length_words(90) == "1 hour 30 minutes"
    assert words.value_words(Decimal("62.50"), "", "%") == "62.5%"
    assert words.value_words(Decimal(78000), "", "people") == "78,000 people"
