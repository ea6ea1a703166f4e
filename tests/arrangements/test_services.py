"""Which services an arrangement covers: chosen with what it is about, agreed with the rest, found again in the list."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.access import viewing
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import ArrangementService
from portal.features.arrangements.rules.services import service_key, to_choose_from
from portal.features.arrangements.rules.terms import Terms, frozen, terms_of, thawed
from portal.features.arrangements.rules.terms_words import compare, lines
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person, day, sits
from tests.arrangements.test_rules import IDS, arrangement, built, party
from tests.factories.world import World

ABOUT: dict[str, Any] = {
    "title": "Kent mentors Swindon's social services",
    "kind": "mentoring",
    "purpose": "Kent runs core management of social services and mentors its people.",
    "success_gate": "Two stars before the form is used elsewhere.",
    **day("starts_on", 17, 1, 2005),
}


def covering(*slugs: str) -> Terms:
    rows: dict[str, Any] = {name: [] for name in ("money", "pairs", "measures", "targets")}
    rows |= {"parties": [party(1, "provider"), party(2, "recipient")]}
    rows |= {"services": [SimpleNamespace(service_slug=slug) for slug in slugs]}
    return terms_of(arrangement(), rows, IDS)


def covers(sam: Person, case: Case, *slugs: str, status: int = 303) -> str:
    return sam.sends(f"/arrangements/{case.reference}/about", status, services=list(slugs), **ABOUT)


def on_record(case: Case) -> list[str]:
    with case.at(case.swindon) as one:
        return queries.services_of(one)


def test_terms_agreed_before_there_were_services_stay_as_they_are() -> None:
    assert frozen(covering()) == frozen(built())
    assert "services" not in covering()["about"]


@given(st.permutations(["waste", "it", "legal"]))
def test_the_order_in_which_services_were_chosen_changes_nothing(slugs: list[str]) -> None:
    assert frozen(covering(*slugs)) == frozen(covering("it", "legal", "waste"))


def test_an_older_version_is_compared_with_one_that_has_services() -> None:
    old, new = (thawed(frozen(one)[0]) for one in (covering(), covering("waste", "it")))
    names = {service_key("waste"): "Waste and recycling", service_key("it"): "IT and data"}
    changes = compare(old, new, names)
    assert [(one.field, one.before, one.after) for one in changes] == [
        ("Services", "Nothing", "IT and data, Waste and recycling")
    ]
    assert ("Services", "IT and data, Waste and recycling") in lines(new, names)[0][2]
    assert ("Services", "Nothing") in lines(old, names)[0][2]


def test_social_care_is_found_at_one_place() -> None:
    known = {"adult_social_care": "Adult social care", "it": "IT and data", "childrens_services": "Children’s services"}
    offered = to_choose_from(known)
    assert [slug for slug, _, _ in offered] == ["adult_social_care", "childrens_services", "it"]
    assert "social care" in offered[1][2]
    assert to_choose_from({"it": "IT and data"}) == [("it", "IT and data", "")]


def test_services_are_chosen_shown_and_agreed(case: Case, world: World) -> None:
    case.sent()
    for party_ in (case.kent, case.odpm, case.health):
        case.answer(party_)
    with case.at(case.swindon) as one:
        agreed = one.terms_number
    sam = sits(case, world, case.swindon)
    covers(sam, case, "adult_social_care", "finance")
    with case.at(case.swindon) as one:
        assert one.terms_number == agreed + 1
    page = f"/arrangements/{case.reference}"
    for viewer in (case.swindon, case.kent, case.bedfordshire):
        assert "Adult social care, Finance and financial control" in sits(case, world, viewer).reads(page)
    said = sits(case, world, case.kent).reads(f"{page}/versions?old={agreed}&new={agreed + 1}")
    assert "Adult social care, Finance and financial control" in said
    covers(sam, case, "finance", "adult_social_care")
    with case.at(case.swindon) as one:
        assert one.terms_number == agreed + 1
    covers(sam, case)
    assert on_record(case) == []


def test_two_who_choose_services_at_once_lose_nothing(case: Case, world: World) -> None:
    case.begin()
    sam, page = sits(case, world, case.swindon), f"/arrangements/{case.reference}/about"
    opened = sam.reads(page)
    covers(sam, case, "waste")
    conflict = sam.sends(page, 409, page=opened, services=["libraries"], **ABOUT)
    assert "Waste and recycling" in conflict
    assert "Libraries" in conflict
    assert on_record(case) == ["waste"]


def test_a_service_that_is_not_on_the_list_is_refused(case: Case, world: World) -> None:
    case.begin()
    page = covers(sits(case, world, case.swindon), case, "waste", "", "moon", status=422)
    assert "Choose from the options shown" in page
    assert on_record(case) == []


def test_a_new_arrangement_in_this_form_covers_the_same(case: Case) -> None:
    case.begin()
    with case.at(case.swindon) as one:
        facts = actions.About(**{name: getattr(one, name) for name in actions.About.__dataclass_fields__})
        actions.describe_arrangement(one, None, facts, ["waste", "it"])
        actions.describe_arrangement(one, None, facts)
        assert queries.services_of(one) == ["it", "waste"]
    with case.at(case.swindon) as one:
        one.success_gate = ""
        made = actions.use_elsewhere(one, "The same again")
        assert queries.services_of(made) == ["it", "waste"]


def test_nobody_else_sees_them(case: Case) -> None:
    case.begin()
    with case.at(case.swindon) as one:
        facts = actions.About(**{name: getattr(one, name) for name in actions.About.__dataclass_fields__})
        actions.describe_arrangement(one, None, facts, ["waste"])
    for viewer, seen in ((case.swindon, 1), (case.kent, 0), (case.stranger, 0)):
        with case.app.app_context(), viewing(viewer):
            assert len(db.session.scalars(select(ArrangementService)).all()) == seen
