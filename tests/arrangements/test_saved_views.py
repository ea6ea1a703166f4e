"""Views of the list that a person keeps: theirs alone, for the organisation they act for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import aliased

from portal.access import MembershipRole, Viewer, viewing
from portal.core.errors import Forbidden, NotFound
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import SavedView
from portal.features.arrangements.rules.views import MOST, packed, unpacked
from portal.features.organisations import Person as PersonRow
from portal.features.organisations import add_membership, live_membership
from portal.ledger import LedgerEntry
from portal.web.application import Portal
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person, errors, sits, statements
from tests.factories.world import World
from tests.harness.databases import on_postgresql

ASKED = "kind=mentoring&ends=3-months"
ADD = f"/arrangements/views/add?{ASKED}"
NAME = "Ending soon, adult care"


def reference(page: str) -> str:
    found = re.search(r"/arrangements/views/([0-9A-Z-]{9})/change", page)
    assert found
    return found[1]


def kept(app: Portal, viewer: Viewer) -> Sequence[str]:
    with app.app_context(), viewing(viewer):
        return [view.name for view in queries.views_kept()]


def keep(app: Portal, viewer: Viewer, name: str = NAME, *, is_default: bool = False) -> str:
    with app.app_context(), viewing(viewer):
        made = actions.keep_view(actions.ViewFacts(name, is_default), {"kind": "mentoring"})
        db.session.commit()
        return made.reference


def test_filters_are_named_opened_renamed_and_removed(case: Case, world: World) -> None:
    case.sent()
    sam = sits(case, world, case.swindon)
    assert "Keep these filters as a view" not in sam.reads("/arrangements")
    assert ADD.replace("&", "&amp;") in sam.reads(f"/arrangements?{ASKED}")
    assert "Kind: Mentoring. Ends within: 3 months" in sam.reads(ADD)
    assert sam.sends(ADD, name=NAME) == f"/arrangements?{ASKED}"
    page = sam.reads(f"/arrangements?{ASKED}")
    assert f'aria-current="true">{NAME}<' in page
    assert "Keep these filters as a view" not in page
    assert f'aria-current="true">{NAME}<' not in sam.reads("/arrangements?kind=mentoring")
    one = f"/arrangements/views/{reference(sam.reads('/arrangements/views'))}"
    sam.sends(f"{one}/change", name="Ending soon")
    assert "Ending soon<" in sam.reads("/arrangements")
    assert "The arrangements in it stay" in sam.reads(f"{one}/remove")
    sam.sends(f"{one}/remove")
    assert "No views yet" in sam.reads("/arrangements/views")
    assert "Your views" not in sam.reads("/arrangements")
    sam.reads(f"{one}/change", 404)
    with case.at(case.swindon):
        said = db.session.scalars(
            select(LedgerEntry.action).where(LedgerEntry.subject_type == "saved_view").order_by(LedgerEntry.id)
        ).all()
    assert said == ["view.kept", "view.changed", "view.removed"]
    assert "view of the list" not in sam.reads("/")


def test_a_default_opens_with_the_list_and_the_whole_list_stays_near(case: Case, world: World) -> None:
    case.sent()
    sam = sits(case, world, case.swindon)
    sam.sends(ADD, name=NAME, is_default="yes")
    answer = sam.browser.get("/arrangements")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/arrangements?{ASKED}")
    assert 'href="/arrangements?view=all">Clear filters' in sam.reads(f"/arrangements?{ASKED}")
    assert "Kent mentors Swindon" in sam.reads("/arrangements?view=all")
    sam.sends("/arrangements/views/add?state=proposed", name="Waiting", is_default="yes")
    assert sam.browser.get("/arrangements").headers["Location"] == "/arrangements?state=proposed"
    page = sam.reads("/arrangements/views")
    assert page.count("It opens whenever you come to Arrangements") == 1


def test_a_default_of_everything_opens_the_list(case: Case, world: World) -> None:
    sam = sits(case, world, case.swindon)
    sam.sends("/arrangements/views/add?service=nothing-known", name="Everything", is_default="yes")
    sam.reads("/arrangements")
    assert ">Everything<" in sam.reads("/arrangements?view=all")


def test_what_cannot_be_kept_is_said_at_the_field(case: Case, world: World) -> None:
    sam = sits(case, world, case.swindon)
    sam.sends(ADD, name=NAME)
    assert "You have a view with this name already" in sam.sends(ADD, 422, name=NAME.upper())
    assert "Enter what you want to call it" in sam.sends(ADD, 422, name=" ")
    for number in range(1, MOST):
        keep(case.app, case.swindon, f"View {number}")
    assert any(f"You have {MOST} views" in one for one in errors(sam.sends(ADD, 422, name="One too many")))
    assert len(kept(case.app, case.swindon)) == MOST
    page = f"/arrangements/views/{reference(sam.reads('/arrangements/views'))}/change"
    assert "this name already" in sam.sends(page, 422, name="View 3")
    sam.sends(page, name="Renamed when there is no room for more")


def test_a_stale_page_overwrites_nothing(case: Case, world: World) -> None:
    sam = sits(case, world, case.swindon)
    one = f"/arrangements/views/{keep(case.app, case.swindon)}"
    opened, removing = sam.reads(f"{one}/change"), sam.reads(f"{one}/remove")
    sam.sends(f"{one}/change", name="Changed in another window")
    conflict = sam.sends(f"{one}/change", 409, page=opened, name="Mine")
    assert "Changed in another window" in conflict
    assert "Mine" in conflict
    sam.sends(f"{one}/remove", 409, page=removing)
    assert kept(case.app, case.swindon) == ["Changed in another window"]


@pytest.fixture
def colleague(case: Case, world: World) -> Viewer:
    """Somebody else of Swindon's, who only reads."""
    return world.person("Swindon Borough Council", name="Sid of Swindon", role=MembershipRole.VIEWER)


