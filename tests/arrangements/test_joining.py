"""When a party joined, what authorised it, and whom to ask there."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import MembershipRole
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import actions
from portal.features.arrangements.models import MoneyFlow, Party, PartyContact
from portal.features.arrangements.queries import newest_terms
from portal.features.arrangements.rules import joining
from portal.features.arrangements.rules.terms import frozen, thawed
from portal.features.arrangements.rules.terms_words import compare, lines
from portal.features.organisations import members_of
from tests.arrangements.conftest import Case
from tests.arrangements.people import day, reference_of, sits
from tests.arrangements.test_rules import NAMES, built, party
from tests.factories.world import World

DECIDED = {
    "decision_body": "Cabinet",
    "decision_minute": "34/05",
    "decision_link": "https://www.example.org/minutes/34",
    **day("decision_on", 12, 1, 2005),
    **day("joined_on", 17, 1, 2005),
}
TOLD = "Authorised by Cabinet, 12 January 2005, minute 34/05"


def decided(**said: Any) -> Any:
    kent = party(1, "provider")
    for name, value in said.items():
        setattr(kent, name, value)
    return built(parties=[kent, party(2, "recipient")])


def test_a_party_that_says_nothing_is_frozen_as_it_always_was() -> None:
    assert built()["parties"]["AAAA-AAAA"] == {"roles": ["provider"], "note": ""}
    assert frozen(decided(joined_on=None, decision_body="", decision_on=None)) == frozen(built())


def test_a_decision_is_read_and_compared() -> None:
    new = thawed(frozen(decided(decision_body="Cabinet", decision_on=date(2005, 1, 12), joined_on=date(2005, 2, 1)))[0])
    parties = next(rows for section, _, rows in lines(new, NAMES) if section == "parties")
    assert ("Kent", "Provider. Joined on 1 February 2005. Authorised by Cabinet, 12 January 2005") in parties
    assert [(one.field, one.before, one.after) for one in compare(built(), new, NAMES)] == [
        ("Joined on", "Nothing", "1 February 2005"),
        ("Authorised by", "Nothing", "Cabinet"),
        ("Date of the decision", "Nothing", "12 January 2005"),
    ]


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"decision_minute": "34"}, "decision_body"),
        ({"decision_body": "Cabinet", "decision_on": date(2005, 3, 2)}, "decision_on"),
        ({"joined_on": date(2005, 3, 1)}, "joined_on"),
    ],
)
def test_a_decision_that_cannot_be(said: dict[str, Any], at: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        joining.check_joining(actions.JoiningFacts(**said), date(2005, 2, 1), date(2005, 3, 1))
    assert list(broken.value.errors) == [at]


def test_who_says_it_of_whom() -> None:
    kent, watcher = (SimpleNamespace(organisation_id=who, observes=who == 3) for who in (1, 3))
    assert joining.may_tell(kent, mine=1, led_by=2, terms_number=4)
    assert joining.may_tell(kent, mine=2, led_by=2, terms_number=0)
    assert not joining.may_tell(kent, mine=2, led_by=2, terms_number=1)
    assert not joining.may_tell(kent, mine=4, led_by=2, terms_number=0)
    assert not joining.may_tell(watcher, mine=3, led_by=3, terms_number=0)


def test_swindon_writes_it_down_and_each_party_puts_its_own_right(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    sam = sits(case, world, case.swindon)
    kent, own = reference_of(case, "Kent County Council"), reference_of(case, "Swindon Borough Council")
    base = f"/arrangements/{case.reference}"
    for wrong, said in (
        ({"decision_link": "javascript:alert(1)"}, "must start with https://"),
        ({"decision_link": "https://bank.example@evil.example/"}, "must start with https://"),
        ({"decision_body": ""}, "Enter who decided"),
        (day("decision_on", 1, 1, 2100), "must be today or earlier"),
    ):
        assert said in sam.sends(f"{base}/parties/{kent}/joining", 422, **{**DECIDED, **wrong})
    sam.sends(f"{base}/parties/{kent}/joining", **DECIDED)
    assert 'name="member"' not in sam.reads(f"{base}/parties/{kent}/contact")
    sam.sends(f"{base}/parties/{kent}/contact", post="Director of social services", phone="01622 000 000")
    page = sam.reads(f"{base}/parties")
    assert TOLD in page
    assert "Director of social services, 01622 000 000. Said by Swindon Borough Council" in page

    case.send()
    sam.reads(f"{base}/parties/{kent}/joining", 403)
    sam.reads(f"{base}/parties/{kent}/contact", 403)
    kim, bea = sits(case, world, case.kent), sits(case, world, case.bedfordshire)
    kim.reads(f"{base}/parties/{own}/joining", 403)
    story = kim.reads(base)
    assert 'href="https://www.example.org/minutes/34" rel="nofollow noopener noreferrer"' in story
    assert "Director of social services" in story
    with case.at(case.kent):
        member = members_of(case.kent.organisation_id)[0].reference
    to = kim.sends(f"{base}/parties/{kent}/contact", member=member, post="Partnership manager")
    assert to.endswith("#parties")
    assert "not both" in kim.sends(f"{base}/parties/{kent}/contact", 422, member=member, name="Somebody else")
    with case.at(case.kent) as one:
        assert one.terms_number == 1, "a contact is no part of what is agreed"
        assert "decision_minute" in newest_terms(one).terms
    assert "Kim of Kent, Partnership manager" in sam.reads(base)
    watched = bea.reads(base)
    assert TOLD in watched
    assert "Kim of Kent" not in watched
    bea.reads(f"{base}/parties/{reference_of(case, 'Bedfordshire County Council')}/contact", 403)
    sits(case, world, case.stranger).reads(f"{base}/parties/{kent}/contact", 404)

    kim.sends(f"{base}/parties/{kent}/joining", **{**DECIDED, "decision_minute": "35/05"})
    answer = sits(case, world, case.odpm).reads(f"{base}/versions?from=1&to=2")
    assert "34/05" in answer
    assert "35/05" in answer
    assert "changed since: parties" in sam.reads(base)
    assert "Said when Kent County Council joined and what authorised it" in bea.reads(base)


def test_a_contact_who_left_is_shown_as_gone(case: Case, world: World) -> None:
    second = world.person("Kent County Council", MembershipRole.CONTRIBUTOR, name="Pat of Kent")
    case.sent()
    kim, kent = sits(case, world, case.kent), reference_of(case, "Kent County Council")
    with case.at(case.kent):
        member = next(one.reference for one in members_of(second.organisation_id) if one.name == "Pat of Kent")
    kim.sends(f"/arrangements/{case.reference}/parties/{kent}/contact", member=member)
    kim.sends(f"/people/{member}/end-membership")
    assert "Pat of Kent, person-" in kim.reads(f"/arrangements/{case.reference}")
    assert "No longer a member" in kim.reads(f"/arrangements/{case.reference}")


def test_a_party_that_is_taken_out_takes_its_contact_along(case: Case) -> None:
    case.sent()
    health = reference_of(case, "Department of Health")
    with case.at(case.health) as one:
        actions.set_contact(one, health, None, actions.ContactFacts(name="Harry", phone="020 0000 0000"))
    with case.at(case.swindon) as one:
        joint = actions.Money(case.odpm.organisation_id, case.kent.organisation_id, pence=100)
        flow = next(row for row in one_money(one) if row.joint_payer_id)
        actions.change_money(one, flow.reference, flow.version, joint)
        actions.remove_party(one, health)
        assert db.session.scalars(select(PartyContact)).all() == []
        assert case.health.organisation_id not in db.session.scalars(select(Party.organisation_id)).all()


def one_money(arrangement: Any) -> Any:
    return db.session.scalars(select(MoneyFlow).where(MoneyFlow.arrangement_id == arrangement.id)).all()
