"""What parties agree of how an arrangement is looked after, and of what it must show."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import update

from portal.data import db
from portal.features.arrangements import actions
from portal.features.arrangements.models import Criterion, Governance
from portal.features.arrangements.queries import newest_terms
from portal.features.arrangements.rules import terms
from portal.features.arrangements.rules.governance import AGREED
from portal.features.arrangements.rules.terms_words import compare, lines
from tests.arrangements.conftest import Case
from tests.arrangements.people import day, sits
from tests.arrangements.test_rules import IDS, NAMES, arrangement, built, party
from tests.factories.world import World

SILENT: dict[str, Any] = dict.fromkeys(AGREED, "") | {"next_review_on": None, "notice_months": None}


def agreeing(criteria: Any = (), **said: Any) -> terms.Terms:
    rows = {"parties": [party(1, "provider"), party(2, "recipient")], "money": [], "pairs": [], "measures": []}
    governance = [SimpleNamespace(**{**SILENT, **said})]
    made = terms.terms_of(arrangement(), {**rows, "targets": [], "governance": governance, "criteria": criteria}, IDS)
    return terms.thawed(terms.frozen(made)[0])


def test_what_is_not_said_is_left_out() -> None:
    assert terms.frozen(agreeing()) == terms.frozen(built())


def test_an_old_version_beside_one_that_has_it() -> None:
    stars = SimpleNamespace(reference="CCCC-CCCC", name="Two stars", how="")
    new = agreeing([stars], board="Both cabinets", next_review_on=date(2006, 1, 31), notice_months=1)
    assert terms.sections_changed(built(), new) == ["governance", "success criteria"]
    told = [(one.section, one.row, one.field, one.before, one.after) for one in compare(built(), new, NAMES)]
    assert told == [
        ("Governance", "", "Who decides", "Nothing", "Both cabinets"),
        ("Governance", "", "Next review", "Nothing", "31 January 2006"),
        ("Governance", "", "Months of notice", "Nothing", "1 month"),
        ("Success criteria", "Two stars", "Added", "Nothing", "Two stars"),
    ]
    assert next((one.before, one.after) for one in compare(new, built(), NAMES)) == ("Both cabinets", "Nothing")
    read = {section: rows for section, _, rows in lines(new, NAMES)}
    assert read["governance"] == [
        ("Who decides", "Both cabinets"),
        ("Next review", "31 January 2006"),
        ("Months of notice", "1 month"),
    ]
    assert read["criteria"] == [("Two stars", "How you will know: not given")]
    assert "governance" not in {section for section, _, _ in lines(built(), NAMES)}


def test_a_change_of_governance_is_confirmed_and_how_far_things_are_is_not(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    base, sam = f"/arrangements/{case.reference}", sits(case, world, case.swindon)
    sam.sends(f"{base}/criteria/add", name="Two stars", how="The rating of 2007")
    plan: dict[str, Any] = {"exit_plan": "Kent leaves in turn", "board": "Both cabinets"}
    sam.sends(f"{base}/governance", exit_readiness="drafted", **plan)
    assert "Kent leaves in turn" in sam.reads(f"{base}/check")
    case.send()
    kim = sits(case, world, case.kent)
    asked = kim.reads(f"{base}/answer")
    for words in ("Both cabinets", "Kent leaves in turn", "Two stars", "The rating of 2007"):
        assert words in asked
    case.answer(case.kent)
    sam.sends(f"{base}/governance", exit_readiness="agreed", **plan)
    sam.sends(f"{base}/assessment", risk="2")
    with case.at(case.kent) as one:
        assert one.terms_number == 1, "readiness and scores change without asking"
    sam.sends(f"{base}/governance", exit_readiness="agreed", **plan, **day("next_review_on", 31, 1, 2006))
    assert "1 of 4 has confirmed; changed since: governance" in kim.reads(base).replace("2 of 4 have", "1 of 4 has")
    assert "31 January 2006" in kim.reads(f"{base}/answer")


def test_what_was_sent_before_it_could_be_agreed_seems_unchanged(case: Case) -> None:
    case.begin()
    case.fill()
    with case.at(case.swindon) as one:
        actions.set_governance(one, None, actions.GovernanceFacts(board="Both cabinets"))
        actions.add_criterion(one, "Two stars")
        for model in (Governance, Criterion):
            db.session.execute(update(model).values(in_terms=False).execution_options(synchronize_session=False))
    case.send()
    with case.at(case.swindon) as one:
        actions.assess(one, None, {"risk": (2, "")})
        assert one.terms_number == 1
        assert "cabinets" not in newest_terms(one).terms
        actions.set_visits(one, None, "Each week", 4)
        assert newest_terms(one).changed == "expected visits"
        actions.set_governance(one, None, actions.GovernanceFacts(board="Both cabinets", meetings="Each month"))
        assert newest_terms(one).changed == "governance"