def test_a_colleague_keeps_their_own_and_finds_no_others(case: Case, world: World, colleague: Viewer) -> None:
    one = f"/arrangements/views/{keep(case.app, case.swindon)}"
    sid = sits(case, world, colleague)
    for page in (f"{one}/change", f"{one}/remove"):
        sid.reads(page, 404)
    assert NAME not in sid.reads("/arrangements")
    assert NAME not in sid.reads("/arrangements/views")
    assert "view" not in changes_told(sid)
    sid.sends(ADD, name=NAME, is_default="yes")
    assert kept(case.app, colleague) == kept(case.app, case.swindon) == [NAME]
    assert kept(case.app, case.kent) == []
    sits(case, world, case.swindon).reads("/arrangements")


def changes_told(person: Person) -> str:
    page = person.reads("/")
    return page[page.find("What changed") :].split("</main>")[0]


def test_the_first_wall_keeps_one_persons_rows_from_a_colleague(case: Case, colleague: Viewer) -> None:
    keep(case.app, case.swindon)
    again = aliased(SavedView)
    with case.app.app_context(), viewing(colleague):
        assert db.session.scalars(select(SavedView)).all() == []
        assert db.session.scalars(select(again.name)).all() == []
    with case.app.app_context(), viewing(case.swindon):
        view = db.session.scalars(select(SavedView)).one()
        view.person_id = colleague.person_id
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()


@on_postgresql
def test_the_second_wall_does_too(case: Case, colleague: Viewer) -> None:
    keep(case.app, case.swindon)
    count = text("SELECT count(*) FROM saved_view")
    for viewer, seen in ((case.swindon, 1), (colleague, 0), (case.kent, 0)):
        with case.app.app_context(), viewing(viewer):
            assert db.session.connection().execute(count).scalar_one() == seen


def test_views_go_with_the_membership(case: Case, world: World) -> None:
    reference = keep(case.app, case.swindon, is_default=True)
    with case.app.app_context(), viewing(case.swindon):
        member = live_membership(case.swindon.person_id, case.swindon.organisation_id)
        assert member is not None
        member.ended_at = member.started_at
        db.session.commit()
    with case.app.app_context(), viewing(case.swindon):
        sam = db.session.get_one(PersonRow, case.swindon.person_id)
        add_membership(sam, case.swindon.organisation_id, MembershipRole.MANAGER)
        db.session.commit()
    assert kept(case.app, case.swindon) == []
    with case.app.app_context(), viewing(case.swindon):
        stale = db.session.scalars(select(SavedView).where(SavedView.reference == reference)).one()
        with pytest.raises(NotFound):
            actions.change_view(stale, None, actions.ViewFacts("Again"))


def test_views_cost_the_list_no_statement(case: Case, world: World) -> None:
    case.sent()
    sam = sits(case, world, case.swindon)
    sam.reads("/arrangements")
    before = statements(case, sam, "/arrangements?state=proposed")
    for number in range(5):
        keep(case.app, case.swindon, f"View {number}")
    assert statements(case, sam, "/arrangements?state=proposed") == before


def test_arguments_come_back_equal() -> None:
    assert unpacked(packed({"party": "Tŷ “Hafan”", "sort": "oldest"})) == {"party": "Tŷ “Hafan”", "sort": "oldest"}
