"""The board: a few arrangements in each state, narrowed like the list, and as dear at every size."""

from __future__ import annotations

import re
from datetime import timedelta

from portal.access import Viewer, grant_access, open_list
from portal.core import clock
from portal.data import GrantRole, db
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.queries.board import CARDS, MOST_COUNTED
from tests.arrangements.conftest import Case
from tests.arrangements.people import sits, statements
from tests.factories.world import World

BOARD = "/arrangements/board"


def register(case: Case, owner: Viewer, state: str, many: int, *watchers: Viewer, kind: str = "pilot") -> None:
    """So many arrangements of ``owner`` in one state, which ``watchers`` see too."""
    with case.at(owner):
        outer, inner = open_list("registered it"), open_list("registered it")
        for watcher in watchers:
            grant_access(outer.id, watcher.organisation_id, GrantRole.OBSERVER, "Watches")
        now = clock.now()
        db.session.add_all(
            Arrangement(
                access_list_id=outer.id,
                inner_list_id=inner.id,
                registered_by_id=owner.organisation_id,
                kind=kind,
                title=f"{state} {kind} {number}",
                state=state,
                created_at=now + timedelta(seconds=number),
            )
            for number in range(many)
        )
        db.session.commit()


def columns(page: str) -> dict[str, str]:
    """The words of each column by its state."""
    return dict(re.findall(r'id="column-(\w+)">(.*?)</section>', page, re.DOTALL))


def test_each_state_has_its_newest_and_leads_to_all(case: Case, world: World) -> None:
    register(case, case.swindon, "active", CARDS + 2, case.kent)
    register(case, case.swindon, "ended", MOST_COUNTED + 5)
    register(case, case.swindon, "withdrawn", 1)
    register(case, case.stranger, "active", 1)
    sam = sits(case, world, case.swindon)
    shown = columns(sam.reads(BOARD))
    assert list(shown) == ["idea", "proposed", "agreed", "active", "under_review", "ending", "ended"]
    assert shown["active"].count("accord-board__card") == CARDS
    assert "active pilot 7" in shown["active"]
    assert "active pilot 1<" not in shown["active"]
    assert 'href="/arrangements?state=active">All 8<' in shown["active"]
    assert f"All {MOST_COUNTED}+" in shown["ended"]
    assert "None" in shown["idea"]
    assert "active pilot 1<" in sam.reads("/arrangements?state=active")
    watched = columns(sits(case, world, case.kent).reads(BOARD))
    assert watched["active"].count("accord-board__card") == CARDS
    assert "None" in watched["ended"]
    assert "No arrangements yet" in sits(case, world, case.odpm).reads(BOARD)


def test_it_is_narrowed_like_the_list(case: Case, world: World) -> None:
    case.sent()
    register(case, case.swindon, "active", 2)
    register(case, case.swindon, "active", 1, kind="franchise")
    register(case, case.swindon, "withdrawn", 1)
    sam = sits(case, world, case.swindon)
    shown = columns(sam.reads(f"{BOARD}?kind=franchise"))
    assert "active franchise 0" in shown["active"]
    assert "pilot" not in shown["active"]
    assert list(columns(sam.reads(f"{BOARD}?state=withdrawn"))) == ["withdrawn"]
    both = columns(sam.reads(f"{BOARD}?role=recipient&party=kent"))
    assert "Kent mentors Swindon" in both["proposed"]
    assert "None" in both["active"]
    assert "Nothing matches" in sam.reads(f"{BOARD}?kind=joint_team")
    assert "Checks: Something is wrong" in sam.reads(f"{BOARD}?checks=failing")


def test_a_board_is_kept_as_a_view(case: Case, world: World) -> None:
    register(case, case.swindon, "active", 1)
    sam = sits(case, world, case.swindon)
    page = sam.reads(f"{BOARD}?kind=pilot")
    assert 'href="/arrangements/views/add?kind=pilot&amp;as=board"' in page
    kept = sam.sends("/arrangements/views/add?kind=pilot&as=board", name="Pilots", is_default="yes")
    assert kept == f"{BOARD}?kind=pilot"
    assert sam.browser.get("/arrangements").headers["Location"] == f"{BOARD}?kind=pilot"
    assert 'aria-current="true">Pilots<' in sam.reads(kept)


def test_it_asks_as_often_at_every_size(case: Case, world: World) -> None:
    register(case, case.swindon, "active", 1)
    sam = sits(case, world, case.swindon)
    sam.reads(BOARD)
    few = statements(case, sam, BOARD)
    for state in ("idea", "active", "ended"):
        register(case, case.swindon, state, 60)
    assert statements(case, sam, BOARD) == few <= 8
