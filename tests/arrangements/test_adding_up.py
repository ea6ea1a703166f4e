"""What contradicts itself is said before it is sent; who may never answer is said when they are added."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from portal.access import Viewer, viewing
from portal.core.errors import Invalid
from portal.features.arrangements import actions
from portal.features.arrangements.rules.money import got_from_others
from portal.features.organisations import OrganisationFacts, OrganisationType, create_organisation
from tests.arrangements.conftest import Case
from tests.arrangements.people import LENGTH, day, errors, reference_of, sits
from tests.factories.world import World


def test_the_task_list_and_the_check_say_what_does_not_add_up_and_it_can_be_sent_all_the_same(
    case: Case, world: World
) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    assert "What is wrong" not in swindon.reads(f"{base}/check")
    with case.at(case.swindon) as one:
        ours, kent = case.swindon.organisation_id, case.kent.organisation_id
        shared = actions.Money(ours, kent, pence=1_250_050, basis="cost_share", purpose="Training")
        flow = actions.add_money(one, shared)
        actions.share_cost(one, flow.reference, None, {ours: 5000, kent: 4000})
        actions.plan_years(one, flow.reference, None, {2005: 100})
        calls = actions.MeasureFacts("Calls not met", "number", "lower", baseline="52", baseline_on=date(2004, 12, 1))
        measure = actions.add_measure(one, calls)
        actions.set_target(one, measure.reference, "80", date(2007, 12, 31))
    tasks = swindon.reads(f"{base}/tasks")
    assert tasks.count(">Wrong</strong>") == 2
    page = swindon.reads(f"{base}/check")
    assert "The parts of “Training” do not add up: they are 90% of it" in page
    assert "The years of “Training” add up to £1, and not to £12,500.50" in page
    assert "The target of Calls not met, 80, is worse than its baseline, 52: lower is better" in page
    assert "You can send it as it is" in page
    swindon.sends(f"{base}/check")
    assert "The years of “Training” add up to £1" in swindon.reads(base)


def test_who_may_never_answer_is_said_at_once_and_before_it_is_sent(case: Case, world: World) -> None:
    world.organisation("Rutland County Council")
    with case.app.app_context(), viewing(Viewer(0, "operator", "Operator")):
        facts = OrganisationFacts(ends_on=date(2009, 4, 1))
        create_organisation("Bedford Rural District Council", OrganisationType.COUNCIL, facts)
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    for name, why in (
        ("Rutland County Council", "Nobody there uses Accord yet"),
        ("Bedford Rural District Council", "Ended on 1 April 2009"),
    ):
        find = f"{base}/parties/add?name={name.split()[0]}+{name.split()[1]}"
        swindon.sends(find, organisation=reference_of(case, name), roles="funder")
        page = swindon.reads(f"{base}/parties")
        assert f"Nobody at {name} can answer. {why}" in page
    page = swindon.reads(f"{base}/check")
    assert page.count("Nobody can answer") == 2
    assert "Type part of a name" in swindon.reads(f"{base}/parties/add?name=+")


def test_a_day_is_worth_no_more_than_it_can_be(case: Case) -> None:
    case.begin()
    case.fill()
    kent, swindon = case.kent.organisation_id, case.swindon.organisation_id
    time = actions.Money(kent, swindon, in_kind="Time", officer_days=Decimal(12), day_rate=99_999_999_999_00)
    with case.at(case.swindon) as one, pytest.raises(Invalid, match="£100,000"):
        actions.add_money(one, time)


def test_what_a_mentor_costs_is_what_others_pay_it() -> None:
    def flow(id_: int, payer: int, pence: int, basis: str = "cost_share") -> SimpleNamespace:
        return SimpleNamespace(id=id_, payer_id=payer, joint_payer_id=None, payee_id=2, pence=pence, basis=basis)

    shares = [
        SimpleNamespace(money_flow_id=1, organisation_id=who, hundredths=part) for who, part in ((1, 5000), (2, 4000))
    ]
    assert got_from_others([flow(1, 1, 1000), flow(2, 3, 70, "fixed")], shares) == {2: 570}


def test_a_session_lies_near_its_arrangement_and_a_length_not_chosen_counts_for_nothing(
    case: Case, world: World
) -> None:
    case.sent()
    kent, add = sits(case, world, case.kent), f"/arrangements/{case.reference}/sessions/add"
    for state in ("held", "planned"):
        page = kent.sends(add, 422, topic="Books", state=state, **LENGTH, **day("on_date", 1, 1, 1990))
        assert "not be more than a year before the arrangement starts, 17 January 2005" in errors(page)[0]
    left: dict[str, Any] = {"length": "450", "other_length": "2 hours 30 minutes", "topic": "Books", "state": "held"}
    kent.sends(add, **left, **day("on_date", 1, 3, 2005))
    assert "1 day" in kent.reads(f"/arrangements/{case.reference}/sessions")
    kent.sends(add, **left | {"other_length": "ages"}, **day("on_date", 2, 3, 2005))
    page = kent.reads(add)
    assert "If another length, how long?</label>" in page
